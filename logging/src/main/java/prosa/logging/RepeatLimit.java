package prosa.logging;

import java.util.concurrent.TimeUnit;

/**
 * Limits how often one kind of line is logged, and counts what it keeps back. Any thread.
 *
 * <p>The first line passes at once. While more come, the next passes after a second, then after
 * two, four, up to {@link #LONGEST_SECONDS}; each tells how many were kept back since the one
 * before. After a quiet stretch as long as the current interval it begins again at a second.
 * However many lines are caused, an hour has about sixty of them. Time comes in, as monotonic
 * nanoseconds.
 */
public final class RepeatLimit {
  /** The longest interval between two lines. */
  public static final long LONGEST_SECONDS = 64;

  private static final long FIRST = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);

  private boolean begun;
  private long interval = FIRST;
  private long due;
  private long keptBack;

  /** A limit that has not been used. */
  public RepeatLimit() {}

  /**
   * Asks to log one line.
   *
   * @return -1 if it is kept back; otherwise how many were kept back before it
   */
  public synchronized long admit(long nanos) {
    if (begun && nanos - due < 0) {
      keptBack++;
      return -1;
    }
    long before = keptBack;
    pass(nanos);
    return before;
  }

  /** How many are kept back and may be told now; 0 if none. They count as told from here on. */
  public synchronized long rest(long nanos) {
    if (keptBack == 0 || nanos - due < 0) {
      return 0;
    }
    long before = keptBack;
    pass(nanos);
    return before;
  }

  /** Whether lines are kept back that have not been told. */
  public synchronized boolean keepsBack() {
    return keptBack > 0;
  }

  private void pass(long nanos) {
    boolean again = keptBack > 0;
    interval = again ? Math.min(2 * interval, LONGEST) : FIRST;
    keptBack = 0;
    begun = true;
    due = nanos + interval;
  }
}
