package prosa.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.ClientMessage.CommandType;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ErrorCode;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;
import prosa.zmtp.Bytes;
import prosa.zmtp.CloseReason;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpClient;
import prosa.zmtp.ZmtpClientListener;
import prosa.zmtp.ZmtpRequest;

/**
 * A direct member's connection to a Prosa server, over a DEALER socket that reconnects by itself.
 * On the event loop only.
 *
 * <pre>
 * CONNECTING --READY--> GREETING --hello--> ENTERING --seated--> SEATED --next, join--> SEATED
 *     ^                    |                  |  ^ refused: enters again, after a while
 *     |                    |                  '--'
 *     '--------------------+---- the connection ends ------------'
 *
 * from each state: leave --> LEAVING, abandon --> ABANDONED, which are final
 * </pre>
 *
 * <p>CONNECTING ends by {@link ClientTimeouts#wireLimits}, GREETING and ENTERING have a deadline of
 * {@link ClientTimeouts#answer}; beyond it the connection is dropped. A connection that ends
 * without a seat, or of a server that fell silent, is not made again here while the session has
 * other doors. A peer that announces REP is an original server, and handed to {@link
 * OriginalConnection}. What cannot be read is from a later version of the protocol, and ignored.
 *
 * <p>Who goes to a room by a code, or to a new private room, asks for a seat there over a REQ
 * socket first, and leaves the present seat only when the other one is reserved. The seat may be at
 * another server: its address came with it, and is followed if something listens there.
 *
 * <p>The protocol is specified in {@code docs/protocol.md}, sections 4 to 10.
 */
final class ProsaConnection implements ServerConnection, ZmtpClientListener {
  /** What the server's operator decides; the session is over by it. */
  private static final Set<ErrorCode> BY_OPERATOR =
      EnumSet.of(ErrorCode.REMOVED, ErrorCode.ROOM_CLOSED, ErrorCode.BLOCKED);

  private enum State {
    CONNECTING,
    GREETING,
    ENTERING,
    SEATED,
    LEAVING,
    ABANDONED
  }

  /** What is around a text, at most, in its JSON and in that of the message that carries it. */
  private static final int ENVELOPE = 128;

  private static final long SHORTEST_WAIT_MILLIS = 500;
  private static final long DRAINING_WAIT_MILLIS = 1_000;
  private static final int PROBE_MILLIS = 2_000;

  private final RecentLines recent = new RecentLines();

  /** The ids of the others' stays, by place, as far as they are told. */
  private final Map<Integer, Long> stays = new HashMap<>();

  private final ClientSession session;
  private final ServerAddress server;
  private final ZmtpClient socket;
  private final ProtocolReader reader =
      new ProtocolReader(ReadLimits.defaults().withText(Integer.MAX_VALUE));

  /** The deadline of the present state, or the wait before entering again. */
  private final LoopTimer timer;

  private State state = State.CONNECTING;
  private ServerLimits limits = ServerLimits.NONE;

  /** Whether it entered with a seat that it had reserved elsewhere while it was seated. */
  private boolean changingRoom;

  /** Whether the end of this connection attempt has been explained to the session already. */
  private boolean errorReported;

  /** Whether the server left a request without an answer. */
  private boolean silent;

  ProsaConnection(ClientSession session, ServerAddress server) {
    this.session = session;
    this.server = server;
    socket =
        new ZmtpClient(
            session.dialer(),
            SocketType.DEALER,
            unresolved(server),
            session.rounds(),
            session.timeouts().backoff(),
            this);
    timer = new LoopTimer(session.loop());
  }

  private static InetSocketAddress unresolved(ServerAddress server) {
    return InetSocketAddress.createUnresolved(server.host(), server.port());
  }

  /** Of the server: the address that answered, if its name has several. */
  private InetSocketAddress address() {
    return socket.remoteAddress().orElseGet(() -> unresolved(server));
  }

  private boolean active() {
    return switch (state) {
      case CONNECTING, GREETING, ENTERING, SEATED -> true;
      case LEAVING, ABANDONED -> false;
    };
  }

  // ---- what the session asks for

