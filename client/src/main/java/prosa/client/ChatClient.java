package prosa.client;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import prosa.zmtp.Dialer;
import prosa.zmtp.Transport;

/**
 * One visit to a chat: it dials, takes a seat, keeps it through lost connections, and speaks.
 *
 * <p><b>Lifecycle.</b> {@link #enter} begins at once and never fails: what goes wrong comes as an
 * event, and the client keeps trying until it is closed or the server says no for good. {@link
 * ChatEvent} has the states. After {@link ChatEvent.Ended} nothing is told and nothing done any
 * more.
 *
 * <p><b>Threads.</b> Any thread may call any method; none waits. Events are told through the
 * executor that was given, one after the other, whatever executor it is. A listener that throws
 * loses that event; the others are told. A listener that is slow makes the client read more slowly:
 * what then does not fit into the server's queue comes as {@link ChatEvent.Missed}.
 *
 * <p><b>What is said</b> goes out in order, as fast as the server takes it, and is kept until it is
 * acknowledged by a {@link ChatEvent.Said} with its id. After a lost connection it is said again,
 * so that everybody hears it once. When the seat is lost, what was not said comes back as {@link
 * ChatEvent.Returned} instead of being said to strangers; with an original server, which
 * acknowledges nothing, that includes what {@linkplain UnsentMessage#perhapsSaid was perhaps said}.
 * At most {@value #MOST_UNSENT} texts wait; one more is refused.
 */
public final class ChatClient implements AutoCloseable {
  /** The most texts that may wait to be said. */
  public static final int MOST_UNSENT = 10_000;

  private static final long LINGER_MILLIS = 100;

  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final ClientSession conversation;
  private final String mark;
  private final AtomicLong marks = new AtomicLong();

  private ChatClient(
      ConnectOptions visit, ClientTimeouts times, Executor executor, Consumer<ChatEvent> listener) {
    Transport transport = Transport.best();
    group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("chat-client", true), transport.ioHandlerFactory());
    loop = group.next();
    mark = Long.toString(System.nanoTime() & 0xffff_ffffL, Character.MAX_RADIX) + "-";
    conversation =
        new ClientSession(
            loop,
            new Dialer(group, transport, Wire.limits(times)),
            visit,
            times,
            new EventDispatcher(executor, listener),
            this::stop);
    loop.execute(conversation::begin);
  }

  /**
   * Loads, on a thread of its own, what the first visit needs, so that {@link #enter} is quick. For
   * a program that has other things to do at its start; nobody has to call it.
   */
  public static void prepare() {
    Thread.ofPlatform().daemon().name("prepare").start(Warmup::spread);
  }

  /** Goes there, and tells {@code listener} on {@code executor} what happens. */
  public static ChatClient enter(
      ConnectOptions visit, Executor executor, Consumer<ChatEvent> listener) {
    return enter(visit, ClientTimeouts.defaults(), executor, listener);
  }

  /** As {@link #enter(ConnectOptions, Executor, Consumer)}, with another patience. */
  public static ChatClient enter(
      ConnectOptions visit, ClientTimeouts times, Executor executor, Consumer<ChatEvent> listener) {
    return new ChatClient(visit, times, executor, listener);
  }

  /**
   * Says something to the table, now or when there is one. Halves of surrogate pairs become {@code
   * ?}.
   *
   * @return the id with which {@link ChatEvent.Said}, or a refusal, will come
   */
  public String say(String text) {
    return speak(text, false);
  }

  /** Does something, as with {@code /me}: {@code act("waves")}. Otherwise as {@link #say}. */
  public String act(String text) {
    return speak(text, true);
  }

  private String speak(String text, boolean action) {
    String id = mark + Long.toString(marks.incrementAndGet(), Character.MAX_RADIX);
    String sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    ask(new PendingRequest.Say(new UnsentMessage(id, sound, action, false)));
    return id;
  }

  /** A key was pressed: the others see that something is being written. Call it as often as is. */
  public void typing() {
    post(conversation::typing);
  }

  /** Asks for another name; {@link ChatEvent.Renamed} or {@link ChatEvent.Refused} answers. */
  public void rename(String name) {
    ask(new PendingRequest.Rename(name));
  }

  /** Asks for another table, the one last offered if there is one: {@link ChatEvent.Seated}. */
  public void next() {
    ask(new PendingRequest.Next());
  }

  /** Asks for a code that seats friends at this table: {@link ChatEvent.Invited}. */
  public void invite() {
    ask(new PendingRequest.Invite());
  }

  /** Asks for a new table without strangers: {@link ChatEvent.Seated}. */
  public void privateTable() {
    ask(new PendingRequest.Sit(Optional.empty()));
  }

  /** Asks for a seat at the table with this code: {@link ChatEvent.Seated}. */
  public void join(String code) {
    ask(new PendingRequest.Sit(Optional.of(code)));
  }

  /** Dials at once, should the client be waiting to dial again. */
  public void retry() {
    post(conversation::retry);
  }

  /** The table as it is now; empty before the first seat. It stays while the connection is lost. */
  public Optional<RoomSnapshot> table() {
    return conversation.table();
  }

  /** What waits to be said or acknowledged, in order. */
  public List<UnsentMessage> unsent() {
    return conversation.unsent();
  }

  /**
   * Leaves: the seat is free at once and the others hear it; what still waits is not said. {@link
   * ChatEvent.Ended} follows soon, whatever the network does. Closing twice is as good as once.
   */
  @Override
  public void close() {
    post(conversation::leave);
  }

  private void ask(PendingRequest errand) {
    post(() -> conversation.ask(errand));
  }

  private void post(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The visit has ended: nothing is done any more.
    }
  }

  private void stop() {
    var _ = group.shutdownGracefully(0, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }
}
