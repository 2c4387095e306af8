package prosa.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;
import prosa.zmtp.Bytes;
import prosa.zmtp.Closing;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpClient;
import prosa.zmtp.ZmtpClientListener;
import prosa.zmtp.ZmtpRequest;

/**
 * Speaks the direct protocol on a DEALER socket: who hears {@code hello} enters, with the seat it
 * had. A door that announces REP is an original server's, and not for this side.
 *
 * <pre>
 * DIALING --READY--> GREETING --hello--> ENTERING --seated--> SEATED --next, sit--> SEATED
 *    ^                                                          |
 *    \------------------ the connection ends -------------------/
 * </pre>
 */
final class DirectSide implements Side, ZmtpClientListener {
  private enum Stage {
    DIALING,
    GREETING,
    ENTERING,
    SEATED,
    LEAVING,
    ABANDONED
  }

  private final Conversation conversation;
  private final ServerAddress door;
  private final ZmtpClient client;
  private final ProtocolReader reader =
      new ProtocolReader(ReadLimits.defaults().withText(Integer.MAX_VALUE));
  private final Refusals refusals;
  private final TableTalk table;
  private Stage stage = Stage.DIALING;
  private boolean sitting;
  private boolean explained;
  private Terms terms = Terms.NONE;
  private @Nullable ScheduledFuture<?> timer;

  DirectSide(Conversation conversation, ServerAddress door) {
    this.conversation = conversation;
    this.door = door;
    client =
        new ZmtpClient(
            conversation.dialer(),
            SocketType.DEALER,
            InetSocketAddress.createUnresolved(door.host(), door.port()),
            conversation.times().backoff(),
            this);
    refusals = new Refusals(conversation, this);
    table = new TableTalk(conversation);
  }

  // ---- what the conversation wants

  @Override
  public void open() {
    client.connect();
  }

  @Override
  public void send(Errand errand) {
    switch (errand) {
      case Errand.Say(Text text) -> say(errand, text);
      case Errand.Rename(String name) -> write(new ToServer.Rename(name));
      case Errand.Next _ -> write(new ToServer.Next());
      case Errand.Invite _ -> write(new ToServer.Invite());
      case Errand.Sit sit -> reserve(sit);
    }
  }

  private void say(Errand errand, Text text) {
    byte[] body =
        ProtocolWriter.write(new ToServer.Say(text.text(), text.action(), Optional.of(text.id())));
    if (terms.takes(text.text(), body)) {
      client.send(Unpooled.wrappedBuffer(body));
    } else {
      refusals.tooLarge(errand, terms);
    }
  }

