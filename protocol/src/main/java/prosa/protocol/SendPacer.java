package prosa.protocol;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How fast a client may send, by the rate that its server told: the client's counterpart of {@link
 * TokenBucket}. It never guesses in its own favour: the server counts a message when it arrives,
 * which is somewhere between its sending and its answer, so the next is measured from the answer.
 * Time comes in: {@code now} is monotonic nanoseconds. For one thread at a time.
 *
 * <p>How it works: the generic cell rate algorithm (ITU-T I.371, annex A), which says what a token
 * bucket says with one number, the moment at which the bucket will be full again; it is kept no
 * earlier than the server's own.
 */
public final class SendPacer {
  /** A thousandth more than a second: two machines' clocks do not run alike. */
  private static final long SECOND = TimeUnit.MILLISECONDS.toNanos(1001);

  private Optional<Rate> rate = Optional.empty();
  private long full;
  private long notBefore;

  /** Without a limit, until {@link #set} is called. */
  public SendPacer() {}

  /** Goes by this rate from now on; the bucket is full if {@code fresh} or the rate is another. */
  public void set(Optional<Rate> next, boolean fresh, long now) {
    if (fresh || !rate.equals(next)) {
      full = now;
      notBefore = now;
    }
    rate = next;
  }

  /** The server wants nothing for so long. */
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

  /** What was asked has been answered, or may have arrived. */
  public void counted(long now) {
    if (rate.isPresent()) {
      full = now + Math.max(0, full - now) + interval(rate.get());
    }
  }

  private static long interval(Rate rate) {
    return SECOND / rate.perSecond() + 1;
  }
}