  @Override
  public void open() {
    socket.connect();
  }

  @Override
  public void send(PendingRequest request) {
    switch (request) {
      case PendingRequest.Say(UnsentMessage message) -> say(request, message);
      case PendingRequest.Join join -> reserve(join);
      case PendingRequest.Command(ClientMessage.Vote(int place, long id, var reason)) ->
          write(
              new ClientMessage.Vote(place, id == 0 ? stays.getOrDefault(place, 0L) : id, reason));
      case PendingRequest.Command(ClientMessage.Rename rename) -> rename(request, rename);
      case PendingRequest.Command(ClientMessage.RoomCommand command) -> write(command);
      case PendingRequest.Welcome(String language) ->
          write(new ClientMessage.About(Optional.of(language)));
    }
  }

  /** A text that the server would skip for its length is refused here, and not sent. */
  private void say(PendingRequest request, UnsentMessage message) {
    ClientMessage.Say say =
        new ClientMessage.Say(
            message.text(), message.action(), Optional.of(message.id()), message.re());
    EncryptedRoom encrypted = session.encryptedRoom();
    if (encrypted != null) {
      if (encrypted.missedKey()) {
        refuse(request, ErrorCode.ENCRYPTED_ROOM, "The key of this room has changed.");
        return;
      }
      Optional<ClientMessage.Say> sealed =
          encrypted.sealed(say, Math.min(limits.text(), limits.frame() - ENVELOPE));
      if (sealed.isEmpty()) {
        tooLong(request, EncryptedRoom.mostBytes(limits.text()) - ENVELOPE);
        return;
      }
      say = sealed.get();
    }
    byte[] body = ProtocolWriter.write(say);
    if (limits.allow(say.message(), body)) {
      socket.send(Unpooled.wrappedBuffer(body));
    } else {
      tooLong(request, limits.text());
    }
  }

  private void tooLong(PendingRequest request, int most) {
    refuse(
        request,
        ErrorCode.TOO_LARGE,
        "The text of a message has at most " + most + " bytes of UTF-8.");
  }

  private void rename(PendingRequest request, ClientMessage.Rename rename) {
    EncryptedRoom encrypted = session.encryptedRoom();
    if (encrypted == null) {
      write(rename);
      return;
    }
    try {
      write(encrypted.named(rename.user()));
    } catch (ProtocolException e) {
      refuse(request, e.reason(), e.sentence());
    }
  }

  private void write(ClientMessage message) {
    socket.send(Unpooled.wrappedBuffer(ProtocolWriter.write(message)));
  }

  @Override
  public void tell(ClientMessage.Tell what) {
    if (state == State.SEATED) {
      write(what);
    }
  }

  @Override
  public void typing() {
    if (state == State.SEATED) {
      write(new ClientMessage.Typing());
    }
  }

  @Override
  public void unanswered() {
    silent = true;
    socket.drop();
  }

  @Override
  public void pause(boolean paused) {
    if (paused) {
      socket.pause();
    } else {
      socket.resume();
    }
  }

  @Override
  public void retry() {
    socket.dialNow();
  }

  @Override
  public void leave() {
    if (state == State.SEATED || state == State.ENTERING) {
      write(new ClientMessage.Leave());
    }
    close(State.LEAVING);
  }

  @Override
  public void abandon() {
    close(State.ABANDONED);
  }

  private void close(State last) {
    state = last;
    timer.stop();
    socket.close();
  }

  // ---- what the socket reports

  @Override
  public void dialing(ZmtpClient from) {
    errorReported = false;
    silent = false;
    if (session.hasOtherDoors()) {
      timer.start(session.timeouts().answer(), this::undialled);
    }
  }

  /** The lookup of the server's name has not ended: nothing else of dialling takes so long. */
  private void undialled() {
    session.error(ConnectError.NO_ANSWER);
    session.nextDoor();
  }

  @Override
  public void failed(ZmtpClient from, Throwable cause) {
    errorReported = true;
    if (active()) {
      session.error(ConnectError.of(cause));
    }
  }

