package prosa.client;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;
import prosa.zmtp.Connector;
import prosa.zmtp.CurveClient;
import prosa.zmtp.CurvePublicKey;

/**
 * A client's session from the first connection attempt to the end: it owns the present {@link
 * ServerConnection}, replaces it when it fails or the room moves, and reports what happens.
 *
 * <pre>
 *            begin                     failed: after a growing wait
 *   (new) ----------> CONNECTING <---------------------------------.
 *                      |      ^---- moved, unreachable: at once ---|
 *                      | seated                                    |
 *                      v                 lost                      |
 *                    SEATED ---------------------------> CONNECTING
 *
 *   from each state: leave, or a final refusal --> ended
 * </pre>
 *
 * <p>It begins at the server that the user named, follows the room to another server, and returns
 * home if that one does not answer. Where a cluster told other doors, each is tried in its turn
 * ({@link DoorTurns}), whatever the last one failed of: at once until all were, then after a
 * growing wait. What the user is told is the trouble of the first of them. Without a seat for
 * {@link ClientTimeouts#unreachable} it reports {@link ChatEvent.Unreachable}, and again whenever
 * the cause changes; at once, if it never had a seat and waiting will hardly help: where nobody
 * listens, after a second attempt, since a name may have a second address. Everything runs on the
 * event loop, except {@link #unsent}.
 */
final class ClientSession {
  private static final int PAUSE_ABOVE = 1024;
  private static final int RESUME_AT = 256;
  private static final Duration TYPING_INTERVAL = Duration.ofSeconds(3);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final Connector plain;
  private final ClientTimeouts timeouts;
  private final EventDispatcher events;
  private final Runnable onEnd;
  private final ServerAddress home;
  private final JoinState joinState;
  private final Outbox outbox;

  private final LoopTimer retryTimer;
  private final DoorTurns doors;

  /** The keys by which servers were known before. */
  private final KnownServers known;

  /** Makes the connections to the present server, which are encrypted if its key is known. */
  private Connector dialer;

  private @Nullable CurvePublicKey key;
  private @Nullable ServerConnection connection;
  private boolean waitsToRetry;
  private int failures;

  private final LoopTimer unreachableTimer;
  private ConnectError error = ConnectError.NO_ANSWER;
  private boolean unreachable;

  /** What seals and opens, if this client is in, or asked for, an encrypted room. */
  private @Nullable EncryptedRoom encryptedRoom;

  /** Whether the last seat was in an encrypted room. */
  private boolean wasEncrypted;

  /** The encrypted room that this client left by {@code next}, to which {@code return} leads. */
  private @Nullable EncryptedRoom roomBehind;

  /** Whether the server said that its host says something. */
  private boolean hostSpeaks;

  private boolean seated;
  private boolean wantsNewKey;
  private boolean paused;
  private boolean over;
  private long typingSent = System.nanoTime() - TYPING_INTERVAL.toNanos();

  /**
   * @param onEnd runs once, after {@link ChatEvent.Ended} was reported
   */
  ClientSession(
      EventLoop loop,
      Connector dialer,
      ConnectOptions options,
      ClientTimeouts timeouts,
      EventDispatcher events,
      Runnable onEnd) {
    this.loop = loop;
    this.plain = dialer;
    this.dialer = dialer;
    this.known = options.known();
    this.timeouts = timeouts;
    this.events = events;
    this.onEnd = onEnd;
    home = options.server();
    doors = new DoorTurns(home);
    joinState = new JoinState(options);
    outbox = new Outbox(loop, timeouts.answer());
    retryTimer = new LoopTimer(loop);
    unreachableTimer = new LoopTimer(loop);
    Optional<RoomSecret> secret =
        home.secret().or(() -> options.encrypted() ? newSecret(home) : Optional.empty());
    encryptedRoom = secret.map(known -> new EncryptedRoom(this, known)).orElse(null);
  }

  /** For a new encrypted room; an invitation without a secret leads to one that is not. */
  private static Optional<RoomSecret> newSecret(ServerAddress home) {
    return home.invite().isPresent() ? Optional.empty() : Optional.of(RoomSecret.random());
  }

  // ---- what the program asks for

