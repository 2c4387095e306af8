package prosa.client;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import prosa.net.LoopShutdown;
import prosa.net.Transport;
import prosa.protocol.ClientMessage;
import prosa.protocol.VoteReason;
import prosa.zmtp.Connector;

/**
 * A member's session at a server: it connects, takes a seat, keeps it through lost connections, and
 * speaks.
 *
 * <p><b>Lifecycle.</b> {@link #enter} begins at once and never fails: what goes wrong comes as an
 * event, and the client keeps trying until it is closed or the server refuses finally. {@link
 * ChatEvent} has the states. After {@link ChatEvent.Ended} nothing is told and nothing done any
 * more; {@link #awaitEnd} waits for it.
 *
 * <p><b>Threads.</b> Any thread may call any method; only {@link #awaitEnd} waits. Events are told
 * through the executor that was given, one after the other, whatever executor it is; without one,
 * on a thread named {@code chat-events}, which keeps the program running until the session ends.
 * All other threads are daemons. A listener that throws loses that event; it receives the next
 * ones. A listener that is slow makes the client read more slowly: what then does not fit into the
 * server's queue comes as {@link ChatEvent.Missed}.
 *
 * <p><b>What is said</b> is sent in order, as fast as the server accepts it, and kept until it is
 * acknowledged by a {@link ChatEvent.Said} with its id. After a lost connection it is sent again,
 * so that every member receives it once. When the seat is lost, what was not said comes back as
 * {@link ChatEvent.Returned} instead of being said to strangers; with an original server, which
 * acknowledges nothing, that includes what {@linkplain UnsentMessage#perhapsSaid was perhaps said}.
 * So does what is left when the session ends, before {@link ChatEvent.Ended}. At most {@value
 * #MOST_UNSENT} messages wait; one more is refused.
 */
public final class ChatClient implements AutoCloseable {
  /** The most messages that may wait to be said. */
  public static final int MOST_UNSENT = 10_000;

  private static final long LINGER_MILLIS = 100;

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final ClientSession session;
  private final RoomState room = new RoomState();
  private final EventDispatcher events;
  private final Runnable stopExecutor;
  private final String idPrefix;
  private final AtomicLong ids = new AtomicLong();

