package prosa.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClassicMessage;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.ErrorCode;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.zmtp.Bytes;
import prosa.zmtp.ZmtpRequest;

/**
 * A member's connection to an original server, as its own clients make it: a question to the
 * server's REP socket, then a {@link PubSubConnection} to the two ports of the answer. On the event
 * loop only.
 *
 * <pre>
 * ASKING --ports--> CONNECTING --proven--> SEATED --broken--> CONNECTING, for {@link #SAME_PORTS}
 *    '---- no answer, no seat, or the ports stay silent: the session makes another connection
 * </pre>
 *
 * <p>It is seated when the {@link PubSubConnection} is proven in both directions. A message that
 * comes back is acknowledged by that; what has not come back when the connection ends may have been
 * sent, and is returned. The server knows no events, no names and no requests but talk.
 */
final class OriginalConnection implements ServerConnection, PubSubConnection.PubSubListener {
  private static final int CAPACITY = 10;
  private static final Duration SAME_PORTS = Duration.ofSeconds(3);
  private static final String ACTION = "* ";

  private final ClientSession session;

  /** The address that answered: of a name there may be others. */
  private final InetSocketAddress server;

  private final ProtocolReader reader =
      new ProtocolReader(new ReadLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, 32, 100));
  private @Nullable CompletableFuture<ZmtpRequest.Answer> question;
  private @Nullable PubSubConnection pair;
  private final LoopTimer timer;
  private boolean seatedHere;
  private boolean over;

  OriginalConnection(ClientSession session, InetSocketAddress server) {
    this.session = session;
    this.server = server;
    timer = new LoopTimer(session.loop());
  }

  @Override
  public void open() {
    CompletableFuture<ZmtpRequest.Answer> asked =
        new ZmtpRequest(session.dialer())
            .ask(server, Bytes.of("FindChat"), session.timeouts().answer());
    question = asked;
    var _ =
        asked.whenComplete(
            (answer, failure) ->
                LoopTasks.post(
                    session.loop(), () -> answered(answer == null ? null : answer.body())));
  }

  private void answered(@Nullable Bytes answer) {
    if (over) {
      return;
    }
    if (answer == null) {
      session.restart(ConnectError.NO_ANSWER);
      return;
    }
    try {
      switch (reader.doorAnswer(answer.toArray())) {
        case DoorAnswer.Ports ports -> {
          pair = new PubSubConnection(session, server, ports, this);
          pair.open();
          within(session.timeouts().answer(), ConnectError.NO_SEAT);
        }
        case DoorAnswer.SeatReserved _ -> session.restart(ConnectError.NO_CHAT);
        case DoorAnswer.DoorError(var reason, String _, var _) ->
            session.restart(ConnectError.of(reason));
      }
    } catch (ProtocolException e) {
      session.restart(ConnectError.NO_CHAT);
    }
  }

  @Override
  public void send(PendingRequest request) {
    switch (request) {
      case PendingRequest.Say(UnsentMessage text) -> {
        if (pair != null) {
          ClassicMessage message = new ClassicMessage(name(), words(text));
          pair.publish(Unpooled.wrappedBuffer(ProtocolWriter.write(message)));
        }
      }
      case PendingRequest.Command(ClientMessage.Rename(String name)) -> rename(request, name);
      case PendingRequest.Command _, PendingRequest.Join _, PendingRequest.Welcome _ ->
          refuse(request, ErrorCode.CLASSIC_SERVER, "The original server knows no such thing.");
    }
  }

  /** Each message carries the sender's name: another name takes effect with the next message. */
  private void rename(PendingRequest request, String canonical) {
    try {
      String before = name();
      String name = Names.canonical(canonical);
      session.joinState().name(name);
      session.report(new ChatEvent.Renamed(new MemberInfo(0, name, true, true), before, true));
      session.outbox().answered(request::equals);
    } catch (ProtocolException e) {
      refuse(request, e.reason(), e.sentence());
    }
  }

  private void refuse(PendingRequest request, ErrorCode reason, String sentence) {
    session.refused(request, reason, sentence);
    session.outbox().answered(request::equals);
  }

  @Override
  public void tell(ClientMessage.Tell what) {} // nor is any room encrypted

  @Override
  public void typing() {} // nobody would understand

  /** Sent messages are not returned: whether they were delivered cannot be determined. */
  @Override
  public void unanswered() {
    session.restart(ConnectError.BROKEN_OFF);
    session.returnUnsent(UnsentMessage::perhapsSaid);
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
    session.left();
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
            : session.joinState().everSeated() ? JoinKind.AFRESH : JoinKind.NEW;
    seatedHere = true;
    session.joinState().seatedAtOriginal();
    session.seated(
        new RoomSnapshot(Optional.empty(), name(), 0, CAPACITY, List.of()),
        how,
        List.of(),
        ServerLimits.NONE);
  }

  @Override
  public void broken() {
    session.lost();
    session.returnUnsent(UnsentMessage::perhapsSaid);
    if (seatedHere && !timer.runs()) {
      within(SAME_PORTS, ConnectError.BROKEN_OFF);
    }
  }

  @Override
  public void refused() {
    session.restart(ConnectError.NO_SEAT);
    session.returnUnsent(UnsentMessage::perhapsSaid);
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
    return session
        .outbox()
        .inFlight(e -> e.message().filter(text -> words(text).equals(message)).isPresent());
  }

  private void tell(ClassicMessage said, Optional<PendingRequest> echo) {
    Optional<UnsentMessage> own = echo.flatMap(PendingRequest::message);
    echo.ifPresent(request -> session.outbox().answered(request::equals));
    session.report(
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
    return session.joinState().name();
  }

  private void within(Duration time, ConnectError otherwise) {
    timer.start(time, () -> session.restart(otherwise));
  }
}
