package prosa.logging;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The queue from the callers of the log to a stream: bounded, with one thread, {@code log}, which
 * starts with the first line and is the only one that writes.
 *
 * <p>{@link #offer} never waits. When the stream does not take what is written, at most {@link
 * #LINES} lines of {@link #LONGEST} characters wait; what comes then is counted, and the count
 * stands in the stream, as "(n lines were left out)", before the next line that gets there. The
 * thread is a daemon: a process ends whether the stream moves or not.
 */
final class LogQueue {
  /** The most lines that wait. */
  static final int LINES = 1024;

  /** The longest entry, in characters; what is longer is cut. */
  static final int LONGEST = 8 * 1024;

  /** Told at least this often while something is kept back, in milliseconds. */
  private static final long LOOKS_MILLIS = 1000;

  private final PrintStream out;
  private final LongFunction<@Nullable String> rests;
  private final UnaryOperator<String> notice;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(LINES);
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final Object progress = new Object();
  private long written;
  private volatile boolean begun;

  /**
   * A queue that nobody uses yet.
   *
   * @param out where lines go; nobody else may hold on to its lock
   * @param rests asked now and then, with monotonic nanoseconds, what else is to be written: a
   *     line; an empty text if there will be more later; null if there is nothing
   * @param notice makes a line of what the queue itself has to say
   */
  LogQueue(PrintStream out, LongFunction<@Nullable String> rests, UnaryOperator<String> notice) {
    this.notice = notice;
    this.out = out;
    this.rests = rests;
  }

  /** Has a line written, without waiting; any thread. False if it was left out. */
  boolean offer(String line) {
    if (!begun) {
      begin();
    }
    String entry = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " …";
    accepted.incrementAndGet();
    if (waiting.offer(entry)) {
      return true;
    }
    accepted.decrementAndGet();
    leftOut.incrementAndGet();
    return false;
  }

  /** How many lines were left out and have not been told yet. */
  long leftOut() {
    return leftOut.get();
  }

  /** Waits until all that was offered has been written, for this long at most; whether it was. */
  boolean flush(Duration most) {
    long end = System.nanoTime() + most.toNanos();
    long wanted = accepted.get();
    synchronized (progress) {
      try {
        while (written < wanted) {
          long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
          if (left <= 0) {
            return false;
          }
          progress.wait(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private synchronized void begin() {
    if (!begun) {
      begun = true;
      Thread.ofPlatform().daemon().name("log").start(this::write);
    }
  }

  private void write() {
    boolean more = true;
    while (true) {
      String line = next(more);
      long lost = leftOut.getAndSet(0);
      if (lost > 0) {
        print(notice.apply("(" + lost + (lost == 1 ? " line was" : " lines were") + " left out)"));
      }
      if (line != null) {
        print(line);
        synchronized (progress) {
          written++;
          progress.notifyAll();
        }
      }
      String rest = rests.apply(System.nanoTime());
      more = rest != null;
      if (rest != null && !rest.isEmpty()) {
        print(rest);
      }
    }
  }

  private @Nullable String next(boolean more) {
    while (true) {
      try {
        return more ? waiting.poll(LOOKS_MILLIS, TimeUnit.MILLISECONDS) : waiting.take();
      } catch (InterruptedException e) {
        // Interrupts are ignored; the thread ends with the process.
      }
    }
  }

  private void print(String line) {
    byte[] bytes = (line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    out.write(bytes, 0, bytes.length);
    out.flush();
  }
}
