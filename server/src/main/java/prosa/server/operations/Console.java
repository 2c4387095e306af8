package prosa.server.operations;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import prosa.protocol.Rate;
import prosa.protocol.Sanitizer;
import prosa.protocol.TokenBucket;

/**
 * The console of the original server, line for line, on standard output. It has its own thread and
 * a bounded queue: a slow terminal skips lines and prints how many; it never slows a room. Control
 * characters are printed escaped. Any thread may report.
 *
 * <p>Of all rooms together, at most {@link #CHANGES} are printed: that they start, and how many
 * users there are. Beyond that rooms wait, each for its latest state, and one line in {@link
 * #SUMMARY} has the number of those that are never printed.
 */
public final class Console implements AutoCloseable {

  /** How much is printed. */
  public enum Mode {
    /** As {@link #FULL} on a terminal, as {@link #PLAIN} when redirected: that is a file. */
    AUTO,
    /** Everything, including messages. */
    FULL,
    /** Chats and their users, but no messages. */
    PLAIN,
    /** Nothing. */
    OFF;

    /** The effective mode. */
    public Mode on(boolean terminal) {
      return this == AUTO ? (terminal ? FULL : PLAIN) : this;
    }
  }

  /** Lines of rooms that start and whose users come and go, at once, and a second. */
  static final Rate CHANGES = new Rate(1_000, 50);

  private static final Duration SUMMARY = Duration.ofSeconds(10);
  private static final int MOST_LATE = 16_384;
  private static final int QUEUE = 4096;
  private static final String END = ""; // no line is empty
  private static final String WAKE = "\n"; // nor a line's end

  private final Mode mode;
  private final PrintStream out;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong skipped = new AtomicLong();
  private final Thread printer;

  // Guarded by this.
  private final TokenBucket changes;
  private final Set<RoomLines> late = new LinkedHashSet<>();
  private long leftOut;
  private long summaryAt;
  private boolean woken;

  /**
   * A console that prints to {@code out}.
   *
   * @param mode not {@link Mode#AUTO}, which {@link Mode#on} resolves
   */
  public Console(Mode mode, PrintStream out) {
    this(mode, out, CHANGES);
  }

  Console(Mode mode, PrintStream out, Rate changes) {
    if (mode == Mode.AUTO) {
      throw new IllegalArgumentException("resolve AUTO first");
    }
    this.mode = mode;
    this.out = out;
    this.changes = new TokenBucket(changes, System.nanoTime());
    this.printer = Thread.ofPlatform().name("console").daemon().unstarted(this::print);
    if (mode != Mode.OFF) {
      printer.start();
    }
  }

  /** Whether messages are printed; otherwise no strings are built for them. */
  public boolean printsMessages() {
    return mode == Mode.FULL;
  }

  /** {@code Main Server Started}. */
  public void serverStarted() {
    line("Main Server Started");
  }

  /** The lines of a new room. */
  public RoomLines room(String name) {
    return new RoomLines(this, name);
  }

  /** Changes what is known of a room, and prints it as soon as the rate allows it. */
  void changed(RoomLines room, Runnable change) {
    if (mode == Mode.OFF) {
      return;
    }
    synchronized (this) {
      change.run();
      long now = System.nanoTime();
      if (late.isEmpty() && changes.until(now) == 0) {
        print(room, now);
      } else if (room.isOver()) {
        late.remove(room);
        leaveOut(room.skip(), now);
      } else if (late.size() < MOST_LATE && late.add(room)) {
        wakePrinter();
      }
    }
  }

  private void print(RoomLines room, long now) {
    int printed = room.print();
    var _ = changes.charge(printed, now);
    leaveOut(room.skip() - printed, now);
  }

  private void leaveOut(int count, long now) {
    if (count > 0 && leftOut == 0) {
      summaryAt = now + SUMMARY.toNanos();
      wakePrinter();
    }
    leftOut += count;
  }

  private void wakePrinter() {
    woken = woken || lines.offer(WAKE);
  }

  /** Prints the rooms that may be printed now; the nanoseconds until there may be more. */
  private synchronized long printLate() {
    woken = false;
    long now = System.nanoTime();
    while (!late.isEmpty() && changes.until(now) == 0) {
      RoomLines room = late.iterator().next();
      late.remove(room);
      print(room, now);
    }
    if (leftOut > 0 && now - summaryAt >= 0) {
      summarise();
    }
    if (!late.isEmpty()) {
      return TimeUnit.MILLISECONDS.toNanos(changes.until(now));
    }
    return leftOut > 0 ? summaryAt - now : Long.MAX_VALUE;
  }

  private void summarise() {
    line("(" + leftOut + " lines left out: chats and users change faster than they are printed)");
    leftOut = 0;
  }

  /** A message was relayed; printed in mode {@link Mode#FULL} only. */
  public void received(String room, String user, String message) {
    if (printsMessages()) {
      line(room + "\t|\tReceived from " + Sanitizer.line(user) + ": " + Sanitizer.line(message));
    }
  }

  void line(String text) {
    if (mode != Mode.OFF && !lines.offer(text)) {
      skipped.incrementAndGet();
    }
  }

  private void print() {
    try {
      for (String text = next(); !text.isEmpty(); text = next()) {
        long lost = skipped.getAndSet(0);
        if (lost > 0) {
          out.println("(" + lost + " lines skipped: this terminal is slower than the talk)");
        }
        out.println(text);
        if (lines.isEmpty()) {
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  private String next() throws InterruptedException {
    while (true) {
      String text = lines.poll(printLate(), TimeUnit.NANOSECONDS);
      if (text != null && !text.equals(WAKE)) {
        return text;
      }
      if (lines.isEmpty()) {
        out.flush();
      }
    }
  }

  /** Prints the queued lines, for a second at most, and stops. */
  @Override
  public void close() {
    if (mode == Mode.OFF) {
      return;
    }
    synchronized (this) {
      late.forEach(room -> leftOut += room.skip());
      late.clear();
      if (leftOut > 0) {
        summarise();
      }
    }
    try {
      if (lines.offer(END, 1, TimeUnit.SECONDS)) {
        printer.join(Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