  void begin() {
    report(new ChatEvent.Connecting(home.door()));
    try {
      joinState.name(Names.canonical(joinState.name()));
    } catch (ProtocolException e) {
      end(new EndReason.Refused(e.reason(), e.sentence()));
      return;
    }
    startUnreachableTimer(ConnectError.NO_ANSWER);
    if (usesKey(home)) {
      connect();
    }
  }

  /** Whether the connections to the present server are encrypted. */
  boolean encrypted() {
    return key != null;
  }

  /**
   * Finds the key of a server: that of its address, or that which it had before.
   *
   * @return false if it must not be talked to, which is reported
   */
  private boolean usesKey(ServerAddress at) {
    Optional<CurvePublicKey> before;
    try {
      before = known.key(at);
    } catch (IOException e) {
      error(ConnectError.KEYS_UNREADABLE);
      return false;
    }
    if (before.isPresent() && at.key().isPresent() && !before.equals(at.key())) {
      error(ConnectError.KEY_CHANGED);
      return false;
    }
    CurvePublicKey next = at.key().or(() -> before).orElse(null);
    if (next == null) {
      dialer = plain;
    } else if (!next.equals(key)) {
      dialer =
          new Connector(
              plain.group(),
              plain.transport(),
              plain.limits(),
              CurveClient.of(next, new SecureRandom()));
    }
    key = next;
    return true;
  }

  void request(PendingRequest request) {
    if (!over && !outbox.add(request)) {
      refused(request, ErrorCode.TOO_MUCH_UNSENT, "Too much waits to be sent already.");
    }
    if (request instanceof PendingRequest.Say) { // the next key is the start of another text
      typingSent = System.nanoTime() - TYPING_INTERVAL.toNanos();
    }
  }

  /** Asks for a new key of the encrypted room, or agrees to it; once there was a first seat. */
  void newKey() {
    EncryptedRoom room = encryptedRoom;
    if (room == null) {
      newKeyRefused(ErrorCode.NOT_ENCRYPTED, "Only encrypted rooms have keys.");
    } else if (seated) {
      room.newKey();
    } else if (joinState.everSeated()) {
      newKeyRefused(ErrorCode.NOT_SEATED, "A key is agreed on by those who are seated.");
    } else {
      wantsNewKey = true;
    }
  }

  private void newKeyRefused(ErrorCode reason, String sentence) {
    report(new ChatEvent.Refused(RequestType.NEW_KEY, reason, sentence, Optional.empty()));
  }

  /** Does not agree to it. */
  void declineNewKey() {
    EncryptedRoom room = encryptedRoom;
    if (room != null) {
      room.declineNewKey();
    }
  }

  /** Tells the members of the encrypted room something, if there is a connection. */
  void tell(ClientMessage.Tell what) {
    if (seated && connection != null) {
      connection.tell(what);
    }
  }

  /** Asks for what the host says to who enters, if it says anything. */
  void welcome(String language) {
    if (hostSpeaks) {
      request(new PendingRequest.Welcome(language));
    }
  }

  void typing() {
    long now = System.nanoTime();
    if (seated && connection != null && now - typingSent >= TYPING_INTERVAL.toNanos()) {
      typingSent = now;
      connection.typing();
    }
  }

  void retry() {
    if (waitsToRetry) {
      connectAfter(Duration.ZERO);
    } else if (connection != null) {
      connection.retry();
    }
  }