  @Override
  public void connected(ZmtpClient from, PeerInfo peer) {
    if (!active()) {
      return;
    }
    if (peer.socketType() == SocketType.REP) {
      session.original(address());
    } else {
      state = State.GREETING;
      startDeadline(ConnectError.SAYS_NOTHING);
    }
  }

  @Override
  public void message(ZmtpClient from, ByteBuf body) {
    ServerMessage message;
    try {
      message = reader.toMember(ByteBufUtil.getBytes(body));
    } catch (ProtocolException e) {
      return; // of a later version, or malformed: the connection goes on without it
    }
    if (active()) {
      EncryptedRoom encrypted = session.encryptedRoom();
      if (encrypted == null || state != State.SEATED || message instanceof ServerMessage.Seated) {
        received(message);
      } else {
        encrypted.open(message, this::received);
      }
    }
  }

  @Override
  public void disconnected(ZmtpClient from, CloseReason why, Duration wait) {
    if (active()) {
      boolean wasSeated = state == State.SEATED;
      state = State.CONNECTING;
      changingRoom = false;
      timer.stop();
      session.lost();
      if (!errorReported) {
        session.error(ConnectError.of(why, session.encrypted()));
      }
      boolean fellSilent = silent || why instanceof CloseReason.TimedOut;
      if ((!wasSeated || fellSilent) && session.hasOtherDoors()) {
        session.nextDoor();
      }
    }
  }

  @Override
  public void refused(ZmtpClient from, String reason) {
    if (active()) {
      session.restart(ConnectError.ofRefusal(reason));
    }
  }

  @Override
  public void closed(ZmtpClient from) {
    if (state == State.LEAVING) {
      session.left();
    }
  }

  /** The server must say the next thing within the time for an answer. */
  private void startDeadline(ConnectError otherwise) {
    timer.start(
        session.timeouts().answer(),
        () -> {
          errorReported = true;
          session.error(otherwise);
          giveUpEntering();
          socket.drop();
        });
  }

  /**
   * A seat that nobody knows the secret of yet, and that is given too late, is given back; one that
   * was asked for by its secret is had again by the same secret, at whatever door.
   */
  private void giveUpEntering() {
    if (state == State.ENTERING && !session.joinState().hasSeat()) {
      write(new ClientMessage.Leave());
    }
  }

  // ---- what the server says

  private void received(ServerMessage message) {
    JoinState join = session.joinState();
    switch (message) {
      case ServerMessage.Hello hello -> {
        session.hostSpeaks(hello.about());
        if (state == State.GREETING) {
          enter();
        }
      }
      case ServerMessage.Seated seated -> seated(seated);
      case ServerMessage.Refused refused -> refused(refused);
      case ServerMessage.Moved moved -> moved(moved);
      case ServerMessage.Said said -> said(said);
      case ServerMessage.Missed(long from, long to) -> {
        join.heard(to);
        session.report(new ChatEvent.Missed(from, to, Set.copyOf(session.outbox().inDoubt())));
      }
      case ServerMessage.Renamed renamed -> renamed(renamed);
      case ServerMessage.Reacted(long n, int place, String user, String reaction, boolean off) ->
          session.report(
              new ChatEvent.Reacted(
                  new MemberInfo(place, user, true, false), reaction, recent.message(n), off));
      case ServerMessage.Joined(int place, String user, boolean classic, long member) -> {
        stays.put(place, member);
        session.report(new ChatEvent.Joined(new MemberInfo(place, user, true, classic, member)));
      }
      case ServerMessage.Left(int place, String user, boolean classic) -> {
        if (!join.isOwnPlace(place)) {
          session.report(new ChatEvent.Left(new MemberInfo(place, user, false, classic)));
        }
      }
      case ServerMessage.Away(int place, String user, boolean classic, boolean next) ->
          session.report(new ChatEvent.WentAway(new MemberInfo(place, user, false, classic), next));
      case ServerMessage.Back(int place, String user, boolean classic) ->
          session.report(new ChatEvent.CameBack(new MemberInfo(place, user, true, classic)));
      case ServerMessage.Passed(long count) -> session.report(new ChatEvent.Passed(count));
      case ServerMessage.TypingNow(int place, String user) ->
          session.report(new ChatEvent.Typing(new MemberInfo(place, user, true, false)));
      case ServerMessage.Invited(String code, String link) -> {
        join.ownInvite(code);
        session.report(new ChatEvent.Invited(code, link));
        session.outbox().answered(request -> request.is(CommandType.INVITE));
      }
      case ServerMessage.About about -> about(about);
      case ServerMessage.Offer(String room) -> session.report(new ChatEvent.Offered(room));
      case ServerMessage.Vote vote -> voteBegan(vote);
      case ServerMessage.Ballot(long vote, boolean yes) -> {
        session.report(new ChatEvent.Balloted(vote, yes));
        session.outbox().answered(request -> request.is(CommandType.BALLOT));
      }
      case ServerMessage.Voted voted -> {
        boolean mine = join.isOwnPlace(voted.place());
        if (mine && voted.moved()) {
          join.movedAway();
        }
        session.report(
            new ChatEvent.VoteEnded(
                voted.vote(),
                new MemberInfo(voted.place(), voted.user(), true, false),
                voted.reason(),
                voted.moved(),
                mine));
      }
      case ServerMessage.Held(String room, int seconds) ->
          session.report(new ChatEvent.Held(room, seconds));
      case ServerMessage.Draining(int seconds) -> session.report(new ChatEvent.Draining(seconds));
      case ServerMessage.Open _ -> session.report(new ChatEvent.StaysOpen());
      case ServerMessage.Told _ -> {} // in encrypted rooms only
    }
  }

