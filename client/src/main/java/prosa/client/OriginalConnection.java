package prosa.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClassicMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.Reason;
import prosa.zmtp.Bytes;
import prosa.zmtp.ZmtpRequest;

/**
 * Speaks to an original server as its own clients do: asks the door, publishes to one port and
 * subscribes at the other.
 *
 * <p>Seated is who can hear and be heard, which is proven by the {@link PubSubConnection}. A
 * message that comes back is acknowledged; what has not come back when the connection ends was
 * perhaps said, and is given back. A lost pair is dialled again for {@link #SAME_PORTS}, for the
 * table may still be there; then the door is asked anew.
 */
final class OriginalConnection implements ServerConnection, PubSubConnection.Owner {
  private static final int CAPACITY = 10;
  private static final Duration SAME_PORTS = Duration.ofSeconds(3);
  private static final String ACTION = "* ";

  private final ClientSession conversation;
  private final ServerAddress door;
  private final ProtocolReader reader =
      new ProtocolReader(new ReadLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 32, 100));
  private @Nullable CompletableFuture<ZmtpRequest.Answer> question;
  private @Nullable PubSubConnection pair;
  private final LoopTimer timer;
  private boolean seatedHere;
  private boolean over;

  OriginalConnection(ClientSession conversation, ServerAddress door) {
    this.conversation = conversation;
    this.door = door;
    timer = new LoopTimer(conversation.loop());
  }

  @Override
  public void open() {
    CompletableFuture<ZmtpRequest.Answer> asked =
        new ZmtpRequest(conversation.dialer())
            .ask(
                InetSocketAddress.createUnresolved(door.host(), door.port()),
                Bytes.of("FindChat"),
                conversation.times().answer());
    question = asked;
    var _ =
        asked.whenComplete(
            (answer, failure) ->
                conversation.loop().execute(() -> answered(answer == null ? null : answer.body())));
  }

  private void answered(@Nullable Bytes answer) {
    if (over) {
      return;
    }
    if (answer == null) {
      conversation.restart(ConnectError.NO_ANSWER);
      return;
    }
    try {
      switch (reader.doorAnswer(answer.toArray())) {
        case DoorAnswer.Ports ports -> {
          pair = new PubSubConnection(conversation, door.host(), ports, this);
          pair.open();
          within(conversation.times().answer(), ConnectError.NO_SEAT);
        }
        case DoorAnswer.SeatReserved _ -> conversation.restart(ConnectError.NO_CHAT);
        case DoorAnswer.DoorError _ -> conversation.restart(ConnectError.NO_SEAT);
      }
    } catch (ProtocolException e) {
      conversation.restart(ConnectError.NO_CHAT);
    }
  }

  @Override
  public void send(PendingRequest errand) {
    switch (errand) {
      case PendingRequest.Say(UnsentMessage text) -> {
        if (pair != null) {
          ClassicMessage message = new ClassicMessage(name(), words(text));
          pair.publish(Unpooled.wrappedBuffer(ProtocolWriter.write(message)));
        }
      }
      case PendingRequest.Rename(String name) -> rename(errand, name);
      case PendingRequest.Next _, PendingRequest.Invite _, PendingRequest.Sit _ ->
          refuse(errand, Reason.OTHER, "The original server knows no such thing.");
    }
  }

  /** Each message says who speaks: another name is a matter of saying so. */
  private void rename(PendingRequest errand, String wished) {
    try {
      String before = name();
      String name = Names.wished(wished);
      conversation.claim().name(name);
      var _ = conversation.mirror().original(name, CAPACITY);
      conversation.report(new ChatEvent.Renamed(new MemberInfo(0, name, true, true), before, true));
      var _ = conversation.outbox().answered(errand::equals);
    } catch (ProtocolException e) {
      refuse(errand, e.reason(), e.sentence());
    }
  }

  private void refuse(PendingRequest errand, Reason reason, String sentence) {
    conversation.refused(errand, reason, sentence);
    var _ = conversation.outbox().answered(errand::equals);
  }

  @Override
  public void typing() {} // nobody would understand

  /** What was said does not come back: whether it was heard cannot be found out. */
  @Override
  public void unanswered() {
    conversation.restart(ConnectError.BROKEN_OFF);
    conversation.giveBack(UnsentMessage::perhapsSaid);
  }

  @Override
  public void pause(boolean paused) {
    if (pair != null) {
      pair.pause(paused);
    }
  }

  @Override
  public void retry() {
    if (pair != null) {
      pair.retry();
    }
  }

  @Override
  public void leave() {
    abandon();
    conversation.gone();
  }

  @Override
  public void abandon() {
    over = true;
    timer.stop();
    if (question != null) {
      question.cancel(false);
    }
    if (pair != null) {
      pair.close();
    }
  }

  // ---- what the pair tells

  @Override
  public void proven() {
    timer.stop();
    JoinKind how =
        seatedHere
            ? JoinKind.RESUMED
            : conversation.claim().everSeated() ? JoinKind.AFRESH : JoinKind.NEW;
    seatedHere = true;
    conversation.claim().original();
    conversation.seated(conversation.mirror().original(name(), CAPACITY), how, ServerLimits.NONE);
  }

  @Override
  public void broken() {
    conversation.lost();
    conversation.giveBack(UnsentMessage::perhapsSaid);
    if (seatedHere && !timer.runs()) {
      within(SAME_PORTS, ConnectError.BROKEN_OFF);
    }
  }

  @Override
  public void refused() {
    conversation.restart(ConnectError.NO_SEAT);
    conversation.giveBack(UnsentMessage::perhapsSaid);
  }

  @Override
  public void heard(ByteBuf body) {
    ClassicMessage said;
    try {
      said = reader.classic(ByteBufUtil.getBytes(body));
    } catch (ProtocolException e) {
      return; // an original client would break here
    }
    tell(said, said.user().equals(name()) ? echo(said.message()) : Optional.empty());
  }

  private Optional<PendingRequest> echo(String message) {
    return conversation
        .outbox()
        .first(e -> e.words().filter(text -> words(text).equals(message)).isPresent());
  }

  private void tell(ClassicMessage said, Optional<PendingRequest> echo) {
    Optional<UnsentMessage> own = echo.flatMap(PendingRequest::words);
    echo.ifPresent(errand -> conversation.outbox().answered(errand::equals));
    conversation.report(
        new ChatEvent.Said(
            new Message(
                0,
                0,
                said.user(),
                own.map(UnsentMessage::text).orElse(said.message()),
                own.isPresent() && own.get().action(),
                own.isPresent(),
                own.map(UnsentMessage::id))));
  }

  private static String words(UnsentMessage text) {
    return text.action() ? ACTION + text.text() : text.text();
  }

  private String name() {
    return conversation.claim().name();
  }

  private void within(Duration time, ConnectError otherwise) {
    timer.start(time, () -> conversation.restart(otherwise));
  }
}
