package prosa.protocol;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Paces a client by its server's rate: the client's counterpart of {@link TokenBucket}. It is
 * conservative: the server counts a message when it arrives, which is somewhere between its sending
 * and its answer, so the next is measured from the answer. Time comes in: {@code now} is monotonic
 * nanoseconds. For one thread at a time.
 *
 * <p>How it works: the generic cell rate algorithm (ITU-T I.371, annex A), which represents a token
 * bucket by one number, the moment at which the bucket will be full again; that moment is never
 * earlier than the server's.
 */
public final class SendPacer {
  /** A thousandth more than a second: two machines' clocks do not run alike. */
  private static final long SECOND = TimeUnit.MILLISECONDS.toNanos(1001);

  private Optional<Rate> rate = Optional.empty();
  private long full;
  private long notBefore;

  /** Without a limit, until {@link #set} is called. */
  public SendPacer() {}

  /** Sets the rate; the bucket is full if {@code fresh} or if the rate has changed. */
  public void set(Optional<Rate> next, boolean fresh, long now) {
    if (fresh || !rate.equals(next)) {
      full = now;
      notBefore = now;
    }
    rate = next;
  }

  /** The server asked to wait for this long. */
  public void hold(long millis, long now) {
    notBefore = now + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The nanoseconds until one may be asked, 0 if that is now. */
  public long until(long now) {
    long delay = notBefore - now;
    if (rate.isPresent()) {
      long ahead = (rate.get().burst() - 1) * interval(rate.get());
      delay = Math.max(delay, full - now - ahead);
    }
    return Math.max(0, delay);
  }

  /** A message was answered or may have arrived. */
  public void counted(long now) {
    if (rate.isPresent()) {
      full = now + Math.max(0, full - now) + interval(rate.get());
    }
  }

  private static long interval(Rate rate) {
    return SECOND / rate.perSecond() + 1;
  }
}