  private void said(ServerMessage.Said said) {
    session.joinState().heard(said.n());
    boolean mine = session.joinState().isOwnPlace(said.place());
    Optional<String> id = mine ? said.id() : Optional.empty();
    EncryptedRoom encrypted = session.encryptedRoom();
    if (encrypted != null) {
      id.ifPresent(encrypted::forget);
    }
    // Before it is reported: the listener must not find its own message among the unsent any more.
    id.ifPresent(own -> session.outbox().answered(request -> request.isMessage(own)));
    Optional<EarlierMessage> answers =
        said.re() == 0 ? Optional.empty() : Optional.of(recent.message(said.re()));
    recent.add(said.n(), said.user(), said.message());
    session.report(
        new ChatEvent.Said(
            new Message(
                said.n(),
                said.place(),
                said.user(),
                said.message(),
                said.action(),
                mine,
                id,
                answers,
                said.newcomer())));
  }

  private void voteBegan(ServerMessage.Vote vote) {
    boolean mine = session.joinState().isOwnPlace(vote.by());
    session.report(
        new ChatEvent.VoteBegan(
            vote.vote(),
            new MemberInfo(vote.place(), vote.user(), true, false),
            vote.reason(),
            new MemberInfo(vote.by(), mine ? session.joinState().name() : "", true, false),
            vote.seconds(),
            mine,
            vote.ballot() && !mine,
            session.encryptedRoom() != null));
    if (mine) {
      session.outbox().answered(request -> request.is(CommandType.VOTE));
    }
  }

  private void about(ServerMessage.About about) {
    Optional<PendingRequest> request =
        session.outbox().inFlight(one -> one.type() == RequestType.ABOUT);
    if (request.isPresent()) {
      boolean asked = !(request.get() instanceof PendingRequest.Welcome);
      session.report(
          new ChatEvent.About(
              about.name(), about.welcome(), about.contact(), about.terms(), asked));
      session.outbox().answered(request.get()::equals);
    }
  }

  private void renamed(ServerMessage.Renamed renamed) {
    boolean mine = session.joinState().isOwnPlace(renamed.place());
    if (mine) {
      session.joinState().name(renamed.to());
    }
    MemberInfo member = new MemberInfo(renamed.place(), renamed.to(), true, renamed.classic());
    session.report(new ChatEvent.Renamed(member, renamed.user(), mine));
    if (mine) {
      session.outbox().answered(request -> request.is(CommandType.RENAME));
    }
  }

  // ---- entering

