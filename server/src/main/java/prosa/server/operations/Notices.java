package prosa.server.operations;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * A log for what a peer can cause: at most one line a second for each notice, and the next line
 * says how many were kept back. Carries no name and no text, by habit of its callers and because it
 * takes only words fixed in the code. Any thread.
 */
public final class Notices {
  private static final long EVERY_NANOS = 1_000_000_000L;

  private final Logger log;
  private final String what;
  private final LongSupplier nanos;
  private final AtomicLong next;
  private final AtomicLong keptBack = new AtomicLong();

  /**
   * A notice.
   *
   * @param what the sentence to log, without names or text
   * @param nanos a monotonic clock
   */
  public Notices(Logger log, String what, LongSupplier nanos) {
    this.log = log;
    this.what = what;
    this.nanos = nanos;
    this.next = new AtomicLong(nanos.getAsLong());
  }

  /** Logs the notice about one place, such as a room or the door, unless one was just logged. */
  public void about(String place) {
    long now = nanos.getAsLong();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + EVERY_NANOS)) {
      keptBack.incrementAndGet();
      return;
    }
    long more = keptBack.getAndSet(0);
    if (more == 0) {
      log.warn("{} - {}", place, what);
    } else {
      log.warn("{} - {} (and {} more like it)", place, what, more);
    }
  }
}
