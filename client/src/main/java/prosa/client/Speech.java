package prosa.client;

import io.netty.buffer.Unpooled;
import java.util.Optional;
import java.util.function.Consumer;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ToServer;
import prosa.zmtp.ZmtpClient;

/**
 * What is wanted of a direct server, in its protocol's words. A text that the terms of the seat do
 * not take is refused here and not sent. On the event loop only.
 */
final class Speech {
  private final ZmtpClient client;
  private final Seating seating;
  private final Refusals refusals;

  Speech(ZmtpClient client, Seating seating, Refusals refusals) {
    this.client = client;
    this.seating = seating;
    this.refusals = refusals;
  }

  /**
   * Sends an errand.
   *
   * @param reserve runs the one errand that is the door's
   */
  void send(PendingRequest errand, Consumer<PendingRequest.Sit> reserve) {
    switch (errand) {
      case PendingRequest.Say(UnsentMessage text) -> say(errand, text);
      case PendingRequest.Rename(String name) -> write(new ToServer.Rename(name));
      case PendingRequest.Next _ -> write(new ToServer.Next());
      case PendingRequest.Invite _ -> write(new ToServer.Invite());
      case PendingRequest.Sit sit -> reserve.accept(sit);
    }
  }

  private void say(PendingRequest errand, UnsentMessage text) {
    byte[] body =
        ProtocolWriter.write(new ToServer.Say(text.text(), text.action(), Optional.of(text.id())));
    if (seating.terms().takes(text.text(), body)) {
      client.send(Unpooled.wrappedBuffer(body));
    } else {
      refusals.tooLarge(errand, seating.terms());
    }
  }

  void write(ToServer what) {
    client.send(Unpooled.wrappedBuffer(ProtocolWriter.write(what)));
  }
}
