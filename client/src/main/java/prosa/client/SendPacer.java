package prosa.client;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import prosa.protocol.ServerMessage.Rate;

/**
 * How fast one may ask, by the rate that the server told. It never guesses in its own favour: the
 * server counts what is asked when it arrives, which is somewhere between its sending and its
 * answer, so the next is measured from the answer. It knows no clock: {@code now} is a monotonic
 * time in nanoseconds.
 *
 * <p>How it works: the generic cell rate algorithm (ITU-T I.371, annex A), which says what a token
 * bucket says with one number, the moment at which the bucket will be full again; it is kept no
 * earlier than the server's own.
 */
final class SendPacer {
  /** A thousandth more than a second: two machines' clocks do not run alike. */
  private static final long SECOND = TimeUnit.MILLISECONDS.toNanos(1001);

  private Optional<Rate> rate = Optional.empty();
  private long full;
  private long notBefore;

  /** Goes by this rate from now on; the bucket is full if {@code fresh} or the rate is another. */
  void set(Optional<Rate> next, boolean fresh, long now) {
    if (fresh || !rate.equals(next)) {
      full = now;
      notBefore = now;
    }
    rate = next;
  }

  /** The server wants nothing for so long. */
  void hold(long millis, long now) {
    notBefore = now + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** The nanoseconds until one may be asked, 0 if that is now. */
  long until(long now) {
    long patience = notBefore - now;
    if (rate.isPresent()) {
      long ahead = (rate.get().burst() - 1) * interval(rate.get());
      patience = Math.max(patience, full - now - ahead);
    }
    return Math.max(0, patience);
  }

  /** What was asked has been answered, or may have arrived. */
  void counted(long now) {
    if (rate.isPresent()) {
      full = now + Math.max(0, full - now) + interval(rate.get());
    }
  }

  private static long interval(Rate rate) {
    return SECOND / rate.perSecond() + 1;
  }
}