  private void enter() {
    state = State.ENTERING;
    ClientMessage.Enter enter = session.joinState().enter();
    write(session.encryptedRoom() == null ? enter : EncryptedRoom.entering(enter));
    startDeadline(ConnectError.BROKEN_OFF);
  }

  private void enterAfter(ErrorCode refusal, long millis) {
    session.error(ConnectError.of(refusal));
    if (!active()) {
      return; // the session went to another server instead
    }
    timer.start(Duration.ofMillis(Math.max(SHORTEST_WAIT_MILLIS, millis)), this::enter);
  }

  /**
   * A seat. Whoever is in an encrypted room, or asked for one, stays in such rooms unless it asks
   * for another: it leaves any other seat, and says nothing there.
   */
  private void seated(ServerMessage.Seated told) {
    if (session.encryptedRoom() == null && told.salt().isPresent()) {
      session.returnsToEncryptedRoom();
    }
    EncryptedRoom encrypted = session.encryptedRoom();
    if (encrypted == null) {
      takeSeat(told);
      return;
    }
    Optional<ServerMessage.Seated> opened = encrypted.seated(told, session.joinState().name());
    if (opened.isPresent()) {
      if (encrypted.needsName()) {
        session.outbox().addFirst(rename(session.joinState().name()));
      }
      takeSeat(opened.get());
      encrypted.reportFaults();
    } else if (session.outbox().inFlight(request -> request.is(CommandType.NEXT)).isPresent()) {
      PendingRequest rename = rename(session.joinState().name());
      session.leavesEncryptedRoom();
      takeSeat(told);
      session.request(rename); // among strangers it is called as its user said
    } else {
      write(new ClientMessage.Leave());
      session.end(new EndReason.NotEncrypted());
    }
  }

  private static PendingRequest rename(String name) {
    return new PendingRequest.Command(new ClientMessage.Rename(name));
  }

  private void takeSeat(ServerMessage.Seated seated) {
    boolean wasSeated = state == State.SEATED;
    JoinKind how = joinKind(seated, wasSeated);
    JoinState join = session.joinState();
    state = State.SEATED;
    timer.stop();
    limits = ServerLimits.of(seated.limits());
    stays.clear();
    seated.members().forEach(member -> stays.put(member.place(), member.member()));
    if (how == JoinKind.MOVED && wasSeated) {
      join.wentOn();
    } else if (how == JoinKind.RETURNED) {
      join.wentBack();
    }
    // By a vote, of which it may not have heard: it comes back to another room than the one it
    // left.
    boolean isAmongOthers =
        join.wasMovedAway() || !(join.followsRoom() || session.outbox().changesRoom());
    join.seated(seated, how);
    session.doors(seated.doors());
    if (!how.isSameStay()) {
      recent.clear();
    }
    // Before anything more is sent: they were meant for others than those who are here.
    boolean elsewhere = how == JoinKind.MOVED || how == JoinKind.RETURNED;
    List<UnsentMessage> back =
        elsewhere && (isAmongOthers || session.isReadByOthersNow())
            ? session.outbox().takeBack(_ -> true)
            : List.of();
    if (elsewhere) {
      changingRoom = false;
      session.outbox().roomChanged();
    }
    EncryptedRoom encrypted = session.encryptedRoom();
    Optional<SafetyCode> code = encrypted == null ? Optional.empty() : encrypted.code();
    session.seated(RoomSnapshot.of(seated, code), how, back, limits);
  }

  private JoinKind joinKind(ServerMessage.Seated seated, boolean wasSeated) {
    JoinState join = session.joinState();
    if (join.hasSeat() && join.isContinuedIn(seated)) {
      return JoinKind.CONTINUED;
    }
    if (wasSeated) {
      return join.isAt(seated)
          ? JoinKind.RENEWED
          : asksToReturn() ? JoinKind.RETURNED : JoinKind.MOVED;
    }
    if (changingRoom) {
      return JoinKind.MOVED;
    }
    if (!join.everSeated()) {
      return JoinKind.NEW;
    }
    if (!join.hasSeat()) {
      return JoinKind.AFRESH;
    }
    return join.isAt(seated) ? JoinKind.RESUMED : JoinKind.MOVED;
  }

