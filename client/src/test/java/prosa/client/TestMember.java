package prosa.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import prosa.zmtp.Backoff;

/** A client that queues its events; a test waits for those that it expects. */
final class TestMember implements AutoCloseable {
  /** Short enough for a test, long enough for a busy machine. */
  static final ClientTimeouts QUICK =
      new ClientTimeouts(
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofMillis(2500),
          new Backoff(Duration.ofMillis(20), Duration.ofMillis(200)));

  private static final long TIMEOUT_SECONDS = 30;

  final ChatClient client;
  private final BlockingQueue<ChatEvent> events = new LinkedBlockingQueue<>();

  private boolean left;

  private TestMember(ConnectOptions options, ClientTimeouts times) {
    client = ChatClient.enter(options, times, Runnable::run, (_, event) -> events.add(event));
  }

  static TestMember enter(ServerAddress server, String name) {
    return enter(ConnectOptions.to(server, name));
  }

  static TestMember enter(ConnectOptions options) {
    return new TestMember(options, QUICK);
  }

  static TestMember enter(ServerAddress server, String name, ClientTimeouts times) {
    return new TestMember(ConnectOptions.to(server, name), times);
  }

  /** One with the usual times, where a crowd in one process keeps the machine busy. */
  static TestMember patient(ConnectOptions options) {
    return new TestMember(options, ClientTimeouts.defaults());
  }

  /** Goes there and waits for the seat. */
  static TestMember seated(ServerAddress server, String name) {
    TestMember friend = enter(server, name);
    friend.await(ChatEvent.Seated.class);
    return friend;
  }

  /** The next event of this kind; those before it are passed over. */
  <E extends ChatEvent> E await(Class<E> kind) {
    return await(kind, _ -> true);
  }

  /** The same, for what takes long. */
  <E extends ChatEvent> E await(Class<E> kind, Duration within) {
    return await(kind, _ -> true, within);
  }

  <E extends ChatEvent> E await(Class<E> kind, Predicate<E> such) {
    return await(kind, such, Duration.ofSeconds(TIMEOUT_SECONDS));
  }

  private <E extends ChatEvent> E await(Class<E> kind, Predicate<E> such, Duration within) {
    List<ChatEvent> passed = new ArrayList<>();
    long deadline = System.nanoTime() + within.toNanos();
    while (true) {
      ChatEvent event = poll(deadline);
      if (event == null) {
        throw new AssertionError("no such " + kind.getSimpleName() + " came, only " + passed);
      }
      if (kind.isInstance(event) && such.test(kind.cast(event))) {
        return kind.cast(event);
      }
      passed.add(event);
    }
  }

  /**
   * Waits until it is told that it cannot connect for this reason; on a busy machine it may be told
   * before that nobody answers.
   */
  ChatEvent.Unreachable awaitUnreachable(ConnectError why) {
    return await(ChatEvent.Unreachable.class, told -> told.why() == why);
  }

  /** The text of the next message. */
  String hear() {
    return await(ChatEvent.Said.class).message().text();
  }

  /** The texts of the messages up to the one that is {@code last}. */
  List<String> hearUpTo(String last) {
    List<String> texts = new ArrayList<>();
    do {
      texts.add(hear());
    } while (!texts.getLast().equals(last));
    return texts;
  }

  /** All that is told up to the next event of this kind, which is the last. */
  List<ChatEvent> upTo(Class<? extends ChatEvent> kind) {
    List<ChatEvent> told = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    do {
      ChatEvent event = poll(deadline);
      if (event == null) {
        throw new AssertionError("no " + kind.getSimpleName() + " came, only " + told);
      }
      told.add(event);
    } while (!kind.isInstance(told.getLast()));
    return told;
  }

  /** All that is told from here to the end, which is not to be awaited again. */
  List<ChatEvent> upToTheEnd() {
    left = true;
    List<ChatEvent> told = new ArrayList<>();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    do {
      ChatEvent event = poll(deadline);
      if (event == null) {
        throw new AssertionError("the session does not end, and told " + told);
      }
      told.add(event);
    } while (!(told.getLast() instanceof ChatEvent.Ended));
    return told;
  }

  /** Fails as soon as an event of this kind comes in this time; others are passed over. */
  void hearsNone(Class<? extends ChatEvent> kind, Duration within) {
    long deadline = System.nanoTime() + within.toNanos();
    for (ChatEvent event = poll(deadline); event != null; event = poll(deadline)) {
      if (kind.isInstance(event)) {
        throw new AssertionError("told " + event);
      }
    }
  }

  /** All that has been told and not waited for. */
  List<ChatEvent> rest() {
    List<ChatEvent> rest = new ArrayList<>();
    events.drainTo(rest);
    return rest;
  }

  @org.jspecify.annotations.Nullable
  private ChatEvent poll(long deadline) {
    try {
      return events.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted", e);
    }
  }

  /** Leaves, and waits until the others can know. */
  void leave() {
    if (!left) {
      left = true;
      client.close();
      await(ChatEvent.Ended.class);
    }
  }

  @Override
  public void close() {
    leave();
  }
}
