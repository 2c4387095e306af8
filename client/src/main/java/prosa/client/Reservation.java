package prosa.client;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ToServer;
import prosa.zmtp.Bytes;
import prosa.zmtp.ZmtpRequest;

/**
 * A seat elsewhere, asked for at the door before the one at hand is given up: nobody is left
 * standing. On the event loop only.
 */
final class Reservation {
  private final ClientSession conversation;
  private final ServerAddress door;
  private final ProsaConnection side;
  private final Refusals refusals;

  Reservation(
      ClientSession conversation, ServerAddress door, ProsaConnection side, Refusals refusals) {
    this.conversation = conversation;
    this.door = door;
    this.side = side;
    this.refusals = refusals;
  }

  /** Asks; the side changes its seat when there is an answer, if it is still wanted then. */
  void ask(PendingRequest.Sit sit, ProtocolReader reader) {
    ToServer.Enter claim = conversation.claim().enter();
    Bytes question =
        Bytes.of(
            ProtocolWriter.write(
                new DoorRequest.Find(
                    claim.user(), sit.code(), sit.code().isEmpty(), Optional.empty())));
    var _ =
        new ZmtpRequest(conversation.dialer())
            .ask(
                InetSocketAddress.createUnresolved(door.host(), door.port()),
                question,
                conversation.times().answer().dividedBy(2))
            .whenComplete(
                (answer, failure) ->
                    conversation
                        .loop()
                        .execute(
                            () -> answered(sit, answer == null ? null : answer.body(), reader)));
  }

  private void answered(PendingRequest.Sit sit, @Nullable Bytes answer, ProtocolReader reader) {
    if (!side.seated() || conversation.outbox().first(sit::equals).isEmpty()) {
      return;
    }
    Optional<DoorAnswer> read = answer == null ? Optional.empty() : read(answer, reader);
    if (read.isPresent() && read.get() instanceof DoorAnswer.SeatReserved seat) {
      side.change(sit, seat.seat());
    } else {
      refusals.byDoor(sit, read);
    }
  }

  private static Optional<DoorAnswer> read(Bytes answer, ProtocolReader reader) {
    try {
      return Optional.of(reader.doorAnswer(answer.toArray()));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }
}
