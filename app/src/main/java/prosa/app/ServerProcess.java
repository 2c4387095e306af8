package prosa.app;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.ExitCode;
import prosa.logging.Logging;
import prosa.server.ChatServer;
import prosa.server.operations.Console;
import prosa.server.operations.RateLimitedLogger.Event;

/**
 * The process of a running server: what signals do to it, and how it ends.
 *
 * <ul>
 *   <li>SIGTERM drains the server, then ends it with exit code 0. A drain that an action or the
 *       next process began goes on.
 *   <li>SIGINT, which is Ctrl-C, ends it without draining: members are notified, and all
 *       connections are closed.
 *   <li>SIGHUP has the settings read again where there is a file of settings or no terminal; else
 *       it ends the server as SIGINT does, since the terminal has gone.
 *   <li>The second of the signals that end it ends it at once, unless the drain of the first was
 *       undone.
 * </ul>
 *
 * <p>Each signal is handled on a separate thread, created by the JVM. The process ends within
 * {@link #END_WITHIN} after the connections are to be closed, even if something hangs, such as a
 * stream that nobody reads.
 */
final class ServerProcess {
  /** From closing the connections to the end of the process, even if something hangs. */
  private static final Duration END_WITHIN = Duration.ofMillis(4700);

  /** How long the last lines of the log are waited for. */
  private static final Duration LAST_LINES = Duration.ofMillis(200);

  /**
   * What the end may need: the JVM's own for a signal and a hook, the deadline, those of a drain.
   */
  private static final int THREADS_TO_END = 8;

  /** What a drain and the end of the process may take besides the time of the drain. */
  private static final Duration SLACK = Duration.ofSeconds(30);

  private final ChatServer server;
  private final Console screen;
  private volatile Optional<Duration> drain;
  private final ServiceManager manager;

  /** A signal wants the process to end, and no drain has been undone since. */
  private final AtomicBoolean signalled = new AtomicBoolean();

  private final AtomicBoolean ending = new AtomicBoolean();

  /**
   * A process that runs {@code server}.
   *
   * @param drain how long a drain takes; empty for what suits the number of members
   * @param manager who started the process, and is notified when it stops
   */
  ServerProcess(
      ChatServer server, Console screen, Optional<Duration> drain, ServiceManager manager) {
    this.server = server;
    this.screen = screen;
    this.drain = drain;
    this.manager = manager;
  }

  /**
   * Reacts to signals from now on.
   *
   * @param reload reads the settings again; empty if SIGHUP is to end the server
   * @throws OutOfMemoryError if there cannot be as many threads more as the end needs: whoever says
   *     so at the start can be helped, and a server that cannot end could only be killed
   */
  void listen(Optional<Runnable> reload) {
    checkThreads();
    ProcessSignals.on("TERM", this::terminate);
    ProcessSignals.on("INT", this::interrupt);
    ProcessSignals.on("HUP", reload.orElse(this::interrupt));
    Runtime.getRuntime().addShutdownHook(new Thread(this::endInAnyCase, "shutdown"));
  }

  private static void checkThreads() {
    CountDownLatch all = new CountDownLatch(1);
    try {
      for (int i = 0; i < THREADS_TO_END; i++) {
        Thread.ofPlatform().daemon().name("spare").start(() -> await(all));
      }
    } finally {
      all.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Changes how long a drain takes that begins from now on. */
  void drain(Optional<Duration> time) {
    drain = time;
  }

  private void terminate() {
    if (signalled.getAndSet(true)) {
      halt();
    }
    drain.ifPresent(time -> manager.stopsWithin(time.plus(SLACK)));
    drainThenEnd("SIGTERM");
  }

  private void interrupt() {
    boolean second = signalled.getAndSet(true);
    if (!end() && second) {
      halt();
    }
  }

  private void endInAnyCase() {
    if (!end()) {
      halt();
    }
  }

  /**
   * Drains the server and ends the process afterwards, unless the drain is undone; one that is
   * under way goes on. Does not wait. Any thread.
   *
   * @param source who requested it, for the log
   */
  void drainThenEnd(String source) {
    if (ending.get()) {
      return;
    }
    CompletableFuture<Void> drained = server.drain(drain);
    server.log().log(Event.DRAINING, "Server", source);
    var _ =
        drained.whenComplete(
            (_, failure) -> {
              if (failure instanceof CancellationException) {
                signalled.set(ending.get());
                return;
              }
              if (failure != null) {
                server.log().internalError("Server", failure);
              }
              Thread.ofPlatform().daemon().name("drain").start(this::end);
            });
  }

  /** Closes everything and ends the process; false, and nothing else, if it is ending already. */
  private boolean end() {
    if (ending.getAndSet(true)) {
      return false;
    }
    Thread.ofPlatform().daemon().name("end-deadline").start(ServerProcess::endInTime);
    manager.stopping();
    server.close();
    screen.close();
    halt();
    return true;
  }

  /**
   * A JVM that a signal ends would exit with 128 and the signal's number; a requested stop is no
   * failure.
   */
  private static void halt() {
    var _ = Logging.flush(LAST_LINES);
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  private static void endInTime() {
    try {
      Thread.sleep(END_WITHIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.OK);
  }
}