  private ChatClient(
      ConnectOptions options,
      ClientTimeouts timeouts,
      Executor executor,
      Runnable stopExecutor,
      ChatListener listener) {
    Transport transport = Transport.bestWithoutWarning();
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("chat-client", true), transport.ioHandlerFactory());
    loop = group.next();
    idPrefix = Long.toString(System.nanoTime() & 0xffff_ffffL, Character.MAX_RADIX) + "-";
    events = new EventDispatcher(executor, event -> listener.onEvent(this, room.apply(event)));
    this.stopExecutor = stopExecutor;
    session =
        new ClientSession(
            loop,
            new Connector(group, transport, timeouts.wireLimits()),
            options,
            timeouts,
            events,
            this::stop);
    loop.execute(session::begin);
  }

  /**
   * Loads, on a thread of its own, the classes and the native transport that the first session
   * needs, so that {@link #enter} is quick. For a program that has other things to do at its start;
   * nobody has to call it.
   */
  public static void prepare() {
    Thread.ofPlatform().daemon().name("prepare").start(Warmup::run);
  }

  /**
   * Enters, and tells {@code listener} what happens on a thread of the client's own, which keeps
   * the program running until the session ends.
   */
  public static ChatClient enter(ConnectOptions options, ChatListener listener) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().name("chat-events").unstarted(task));
    thread.execute(() -> {}); // begins the thread, or the program would end before the first event
    return new ChatClient(options, ClientTimeouts.defaults(), thread, thread::shutdown, listener);
  }

  /** Enters, and tells {@code listener} on {@code executor} what happens. */
  public static ChatClient enter(ConnectOptions options, Executor executor, ChatListener listener) {
    return enter(options, ClientTimeouts.defaults(), executor, listener);
  }

  /** As {@link #enter(ConnectOptions, Executor, ChatListener)}, with other timeouts. */
  public static ChatClient enter(
      ConnectOptions options, ClientTimeouts timeouts, Executor executor, ChatListener listener) {
    return new ChatClient(options, timeouts, executor, () -> {}, listener);
  }

  /**
   * Says something to the room, now or when there is a seat. Halves of surrogate pairs become
   * {@code ?}.
   *
   * @return the id with which {@link ChatEvent.Said}, or a refusal, will come
   */
  public String say(String text) {
    return speak(text, false, 0);
  }

  /** Does something, as with {@code /me}: {@code act("waves")}. Otherwise as {@link #say}. */
  public String act(String text) {
    return speak(text, true, 0);
  }

  private String speak(String text, boolean action, long re) {
    String id = idPrefix + Long.toString(ids.incrementAndGet(), Character.MAX_RADIX);
    String valid = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    request(new PendingRequest.Say(new UnsentMessage(id, valid, action, re, false)));
    return id;
  }

  /**
   * A key was pressed: the others see that something is being written. To be called at each key; it
   * is sent at most every three seconds.
   */
  public void typing() {
    post(session::typing);
  }

  /** Asks for another name; {@link ChatEvent.Renamed} or {@link ChatEvent.Refused} answers. */
  public void rename(String name) {
    ask(new ClientMessage.Rename(name));
  }

  /**
   * Asks for another room, the one last offered if there is one; {@link ChatEvent.Seated} answers.
   */
  public void next() {
    ask(new ClientMessage.Next());
  }

  /**
   * As {@link #next}, and has the seat here held for a moment, if the server does that: then {@link
   * ChatEvent.Held} follows, and {@link #goBack} leads back to it.
   */
  public void nextWithWayBack() {
    ask(new ClientMessage.Next(true));
  }

  /**
   * Asks for the seat that was left by {@link #nextWithWayBack}: {@link ChatEvent.Seated} answers,
   * or {@link ChatEvent.Refused} where it is not held any more.
   */
  public void goBack() {
    ask(new ClientMessage.Return());
  }

  /** Asks for a code that seats friends in this room: {@link ChatEvent.Invited}. */
  public void invite() {
    ask(new ClientMessage.Invite());
  }

  /**
   * Asks for what the host says of the server: {@link ChatEvent.About}, or {@link
   * ChatEvent.Refused} from a server that does not know it.
   *
   * @param language the tag of a language, {@code pt-BR}; what the host did not write in it comes
   *     in that for all others
   */
  public void about(String language) {
    ask(new ClientMessage.About(Optional.of(language)));
  }

  /**
   * As {@link #about}, but only if there is something, and never refused: for a front end that
   * shows what is said to those who come. To be called when there is a seat.
   */
  public void welcome(String language) {
    post(() -> session.welcome(language));
  }

  /**
   * Asks the others to move a member away from this room. {@link ChatEvent.VoteBegan} answers, or
   * {@link ChatEvent.Refused}.
   */
  public void vote(MemberInfo member, VoteReason reason) {
    ask(new ClientMessage.Vote(member.place(), member.id(), reason));
  }

  /**
   * Votes: {@link ChatEvent.Balloted} answers, or {@link ChatEvent.Refused}.
   *
   * @param vote the number of {@link ChatEvent.VoteBegan}
   */
  public void ballot(long vote, boolean yes) {
    ask(new ClientMessage.Ballot(vote, yes));
  }

  /** Asks for a new room without strangers: {@link ChatEvent.Seated}. */
  public void privateRoom() {
    request(new PendingRequest.Join(Optional.empty(), Optional.empty()));
  }

  /**
   * Asks for a new encrypted room, in which only those who have its secret can read: {@link
   * ChatEvent.Seated}. The link of {@link ChatEvent.Invited} has the secret.
   */
  public void encryptedRoom() {
    request(new PendingRequest.Join(Optional.empty(), Optional.of(RoomSecret.random())));
  }

  /**
   * Asks the others in this encrypted room for a new key, or agrees to it if somebody asks: {@link
   * ChatEvent.KeyAsked}, {@link ChatEvent.KeyChanged}.
   */
  public void newKey() {
    post(session::newKey);
  }

  /** Does not agree to the new key that somebody asks for. */
  public void declineNewKey() {
    post(session::declineNewKey);
  }

  /** Asks for a seat in the room with this code: {@link ChatEvent.Seated}. */
  public void join(String code) {
    request(new PendingRequest.Join(Optional.of(code), Optional.empty()));
  }

  /**
   * The same with the code, and the secret of an encrypted room, of an invitation to the present
   * server.
   */
  public void join(ServerAddress invitation) {
    invitation
        .invite()
        .ifPresent(
            code -> request(new PendingRequest.Join(Optional.of(code), invitation.secret())));
  }

  /** The same with what a person wrote or pasted: a code, or the link of an invitation. */
  public void joinBy(String codeOrLink) {
    Optional<ServerAddress> link =
        ServerAddress.parseLink(codeOrLink).filter(there -> there.invite().isPresent());
    link.ifPresentOrElse(
        this::join, () -> join(ServerAddress.inviteCode(codeOrLink).orElse(codeOrLink.strip())));
  }

  /**
   * Does what a command of the protocol asks for, with the client's own id and seat: an {@code
   * enter} asks for a seat in the room of its invite code or, without one, in a new private room.
   *
   * @return the id of what is said; empty for any other command
   */
  public Optional<String> execute(ClientMessage command) {
    switch (command) {
      case ClientMessage.Say say -> {
        return Optional.of(speak(say.message(), say.action(), say.re()));
      }
      case ClientMessage.Enter enter ->
          enter
              .invite()
              .ifPresentOrElse(
                  this::join, enter.encrypted() ? this::encryptedRoom : this::privateRoom);
      case ClientMessage.Typing _ -> typing();
      case ClientMessage.Leave _ -> close();
      case ClientMessage.Rename _,
          ClientMessage.Next _,
          ClientMessage.Return _,
          ClientMessage.Invite _,
          ClientMessage.About _,
          ClientMessage.Vote _,
          ClientMessage.Ballot _ ->
          ask((ClientMessage.RoomCommand) command);
      case ClientMessage.React _, ClientMessage.Hold _, ClientMessage.Tell _ ->
          throw new IllegalArgumentException("only a page sends " + command.type());
    }
    return Optional.empty();
  }

  /** Connects at once, should the client be waiting to connect again. */
  public void retry() {
    post(session::retry);
  }

  /** The state of the room: members, typing, mutes and unread messages. */
  public RoomState room() {
    return room;
  }

  /** The room as it is now; empty before the first seat and after the end. */
  public Optional<RoomSnapshot> snapshot() {
    return room.snapshot();
  }

  /** The messages that wait to be sent or acknowledged, in order. */
  public List<UnsentMessage> unsent() {
    return session.unsent();
  }

  /**
   * Waits until the session has ended and the listener has been told so. Not to be called by the
   * listener, which would wait for itself.
   *
   * @return why it ended
   */
  public EndReason awaitEnd() throws InterruptedException {
    try {
      return events.ended().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it never fails
    }
  }

  /**
   * Leaves: the seat is free at once and the others are notified; what still waits is not said, and
   * comes back as {@link ChatEvent.Returned}. {@link ChatEvent.Ended} follows soon, whatever the
   * network does. Closing twice is as good as once.
   */
  @Override
  public void close() {
    post(session::leave);
  }

  private void ask(ClientMessage.RoomCommand command) {
    request(new PendingRequest.Command(command));
  }

  private void request(PendingRequest request) {
    post(() -> session.request(request));
  }

  private void post(Runnable task) {
    LoopTasks.post(loop, task);
  }

  /** Completes when the client's own thread has ended. */
  Future<?> loopTerminated() {
    return group.terminationFuture();
  }

  /** How many events wait for the listener. Any thread. */
  int eventsWaiting() {
    return events.waiting();
  }

  private void stop() {
    var _ = LoopShutdown.begin(group, Duration.ofMillis(LINGER_MILLIS));
    var _ = events.ended().whenComplete((_, _) -> stopExecutor.run());
  }
}
