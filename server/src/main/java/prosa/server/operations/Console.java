package prosa.server.operations;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import prosa.protocol.Sanitizer;

/**
 * The console of the original server, line for line, on standard output. It has its own thread and
 * a bounded queue: a slow terminal skips lines and prints how many; it never slows a room. Control
 * characters are printed escaped. Any thread may report.
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

  private static final int QUEUE = 4096;
  private static final String END = ""; // no line is empty

  private final Mode mode;
  private final PrintStream out;
  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong skipped = new AtomicLong();
  private final Thread printer;

  /**
   * A console that prints to {@code out}.
   *
   * @param mode not {@link Mode#AUTO}, which {@link Mode#on} resolves
   */
  public Console(Mode mode, PrintStream out) {
    if (mode == Mode.AUTO) {
      throw new IllegalArgumentException("resolve AUTO first");
    }
    this.mode = mode;
    this.out = out;
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

  /** A chat is open. */
  public void roomStarted(String room) {
    line(room + "\t|\tStarted");
  }

  /** The number of users of a chat changed. */
  public void usersConnected(String room, int users) {
    line(room + "\t|\tUsers connected: " + users);
  }

  /** A message was relayed; printed in mode {@link Mode#FULL} only. */
  public void received(String room, String user, String message) {
    if (printsMessages()) {
      line(room + "\t|\tReceived from " + Sanitizer.line(user) + ": " + Sanitizer.line(message));
    }
  }

  private void line(String text) {
    if (mode != Mode.OFF && !lines.offer(text)) {
      skipped.incrementAndGet();
    }
  }

  private void print() {
    try {
      for (String text = lines.take(); !text.isEmpty(); text = lines.take()) {
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

  /** Prints the queued lines, for a second at most, and stops. */
  @Override
  public void close() {
    if (mode == Mode.OFF) {
      return;
    }
    try {
      if (lines.offer(END, 1, java.util.concurrent.TimeUnit.SECONDS)) {
        printer.join(java.time.Duration.ofSeconds(1));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
