package prosa.server.admin;

import io.netty.channel.EventLoop;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import prosa.server.operations.DurationHistogram;

/**
 * Measures the delay of each event loop: ten times a second a task is scheduled on it, and the time
 * from the scheduled to the actual run is recorded. A busy or blocked loop runs it late.
 */
public final class LoopMonitor {
  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A loop that has not run its task for this long is considered blocked. */
  private static final long DEAD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Map<String, Probe> probes = new LinkedHashMap<>();
  private final LongAccumulator worst = new LongAccumulator(Math::max, 0);

  /**
   * Measures these loops until they end.
   *
   * @param loops by the names of their threads
   */
  public LoopMonitor(Map<String, EventLoop> loops) {
    loops.forEach(
        (name, loop) -> {
          Probe probe = new Probe(loop);
          probes.put(name, probe);
          probe.arm();
        });
  }

  /** The delays of each loop, by the name of its thread. */
  Map<String, DurationHistogram> delays() {
    Map<String, DurationHistogram> delays = new LinkedHashMap<>();
    probes.forEach((name, probe) -> delays.put(name, probe.delays));
    return delays;
  }

  /** The longest delay since the last call, in nanoseconds. */
  long worstSinceAsked() {
    return worst.getThenReset();
  }

  /** Whether each loop has run its task recently. */
  boolean live() {
    long now = System.nanoTime();
    return probes.values().stream().allMatch(probe -> now - probe.due < DEAD_NANOS);
  }

  private final class Probe {
    private final EventLoop loop;
    private final DurationHistogram delays = new DurationHistogram();
    private volatile long due;

    Probe(EventLoop loop) {
      this.loop = loop;
    }

    void arm() {
      if (!loop.isShuttingDown()) {
        due = System.nanoTime() + PERIOD_NANOS;
        var _ = loop.schedule(this::run, PERIOD_NANOS, TimeUnit.NANOSECONDS);
      }
    }

    private void run() {
      long late = Math.max(0, System.nanoTime() - due);
      delays.record(late);
      worst.accumulate(late);
      arm();
    }
  }
}
