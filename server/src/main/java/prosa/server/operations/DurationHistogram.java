package prosa.server.operations;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * A histogram of durations with fixed buckets. Thread-safe; recording takes no lock and allocates
 * nothing.
 */
public final class DurationHistogram {
  /** The upper ends of all ranges but the last, which has none; in seconds. */
  private static final double[] BOUNDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };

  private final LongAdder[] counts = new LongAdder[BOUNDS.length + 1];
  private final LongAdder nanos = new LongAdder();

  /** Nothing recorded yet. */
  public DurationHistogram() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  /** Records one time, in nanoseconds. */
  public void record(long took) {
    double seconds = took / (double) TimeUnit.SECONDS.toNanos(1);
    int range = 0;
    while (range < BOUNDS.length && seconds > BOUNDS[range]) {
      range++;
    }
    counts[range].increment();
    nanos.add(took);
  }

  /** The upper end of each range, in seconds; the last is infinity. */
  public static double[] bounds() {
    double[] bounds = new double[BOUNDS.length + 1];
    System.arraycopy(BOUNDS, 0, bounds, 0, BOUNDS.length);
    bounds[BOUNDS.length] = Double.POSITIVE_INFINITY;
    return bounds;
  }

  /** How many fell into each range. */
  public long[] counts() {
    long[] now = new long[counts.length];
    for (int i = 0; i < now.length; i++) {
      now[i] = counts[i].sum();
    }
    return now;
  }

  /** All of them together, in seconds. */
  public double seconds() {
    return nanos.sum() / (double) TimeUnit.SECONDS.toNanos(1);
  }
}