  /** Whether the answer that comes next is the one about the seat that was left a moment ago. */
  private boolean asksToReturn() {
    return session
        .outbox()
        .inFlight(PendingRequest::changesRoom)
        .filter(request -> request.is(CommandType.RETURN))
        .isPresent();
  }

  /** The room continues on another server, where a seat may be reserved. */
  private void moved(ServerMessage.Moved moved) {
    Optional<ServerAddress> there = ServerAddress.parse(moved.address());
    if (there.isPresent()) {
      JoinState join = session.joinState();
      moved.seat().ifPresentOrElse(join::follow, join::seatLost);
      session.moved(there.get());
    }
  }

  // ---- refusals

  private void refused(ServerMessage.Refused refused) {
    ErrorCode reason = refused.reason();
    if (reason == ErrorCode.RESUMED_ELSEWHERE) {
      session.end(new EndReason.ResumedElsewhere());
    } else if (BY_OPERATOR.contains(reason)) {
      session.end(new EndReason.Removed(reason, refused.message()));
    } else if (state == State.ENTERING) {
      entryRefused(refused);
    } else if (reason == ErrorCode.VOTED_AWAY) {
      end(refused); // after voted: there is no other seat
    } else {
      requestRefused(refused);
    }
  }

  /** Enters again with less, or later, or gives up. */
  private void entryRefused(ServerMessage.Refused refused) {
    JoinState join = session.joinState();
    session.doorAnswered();
    switch (refused.reason()) {
      case STALE_SEAT -> {
        if (join.hasSeat()) {
          join.seatLost();
          enter();
        } else {
          end(refused);
        }
      }
      case RATE, NO_SEAT, TOO_MANY_RESERVATIONS, TOO_MANY_SEATS, TOO_MANY_ROOMS ->
          enterAfter(refused.reason(), refused.retryMillis());
      case UNKNOWN_INVITE, VOTED_AWAY -> {
        if (join.dropOwnInvite()) {
          enter();
        } else {
          end(refused);
        }
      }
      case TABLE_FULL -> {
        if (join.dropOwnInvite()) {
          enter();
        } else if (join.everSeated()) {
          enterAfter(refused.reason(), refused.retryMillis());
        } else {
          end(refused);
        }
      }
      case DRAINING -> {
        if (join.everSeated()) {
          enterAfter(refused.reason(), DRAINING_WAIT_MILLIS);
        } else {
          end(refused);
        }
      }
      case TOO_LATE -> {} // the server closes this connection, and the next one enters
      case ALREADY_SEATED, NOT_SEATED -> socket.drop();
      case BAD_JSON,
          UNKNOWN_TYPE,
          BAD_FIELD,
          BAD_NAME,
          TOO_LARGE,
          MULTI_PART,
          RESUMED_ELSEWHERE,
          NOWHERE_ELSE,
          UNKNOWN_REQUEST,
          TOO_MANY_INVITES,
          NO_PORT,
          UNKNOWN_ROOM,
          LAPSED_TOO_OFTEN,
          REMOVED,
          ROOM_CLOSED,
          BLOCKED,
          ENCRYPTED_ROOM,
          NO_ENCRYPTION,
          NOT_ENCRYPTED,
          NOT_SEALED,
          VOTES_OFF,
          TOO_NEW_TO_VOTE,
          TOO_FEW_TO_VOTE,
          VOTE_LATER,
          NO_VOTE,
          NAME_VOTED_AWAY,
          LINKS_OFF,
          TOO_MUCH_UNSENT,
          NO_ANSWER,
          CLASSIC_SERVER,
          OTHER ->
          end(refused);
    }
  }

  private void end(ServerMessage.Refused refused) {
    session.end(new EndReason.Refused(refused.reason(), refused.message()));
  }

  private void requestRefused(ServerMessage.Refused refused) {
    if (refused.reason() == ErrorCode.NOT_SEATED) {
      socket.drop(); // the server knows better: resume the seat on a new connection
      return;
    }
    session
        .outbox()
        .inFlight(request -> refused.id().isEmpty() || request.isMessage(refused.id().get()))
        .ifPresent(
            request -> {
              if (refused.reason() == ErrorCode.RATE) {
                session.outbox().again(request, refused.retryMillis());
              } else {
                refuse(request, refused.reason(), refused.message());
              }
            });
  }

