package prosa.server.admin;

import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.Totals;

/**
 * The metrics of the last hour, a sample every {@value #SECONDS} seconds, in memory only. On the
 * thread of the operator's port.
 */
final class MetricsHistory {
  private static final int SECONDS = 5;
  private static final int SAMPLES = 3600 / SECONDS;

  /** One sample; rates are per second, over the time since the previous sample. */
  private record Sample(
      long time,
      int seated,
      int alone,
      int rooms,
      double messages,
      double deliveries,
      double refusals,
      double delayMillis,
      long heapBytes,
      long queuedBytes) {
    String json() {
      return String.format(
          Locale.ROOT,
          "[%d, %d, %d, %d, %.1f, %.1f, %.1f, %.2f, %d, %d]",
          time,
          seated,
          alone,
          rooms,
          messages,
          deliveries,
          refusals,
          delayMillis,
          heapBytes,
          queuedBytes);
    }
  }

  private final OperatedServer server;
  private final EventLoop loop;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private long messages;
  private long deliveries;
  private long refusals;
  private long before = System.nanoTime();

  /** Starts to take samples. */
  MetricsHistory(OperatedServer server, EventLoop loop) {
    this.server = server;
    this.loop = loop;
    var _ = loop.scheduleAtFixedRate(this::look, 1, SECONDS, TimeUnit.SECONDS);
  }

  private void look() {
    var _ = server.seats().thenAcceptAsync(this::add, loop);
  }

  private void add(OperatedServer.Seats seats) {
    Counters counters = server.counters();
    long now = System.nanoTime();
    double seconds = Math.max(1e-3, (now - before) / 1e9);
    before = now;
    long relayed = counters.of(Count.RELAYED);
    long delivered = counters.delivered();
    long refused = counters.of(Count.REFUSED) + counters.of(Count.TURNED_AWAY);
    Totals totals = seats.totals();
    if (samples.size() == SAMPLES) {
      samples.removeFirst();
    }
    samples.addLast(
        new Sample(
            System.currentTimeMillis() / 1000,
            totals.seated(),
            (int) seats.rooms().stream().filter(room -> room.isAlone()).count(),
            totals.rooms(),
            (relayed - messages) / seconds,
            (delivered - deliveries) / seconds,
            (refused - refusals) / seconds,
            server.loops().worstSinceAsked() / 1e6,
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
            server.queuedBytes()));
    messages = relayed;
    deliveries = delivered;
    refusals = refused;
  }

  /** All samples, the oldest first. */
  String json() {
    return "{\"seconds\": "
        + SECONDS
        + ", \"fields\": [\"time\", \"seated\", \"alone\", \"rooms\", \"messages\", \"deliveries\","
        + " \"refusals\", \"delayMillis\", \"heapBytes\", \"queuedBytes\"], \"samples\": ["
        + samples.stream().map(Sample::json).collect(Collectors.joining(", "))
        + "]}";
  }
}
