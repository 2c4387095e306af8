package prosa.logging;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The log of this process. Thread-safe; only {@link #flush} waits, with a timeout.
 *
 * <p>Levels from {@code -Dprosa.log.level=trace|debug|info|warn|error} on are logged; {@code info}
 * unless it is set, or {@link #level} changes it. Lines of libraries are limited, each kind by a
 * {@link RepeatLimit}, and have neither a stack trace of what a peer can cause ({@link PeerFaults})
 * nor an address ({@link PeerAddresses}); Prosa's own classes limit those that a peer can cause
 * themselves, by the same. Where standard error leads to systemd's journal each line has its level
 * in the way of that ({@link JournalPriority}).
 */
public final class Logging {
  private static final String OURS = "prosa.";
  private static final LibraryLogLimits LIMITS = new LibraryLogLimits();
  private static final boolean JOURNAL =
      JournalPriority.isTold(System.getenv(), Path.of("/proc/self/fd/2"));
  private static final LogQueue QUEUE = new LogQueue(System.err, Logging::rest, Logging::notice);
  private static volatile int least = usual().toInt();
  private static volatile boolean json;

  static {
    // What waits when a process ends by itself is written, if the stream takes it.
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> QUEUE.flush(Duration.ofMillis(500)), "log-flush"));
  }

  private Logging() {}

  /**
   * Puts this log in the place of all that would write to standard error on its caller's thread:
   * {@code System.err} itself, java.util.logging (unless that is in use already: {@link
   * JdkLog#takeOver} may be called before), and the stack trace of an exception that nobody caught.
   * For a server, before it starts.
   */
  public static void takeOver() {
    System.setErr(new PrintStream(new LineStream(Logging::printed), true, StandardCharsets.UTF_8));
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, thrown) ->
            log(Level.ERROR, "thread." + thread.getName(), "uncaught", () -> "defect", thrown));
    JdkLog.takeOver();
  }

  /** Waits until all that was logged is written, for this long at most; whether it was. */
  public static boolean flush(Duration most) {
    return QUEUE.flush(most);
  }

  static boolean logs(Level level) {
    return level.toInt() >= least;
  }

  /** Logs one line, unless there were too many like it. */
  static void log(
      Level level,
      String logger,
      String pattern,
      Supplier<@Nullable String> message,
      @Nullable Throwable thrown) {
    if (logger.startsWith(OURS)) {
      QUEUE.offer(formatted(level, logger, String.valueOf(message.get()), thrown));
      return;
    }
    long more = LIMITS.admit(level, logger, pattern, System.nanoTime());
    if (more >= 0) {
      String said = PeerFaults.withoutTrace(String.valueOf(message.get()));
      String line = more == 0 ? said : said + " (and " + more + " more like it)";
      QUEUE.offer(ofLibrary(level, logger, line, thrown));
    }
  }

  /** A line of a library: without addresses, and what a peer can cause without a stack trace. */
  static String ofLibrary(Level level, String logger, String said, @Nullable Throwable thrown) {
    String line = PeerAddresses.leftOut(said);
    return thrown != null && PeerFaults.canCause(thrown)
        ? formatted(level, logger, line + " (" + thrown.getClass().getName() + ")", null)
        : formatted(level, logger, line, thrown);
  }

  private static String formatted(
      Level level, String logger, String line, @Nullable Throwable thrown) {
    return written(
        level,
        json
            ? LogFormat.json(Instant.now(), level, logger, line, thrown)
            : LogFormat.line(level, logger, line, thrown));
  }

  private static String written(Level level, String text) {
    return JOURNAL ? JournalPriority.before(level, text) : text;
  }

  /** A line of an error as a JSON object, for a program that ends before it logs. */
  public static String jsonError(String message) {
    return written(Level.ERROR, LogFormat.json(Instant.now(), Level.ERROR, "prosa", message, null));
  }

  /** Sets the format of all further lines: a JSON object each, or plain text. */
  public static void json(boolean on) {
    json = on;
  }

  /** From here on lines of this level and of more serious ones are logged. */
  public static void level(Level level) {
    least = level.toInt();
  }

  /** What was printed to standard error. */
  private static void printed(String line) {
    if (!json || !line.isBlank()) {
      QUEUE.offer(notice(line));
    }
  }

  private static @Nullable String rest(long nanos) {
    String rest = LIMITS.rest(nanos);
    return rest == null || rest.isEmpty() ? rest : notice(rest);
  }

  private static String notice(String text) {
    return written(
        Level.INFO, json ? LogFormat.json(Instant.now(), Level.INFO, "prosa", text, null) : text);
  }

  /** The level that the program was started with. */
  public static Level usual() {
    try {
      return Level.valueOf(System.getProperty("prosa.log.level", "info").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Level.INFO;
    }
  }
}