  /** A seat elsewhere is reserved before this one is given up: nobody is left standing. */
  private void reserve(Errand.Sit sit) {
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
                        .execute(() -> reserved(sit, answer == null ? null : answer.body())));
  }

  private void reserved(Errand.Sit sit, @Nullable Bytes answer) {
    if (stage != Stage.SEATED || conversation.outbox().first(sit::equals).isEmpty()) {
      return;
    }
    Optional<DoorAnswer> read = answer == null ? Optional.empty() : read(answer);
    if (read.isPresent() && read.get() instanceof DoorAnswer.SeatReserved seat) {
      write(new ToServer.Leave());
      conversation.claim().seat(seat.seat());
      conversation.claim().elsewhere(sit.code().isEmpty(), sit.code());
      sitting = true;
      enter();
    } else {
      refusals.byDoor(sit, read);
    }
  }

  private Optional<DoorAnswer> read(Bytes answer) {
    try {
      return Optional.of(reader.doorAnswer(answer.toArray()));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  @Override
  public void typing() {
    if (stage == Stage.SEATED) {
      write(new ToServer.Typing());
    }
  }

  @Override
  public void unanswered() {
    client.drop();
  }

  @Override
  public void pause(boolean paused) {
    if (paused) {
      client.pause();
    } else {
      client.resume();
    }
  }

  @Override
  public void retry() {
    client.dialNow();
  }

  @Override
  public void leave() {
    if (stage == Stage.SEATED || stage == Stage.ENTERING) {
      write(new ToServer.Leave());
    }
    stage = Stage.LEAVING;
    stopTimer();
    client.close();
  }

  @Override
  public void abandon() {
    stage = Stage.ABANDONED;
    stopTimer();
    client.close();
  }

  // ---- what the connection tells

  @Override
  public void dialing(ZmtpClient from) {
    explained = false;
  }

  @Override
  public void failed(ZmtpClient from, Throwable cause) {
    explained = true;
    if (live()) {
      conversation.trouble(Trouble.of(cause));
    }
  }

  @Override
  public void connected(ZmtpClient from, PeerInfo peer) {
    if (!live()) {
      return;
    }
    if (peer.socketType() == SocketType.REP) {
      conversation.original();
    } else {
      stage = Stage.GREETING;
      expect(Trouble.NO_CHAT);
    }
  }

  @Override
  public void message(ZmtpClient from, ByteBuf body) {
    ToMember said;
    try {
      said = reader.toMember(ByteBufUtil.getBytes(body));
    } catch (ProtocolException e) {
      return; // of a later version, or nonsense: neither concerns us
    }
    if (live()) {
      hear(said);
    }
  }

  @Override
  public void disconnected(ZmtpClient from, Closing why, Duration wait) {
    if (live()) {
      stage = Stage.DIALING;
      sitting = false;
      stopTimer();
      conversation.lost();
      if (!explained) {
        conversation.trouble(Trouble.of(why));
      }
    }
  }

  @Override
  public void refused(ZmtpClient from, String reason) {
    if (live()) {
      conversation.restart(Trouble.NO_CHAT);
    }
  }

  @Override
  public void closed(ZmtpClient from) {
    if (stage == Stage.LEAVING) {
      conversation.gone();
    }
  }

  private boolean live() {
    return stage != Stage.LEAVING && stage != Stage.ABANDONED;
  }

  // ---- what the server says

  private void hear(ToMember said) {
    switch (said) {
      case ToMember.Hello _ -> {
        if (stage == Stage.GREETING) {
          enter();
        }
      }
      case ToMember.Seated seated -> seated(seated);
      case ToMember.Refused refused -> refusals.hear(refused, stage == Stage.ENTERING);
      case ToMember.Moved moved -> moved(moved);
      case ToMember.Said _,
          ToMember.Missed _,
          ToMember.Renamed _,
          ToMember.Joined _,
          ToMember.Left _,
          ToMember.Away _,
          ToMember.Back _,
          ToMember.TypingNow _,
          ToMember.Invited _,
          ToMember.Offer _,
          ToMember.Draining _ ->
          table.hear(said);
    }
  }

  /** Shows what it has; a refusal of the seat makes it enter once more, without. */
  void enter() {
    stage = Stage.ENTERING;
    write(conversation.claim().enter());
    expect(Trouble.BROKEN_OFF);
  }

  /** Enters once more after a while, unless the connection ends before. */
  void enterIn(long millis) {
    stopTimer();
    timer = conversation.loop().schedule(this::enter, millis, TimeUnit.MILLISECONDS);
  }

  private void seated(ToMember.Seated seated) {
    Arrival how = arrival(seated);
    Stage by = stage;
    stage = Stage.SEATED;
    stopTimer();
    terms = Terms.of(seated.limits());
    Claim claim = conversation.claim();
    if (how == Arrival.MOVED && by == Stage.SEATED) {
      claim.elsewhere(false, Optional.empty()); // by `next`: any table
    }
    claim.seated(seated, how);
    Table seen = conversation.mirror().replace(seated);
    if (how == Arrival.MOVED) {
      sitting = false;
      conversation.outbox().moved();
    }
    conversation.seated(seen, how, terms);
  }

  private Arrival arrival(ToMember.Seated seated) {
    if (stage == Stage.SEATED) {
      return conversation.mirror().isAt(seated) ? Arrival.RENEWED : Arrival.MOVED;
    }
    if (sitting) {
      return Arrival.MOVED;
    }
    Claim claim = conversation.claim();
    if (!claim.everSeated()) {
      return Arrival.NEW;
    }
    if (!claim.hasSeat()) {
      return Arrival.AFRESH;
    }
    return conversation.mirror().isAt(seated) ? Arrival.RESUMED : Arrival.MOVED;
  }

  private void moved(ToMember.Moved moved) {
    Optional<ServerAddress> to = ServerAddress.parse(moved.address());
    if (to.isPresent()) {
      moved.seat().ifPresentOrElse(conversation.claim()::seat, conversation.claim()::seatGone);
      conversation.moved(to.get());
    }
  }

  private void write(ToServer what) {
    client.send(Unpooled.wrappedBuffer(ProtocolWriter.write(what)));
  }

  /** Something must come within the time for an answer. */
  private void expect(Trouble otherwise) {
    stopTimer();
    timer =
        conversation
            .loop()
            .schedule(
                () -> {
                  explained = true;
                  conversation.trouble(otherwise);
                  client.drop();
                },
                conversation.times().answer().toNanos(),
                TimeUnit.NANOSECONDS);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
