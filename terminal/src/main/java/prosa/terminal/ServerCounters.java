package prosa.terminal;

import java.util.Locale;

/**
 * What a server has counted since its start, as its metrics tell it in the text format of
 * Prometheus. What they do not tell is 0.
 *
 * @param atNanos when it was asked, by a clock that only goes forward
 * @param messages said
 * @param deliveries of messages, to each member one
 * @param missed by members whose queue was full
 * @param cpuSeconds of processor time
 * @param heapBytes in use now
 */
record ServerCounters(
    long atNanos,
    double messages,
    double deliveries,
    double missed,
    double cpuSeconds,
    double heapBytes) {

  /** Reads what {@code /metrics} answers. */
  static ServerCounters parse(String metrics, long atNanos) {
    return new ServerCounters(
        atNanos,
        sample(metrics, "prosa_messages_total"),
        sample(metrics, "prosa_deliveries_total"),
        sample(metrics, "prosa_missed_messages_total"),
        sample(metrics, "process_cpu_seconds_total"),
        sample(metrics, "jvm_memory_used_bytes{area=\"heap\"}"));
  }

  /** The counters of several nodes as one. */
  ServerCounters plus(ServerCounters other) {
    return new ServerCounters(
        Math.max(atNanos, other.atNanos),
        messages + other.messages,
        deliveries + other.deliveries,
        missed + other.missed,
        cpuSeconds + other.cpuSeconds,
        heapBytes + other.heapBytes);
  }

  private static double sample(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> line.substring(name.length() + 1).strip())
        .filter(value -> value.matches("[0-9.eE+-]+"))
        .mapToDouble(Double::parseDouble)
        .findFirst()
        .orElse(0);
  }

  /** What happened in a second since an earlier moment, as a line of the head. */
  String since(ServerCounters before) {
    double seconds = Math.max(1e-3, (atNanos - before.atNanos) / 1e9);
    return String.format(
        Locale.ROOT,
        "%,.0f messages/s, %,.0f deliveries/s, %,.0f missed/s, CPU %.0f %%, heap %.0f MiB",
        rate(messages - before.messages, seconds),
        rate(deliveries - before.deliveries, seconds),
        rate(missed - before.missed, seconds),
        100 * rate(cpuSeconds - before.cpuSeconds, seconds),
        heapBytes / (1 << 20));
  }

  /** What was counted since the start, as a line of the head. */
  String total() {
    return String.format(
        Locale.ROOT,
        "%,.0f messages, %,.0f deliveries, %,.0f missed since the start, CPU %.1f s, heap %.0f MiB",
        messages,
        deliveries,
        missed,
        cpuSeconds,
        heapBytes / (1 << 20));
  }

  /** A server that was started anew has counted less: then nothing is known. */
  private static double rate(double more, double seconds) {
    return Math.max(0, more) / seconds;
  }
}