  private void refuse(PendingRequest request, ErrorCode reason, String sentence) {
    session.refused(request, reason, sentence);
    session.outbox().answered(request::equals);
  }

  // ---- changing the room by a code, or to a private one

  private void reserve(PendingRequest.Join join) {
    DoorRequest question =
        new DoorRequest.Find(
            join.secret().isPresent() ? EncryptedRoom.PLACEHOLDER : session.joinState().name(),
            join.code(),
            join.code().isEmpty(),
            Optional.empty(),
            join.secret().isPresent());
    var _ =
        new ZmtpRequest(session.dialer())
            .ask(
                address(),
                Bytes.of(ProtocolWriter.write(question)),
                session.timeouts().answer().dividedBy(2))
            .whenComplete(
                (answer, failure) ->
                    LoopTasks.post(
                        session.loop(),
                        () -> reserved(join, answer == null ? null : answer.body())));
  }

  private void reserved(PendingRequest.Join join, @Nullable Bytes answer) {
    if (!stillWanted(join)) {
      return;
    }
    DoorAnswer read = null;
    try {
      read = answer == null ? null : reader.doorAnswer(answer.toArray());
    } catch (ProtocolException e) {
      // as good as no answer
    }
    switch (read) {
      case DoorAnswer.SeatReserved(var room, String seat, String address) ->
          takeSeat(join, seat, address);
      case DoorAnswer.DoorError(ErrorCode reason, String sentence, var retryMillis) ->
          refuse(join, reason, sentence);
      case DoorAnswer.Ports _ -> refuse(join, ErrorCode.NO_ANSWER, "The server did not answer.");
      case null -> refuse(join, ErrorCode.NO_ANSWER, "The server did not answer.");
    }
  }

  private boolean stillWanted(PendingRequest.Join join) {
    return state == State.SEATED && session.outbox().inFlight(join::equals).isPresent();
  }

  /**
   * Goes to the seat at {@code address}. A server knows only its own side of an address
   * translation: where nothing answers at the address, the seat is taken at the server that
   * reserved it.
   */
  private void takeSeat(PendingRequest.Join join, String seat, String address) {
    Optional<ServerAddress> elsewhere =
        ServerAddress.parse(address).map(ServerAddress::door).filter(there -> !isHere(there));
    if (elsewhere.isEmpty()) {
      changeSeat(join, seat);
      enter();
      return;
    }
    ServerAddress there = elsewhere.get();
    probe(
        there,
        answers -> {
          if (!stillWanted(join)) {
            return;
          }
          changeSeat(join, seat);
          if (answers) {
            session.moved(there);
          } else {
            enter();
          }
        });
  }

  private void changeSeat(PendingRequest.Join join, String seat) {
    write(new ClientMessage.Leave());
    session.goesTo(join.secret());
    session.joinState().reserved(seat);
    session.joinState().roomChanged(join.code().isEmpty(), join.code());
    changingRoom = true;
  }

  /** Whether this connection already leads to {@code there}. */
  private boolean isHere(ServerAddress there) {
    if (there.host().equals(server.host()) && there.port() == server.port()) {
      return true;
    }
    return there.port() == server.port()
        && socket
            .remoteAddress()
            .map(InetSocketAddress::getAddress)
            .map(InetAddress::getHostAddress)
            .filter(there.host()::equals)
            .isPresent();
  }

  /** Tells on the loop whether something accepts a connection there. */
  private void probe(ServerAddress there, Consumer<Boolean> answers) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(session.loop())
            .channel(session.dialer().transport().dialingChannel())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, PROBE_MILLIS)
            .handler(new ChannelInboundHandlerAdapter());
    bootstrap
        .connect(unresolved(there))
        .addListener(
            (ChannelFuture done) -> {
              var _ = done.channel().close();
              answers.accept(done.isSuccess());
            });
  }
}