  void leave() {
    if (over) {
      return;
    }
    if (connection == null) {
      end(new EndReason.Left());
    } else {
      outbox.close();
      stopUnreachableTimer();
      connection.leave();
      var _ = loop.schedule(this::left, CLOSE_DEADLINE.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** What waits to be said or acknowledged; for any thread. */
  List<UnsentMessage> unsent() {
    return outbox.unsent();
  }

  // ---- for the connections

  Connector dialer() {
    return dialer;
  }

  EventLoop loop() {
    return loop;
  }

  ClientTimeouts timeouts() {
    return timeouts;
  }

  JoinState joinState() {
    return joinState;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Whether there is something to ask for with {@link #welcome}. */
  void hostSpeaks(boolean now) {
    hostSpeaks = now;
  }

  /** Whether the last seat was in an encrypted room, and the present one is in none. */
  boolean isReadByOthersNow() {
    return wasEncrypted && encryptedRoom == null;
  }

  /**
   * There is a seat. Texts that were meant for a seat that is gone are returned to the program.
   *
   * @param back texts that were meant for the company before, and are returned, too
   */
  void seated(RoomSnapshot room, JoinKind how, List<UnsentMessage> back, ServerLimits limits) {
    wasEncrypted = room.encrypted();
    boolean newcomer = how == JoinKind.NEW || how == JoinKind.AFRESH;
    stopUnreachableTimer();
    failures = 0;
    doors.answered();
    seated = true;
    if (key != null) {
      known.remember(doors.present(), key);
    }
    report(new ChatEvent.Seated(room, how));
    if (wantsNewKey) {
      wantsNewKey = false;
      loop.execute(this::newKey);
    }
    if (!back.isEmpty()) {
      report(new ChatEvent.Returned(back));
    }
    if (how == JoinKind.AFRESH) {
      returnUnsent(_ -> true);
    }
    if (!over && connection != null) {
      outbox.open(connection, limits, newcomer);
    }
  }

  /** The connection ended: the seat cannot be used until {@link #seated} is called again. */
  void lost() {
    if (seated && !over) {
      seated = false;
      outbox.close();
      endsKeyChange();
      report(new ChatEvent.Lost());
      startUnreachableTimer(ConnectError.BROKEN_OFF);
    }
  }

  /** Reports the texts that will not be sent. */
  void returnUnsent(Predicate<UnsentMessage> which) {
    List<UnsentMessage> texts = outbox.takeBack(which);
    if (!texts.isEmpty()) {
      report(new ChatEvent.Returned(texts));
    }
  }

  void refused(PendingRequest request, ErrorCode reason, String sentence) {
    if (!(request instanceof PendingRequest.Welcome)) { // nobody waits for that
      report(new ChatEvent.Refused(request.type(), reason, sentence, request.message()));
    }
  }

  /**
   * Why there is no seat at present. Of several doors the trouble of the first one counts: people
   * are told once, and not of each.
   */
  void error(ConnectError now) {
    if (!doors.isFirst()) {
      return;
    }
    boolean changed = error != now;
    error = now;
    boolean another = changed && now == ConnectError.NOBODY_LISTENS; // address of the name, perhaps
    boolean elsewhere = now.isRefusal() && !doors.isHome(); // the user's own server may have one
    boolean atOnce = !joinState.everSeated() && now.definite() && !another && !elsewhere && !over;
    if (unreachable ? changed : atOnce) {
      unreachableTimer.stop();
      unreachable = true;
      reportUnreachable();
    }
  }

  /** What seals and opens; null if nothing is encrypted from member to member. */
  @Nullable EncryptedRoom encryptedRoom() {
    return encryptedRoom;
  }

  /** This client is among strangers now, as its user asked, and may come back. */
  void leavesEncryptedRoom() {
    hearsNoMoreOfEncryptedRoom();
    roomBehind = encryptedRoom;
    encryptedRoom = null;
  }

  /** This client is back in the encrypted room that it left, if there was one. */
  void returnsToEncryptedRoom() {
    encryptedRoom = roomBehind;
    roomBehind = null;
  }

  /** What this client agrees on with others in the encrypted room, if it is in one, ends. */
  private void endsKeyChange() {
    if (encryptedRoom != null) {
      encryptedRoom.lost();
    }
  }

  private void hearsNoMoreOfEncryptedRoom() {
    if (encryptedRoom != null) {
      encryptedRoom.left();
    }
  }

  /** This client goes to another room, as its user asked: an encrypted one if it has a secret. */
  void goesTo(Optional<RoomSecret> secret) {
    hearsNoMoreOfEncryptedRoom();
    encryptedRoom = secret.map(known -> new EncryptedRoom(this, known)).orElse(null);
    roomBehind = null;
  }

  /** The peer is an original server: it is spoken to in its own protocol from now on. */
  void original(InetSocketAddress peer) {
    if (encryptedRoom != null) {
      end(new EndReason.NotEncrypted());
      return;
    }
    hostSpeaks = false;
    use(new OriginalConnection(this, peer));
  }

  /** The present connection cannot go on: a new one is made after a while. */
  void restart(ConnectError cause) {
    lost();
    error(cause);
    nextDoor();
  }

  /** The seat is at another server from now on. */
  void moved(ServerAddress there) {
    lost();
    doors.movedTo(withKey(there));
    connectToPresent();
  }

  /** Addresses of other servers that lead to the same seat. */
  void doors(List<String> told) {
    List<ServerAddress> others = new ArrayList<>();
    for (String door : told.subList(0, Math.min(told.size(), DoorTurns.MOST_TOLD))) {
      ServerAddress.parse(door).map(ServerAddress::door).map(this::withKey).ifPresent(others::add);
    }
    doors.answered();
    doors.told(others, ThreadLocalRandom.current());
  }

  /**
   * The door of a server that the present one named: if there is no key for it, with the present
   * one's, so that no move ends what was encrypted.
   */
  private ServerAddress withKey(ServerAddress door) {
    Optional<CurvePublicKey> own = door.key().or(() -> keyBefore(door));
    return new ServerAddress(
        door.host(), door.port(), Optional.empty(), own.or(() -> Optional.ofNullable(key)));
  }

  private Optional<CurvePublicKey> keyBefore(ServerAddress door) {
    try {
      return known.key(door);
    } catch (IOException e) {
      return Optional.empty(); // usesKey will not have it used
    }
  }

  /** The present door answers, though it gives no seat yet. */
  void doorAnswered() {
    doors.answered();
  }

  /** How often all doors were tried in vain. */
  int rounds() {
    return failures;
  }

  /** Whether there are other doors than the present one. */
  boolean hasOtherDoors() {
    return doors.hasOthers();
  }

  /**
   * The present door gives no seat: it is the turn of the next one, passing over those that have
   * another key than before. The first one is tried again after a growing wait.
   */
  void nextDoor() {
    boolean usable;
    do {
      doors.next();
      usable = usesKey(doors.present());
    } while (!usable && !doors.isFirst());
    if (!usable) {
      abandonConnection();
    } else if (doors.isFirst()) {
      failures++;
      connectAfter(timeouts.backoff().after(failures, ThreadLocalRandom.current()));
    } else {
      connectAfter(Duration.ZERO);
    }
  }

  /** The connection that was told to leave has closed. */
  void left() {
    end(new EndReason.Left());
  }

  void end(EndReason why) {
    if (!over) {
      stopUnreachableTimer();
      outbox.close();
      abandonConnection();
      returnUnsent(_ -> true);
      report(new ChatEvent.Ended(why));
      over = true;
      onEnd.run();
    }
  }

  /** Reports an event; above {@value #PAUSE_ABOVE} waiting events reading stops. */
  void report(ChatEvent event) {
    if (!over && events.report(event) > PAUSE_ABOVE && !paused) {
      pause(true);
      events.whenDownTo(RESUME_AT, () -> LoopTasks.post(loop, () -> pause(false)));
    }
  }

  private void pause(boolean pausing) {
    paused = pausing;
    outbox.readingPaused(pausing);
    if (connection != null) {
      connection.pause(pausing);
    }
  }

  // ---- which server, and when

  private void connect() {
    use(new ProsaConnection(this, doors.present()));
  }

  private void use(ServerConnection next) {
    abandonConnection();
    if (!over) {
      connection = next;
      next.open();
    }
  }

  private void connectToPresent() {
    if (usesKey(doors.present())) {
      connectAfter(Duration.ZERO);
    } else {
      abandonConnection();
    }
  }

  private void connectAfter(Duration wait) {
    abandonConnection();
    if (!over) {
      waitsToRetry = true;
      retryTimer.start(wait, this::connect);
    }
  }

  private void abandonConnection() {
    retryTimer.stop();
    waitsToRetry = false;
    if (connection != null) {
      connection.abandon();
      connection = null;
    }
  }

  private void startUnreachableTimer(ConnectError first) {
    error = first;
    unreachable = false;
    unreachableTimer.start(
        timeouts.unreachable(),
        () -> {
          unreachable = true;
          reportUnreachable();
        });
  }

  private void stopUnreachableTimer() {
    unreachableTimer.stop();
    unreachable = false;
  }

  /** A server that the room moved to and that answers, but has no seat, is left for the user's. */
  private void reportUnreachable() {
    report(new ChatEvent.Unreachable(doors.first().door(), error));
    if (error.isRefusal() && !doors.isHome()) {
      doors.home();
      connectToPresent();
    }
  }
}
