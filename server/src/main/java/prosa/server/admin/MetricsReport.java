package prosa.server.admin;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.handler.codec.http.FullHttpResponse;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import prosa.server.cluster.ClusterCounters;
import prosa.server.cluster.ClusterNode;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.Counters.Join;
import prosa.server.operations.DurationHistogram;
import prosa.server.operations.RefusalCounts.RefusalForm;
import prosa.server.operations.Version;
import prosa.server.placement.RoomOverview;
import prosa.server.placement.SeatState;
import prosa.websocket.HttpResponses;

/**
 * The metrics of a server, in the text format of Prometheus or as OpenMetrics. All values are read
 * when a report is requested. Labels have values from closed sets only: none contains a room, a
 * name or an address.
 */
final class MetricsReport {
  private static final ExpositionFormats FORMATS = ExpositionFormats.init();
  private static final int MOST_OCCUPANCIES = 10;

  private MetricsReport() {}

  /**
   * The answer with a report.
   *
   * @param accept the Accept header of the request; OpenMetrics only if it names it
   */
  static FullHttpResponse write(OperatedServer server, OperatedServer.Seats seats, String accept) {
    ExpositionFormatWriter writer =
        accept.contains("application/openmetrics-text")
            ? FORMATS.getOpenMetricsTextFormatWriter()
            : FORMATS.getPrometheusTextFormatWriter();
    return HttpResponses.content(writer.getContentType(), write(server, seats, writer));
  }

  /** The report in the text format of Prometheus. */
  static byte[] text(OperatedServer server, OperatedServer.Seats seats) {
    return write(server, seats, FORMATS.getPrometheusTextFormatWriter());
  }

  /** The type of {@link #text}. */
  static String textType() {
    return FORMATS.getPrometheusTextFormatWriter().getContentType();
  }

  private static byte[] write(
      OperatedServer server, OperatedServer.Seats seats, ExpositionFormatWriter writer) {
    List<MetricSnapshot> all = new ArrayList<>();
    addSeats(all, seats);
    addTraffic(all, server);
    addRefusals(all, server.counters());
    server.cluster().ifPresent(cluster -> addCluster(all, cluster));
    addLoops(all, server);
    addProcess(all);
    ByteArrayOutputStream out = new ByteArrayOutputStream(32_768);
    try {
      writer.write(out, new MetricSnapshots(all));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // an array takes everything
    }
    return out.toByteArray();
  }

  private static void addSeats(List<MetricSnapshot> all, OperatedServer.Seats seats) {
    GaugeSnapshot.Builder states =
        GaugeSnapshot.builder().name("prosa_seats").help("Seats that are not free, by state.");
    states.dataPoint(point("state", "reserved", seats.totals().reserved()));
    states.dataPoint(point("state", "seated", seats.totals().seated()));
    states.dataPoint(point("state", "held", seats.totals().held()));
    all.add(states.build());

    int[] rooms = new int[MOST_OCCUPANCIES + 2];
    for (RoomOverview room : seats.rooms()) {
      rooms[Math.min(room.count(SeatState.SEATED), MOST_OCCUPANCIES + 1)]++;
    }
    GaugeSnapshot.Builder occupancy =
        GaugeSnapshot.builder()
            .name("prosa_rooms")
            .help("Open rooms, by how many members are seated there.");
    for (int seated = 0; seated < rooms.length; seated++) {
      occupancy.dataPoint(
          point(
              "seated",
              seated <= MOST_OCCUPANCIES ? Integer.toString(seated) : "more",
              rooms[seated]));
    }
    all.add(occupancy.build());
    gauge(all, "prosa_private_rooms", "Open private rooms.", seats.totals().privateRooms());
  }

  private static void addTraffic(List<MetricSnapshot> all, OperatedServer server) {
    Counters counters = server.counters();
    CounterSnapshot.Builder joins =
        CounterSnapshot.builder().name("prosa_joins").help("Seats taken, by how.");
    for (Join join : Join.values()) {
      joins.dataPoint(count("how", word(join), counters.of(join)));
    }
    all.add(joins.build());
    all.add(
        HistogramSnapshot.builder()
            .name("prosa_join_duration_seconds")
            .unit(Unit.SECONDS)
            .help("From enter to seated, of direct and browser members.")
            .dataPoint(histogram(Labels.EMPTY, counters.joinTimes()))
            .build());
    counter(all, "prosa_messages", "Messages relayed, once each.", counters.of(Count.RELAYED));
    counter(
        all,
        "prosa_deliveries",
        "Messages given to a member's connection, once for each member.",
        counters.delivered());
    counter(
        all,
        "prosa_missed_messages",
        "Messages that a member missed because its queue was full, once for each member.",
        counters.of(Count.DROPPED));
    CounterSnapshot.Builder bytes =
        CounterSnapshot.builder()
            .name("prosa_network_bytes")
            .unit(Unit.BYTES)
            .help("Bytes received on all connections, and bytes given to members' connections.");
    bytes.dataPoint(count("direction", "received", counters.of(Count.BYTES_RECEIVED)));
    bytes.dataPoint(count("direction", "sent", server.sentBytes()));
    all.add(bytes.build());
    all.add(
        GaugeSnapshot.builder()
            .name("prosa_queue_bytes")
            .unit(Unit.BYTES)
            .help("Bytes that wait for all members together.")
            .dataPoint(
                new GaugeSnapshot.GaugeDataPointSnapshot(
                    (double) server.queuedBytes(), Labels.EMPTY, null))
            .build());
    gauge(all, "prosa_connections", "Open connections of any kind.", server.connections());
    gauge(
        all,
        "prosa_connections_limit",
        "Open connections at which nobody more is accepted.",
        server.connectionLimit());
    counter(all, "prosa_accepted", "Connections accepted.", counters.of(Count.ACCEPTED));
  }

  private static void addCluster(List<MetricSnapshot> all, ClusterStatus cluster) {
    gauge(
        all,
        "prosa_cluster_nodes",
        "Nodes of the cluster that are there, this one among them.",
        cluster.nodes().size());
    gauge(
        all,
        "prosa_cluster_alone",
        "1 while this node is alone, or apart from some nodes, though it should not be.",
        cluster.trouble().isPresent() ? 1 : 0);
    gauge(
        all,
        "prosa_cluster_relays",
        "Rooms of other nodes in which members sit who came in here.",
        cluster.relays());
    gauge(
        all,
        "prosa_cluster_links",
        "Nodes at which members of rooms of this one came in, once for each room.",
        cluster.links());
    perNode(
        all,
        cluster,
        "prosa_cluster_node_members",
        "Members seated in rooms of each node, as it announced.",
        ClusterNode.NodeView::members);
    perNode(
        all,
        cluster,
        "prosa_cluster_node_rooms",
        "Open rooms of each node, as it announced.",
        ClusterNode.NodeView::rooms);
    perNode(
        all,
        cluster,
        "prosa_cluster_node_connections",
        "Open connections of each node, as it announced.",
        ClusterNode.NodeView::connections);
    CounterSnapshot.Builder events =
        CounterSnapshot.builder()
            .name("prosa_cluster_events")
            .help("What happened between this node and the others.");
    for (ClusterCounters.ClusterEvent event : ClusterCounters.ClusterEvent.values()) {
      events.dataPoint(count("event", word(event), cluster.counters().of(event)));
    }
    all.add(events.build());
  }

  private static void perNode(
      List<MetricSnapshot> all,
      ClusterStatus cluster,
      String name,
      String help,
      ToIntFunction<ClusterNode.NodeView> value) {
    GaugeSnapshot.Builder gauges = GaugeSnapshot.builder().name(name).help(help);
    for (ClusterNode.NodeView node : cluster.nodes()) {
      gauges.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("node", node.name()))
              .value(value.applyAsInt(node))
              .build());
    }
    all.add(gauges.build());
  }

  private static void addRefusals(List<MetricSnapshot> all, Counters counters) {
    CounterSnapshot.Builder refused =
        CounterSnapshot.builder()
            .name("prosa_refusals")
            .help("Peers told no, or closed for what they did, by kind and reason.");
    CounterSnapshot.Builder handshakes =
        CounterSnapshot.builder()
            .name("prosa_handshakes")
            .help("Handshakes by protocol and outcome, and the cause of those that failed.");
    handshake(handshakes, "zmtp", "done", "none", counters.of(Count.ZMTP_READY));
    handshake(handshakes, "websocket", "done", "none", counters.of(Count.WEBSOCKET_READY));
    handshake(handshakes, "tls", "done", "none", counters.of(Count.TLS_READY));
    handshake(handshakes, "tls", "failed", "tls", counters.of(Count.TLS_FAILED));
    counters
        .refusals()
        .all()
        .forEach(
            (reason, n) -> {
              String kind = word(reason.kind());
              refused.dataPoint(
                  new CounterSnapshot.CounterDataPointSnapshot(
                      (double) n, Labels.of("kind", kind, "reason", reason.reason()), null, 0L));
              boolean late =
                  reason.kind() == RefusalForm.TIMEOUT && reason.reason().equals("handshake");
              if (reason.kind() == RefusalForm.PROTOCOL
                  || reason.kind() == RefusalForm.ACCEPT
                  || late) {
                String cause = late ? "timeout" : kind + "-" + reason.reason();
                handshake(handshakes, "any", "failed", cause, n);
              }
            });
    all.add(refused.build());
    all.add(handshakes.build());
    CounterSnapshot.Builder slowed =
        CounterSnapshot.builder()
            .name("prosa_pauses")
            .help("Times a connection was not read from for a while, by whose budget was used up.");
    slowed.dataPoint(count("budget", "connection", counters.of(Count.CONNECTION_PAUSED)));
    slowed.dataPoint(count("budget", "address", counters.of(Count.ADDRESS_PAUSED)));
    slowed.dataPoint(count("budget", "refusals", counters.of(Count.REFUSALS_PAUSED)));
    slowed.dataPoint(count("budget", "pages", counters.of(Count.PAGES_PAUSED)));
    all.add(slowed.build());
    counter(
        all,
        "prosa_malformed_messages",
        "Messages left out or refused for their form.",
        counters.of(Count.MALFORMED));
    counter(
        all,
        "prosa_evicted_seats",
        "Held seats given up before their time.",
        counters.of(Count.EVICTED));
  }

  private static void handshake(
      CounterSnapshot.Builder to, String protocol, String outcome, String cause, long n) {
    to.dataPoint(
        new CounterSnapshot.CounterDataPointSnapshot(
            (double) n,
            Labels.of("protocol", protocol, "outcome", outcome, "cause", cause),
            null,
            0L));
  }

  private static void addLoops(List<MetricSnapshot> all, OperatedServer server) {
    HistogramSnapshot.Builder delays =
        HistogramSnapshot.builder()
            .name("prosa_event_loop_delay_seconds")
            .unit(Unit.SECONDS)
            .help("How late a task runs that is due ten times a second, by event loop.");
    server
        .loops()
        .delays()
        .forEach((loop, times) -> delays.dataPoint(histogram(Labels.of("loop", loop), times)));
    all.add(delays.build());
  }

  private static void addProcess(List<MetricSnapshot> all) {
    var runtime = ManagementFactory.getRuntimeMXBean();
    var memory = ManagementFactory.getMemoryMXBean();
    all.add(
        InfoSnapshot.builder()
            .name("prosa_build")
            .help("The version of Prosa and of Java.")
            .dataPoint(
                InfoSnapshot.InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", Version.CURRENT, "java", runtime.getSpecVersion()))
                    .build())
            .build());
    gauge(
        all,
        "process_start_time_seconds",
        "When the process began, in seconds since 1970.",
        runtime.getStartTime() / 1000.0);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      gauge(all, "process_open_fds", "Open descriptors.", system.getOpenFileDescriptorCount());
      gauge(all, "process_max_fds", "The most descriptors.", system.getMaxFileDescriptorCount());
      counter(
          all,
          "process_cpu_seconds",
          "Processor time used, in seconds.",
          system.getProcessCpuTime() / 1e9);
    }
    GaugeSnapshot.Builder used =
        GaugeSnapshot.builder()
            .name("jvm_memory_used_bytes")
            .unit(Unit.BYTES)
            .help("Memory used by the JVM.");
    GaugeSnapshot.Builder max =
        GaugeSnapshot.builder()
            .name("jvm_memory_max_bytes")
            .unit(Unit.BYTES)
            .help("Memory the JVM may use.");
    for (Map.Entry<String, MemoryUsage> area :
        Map.of("heap", memory.getHeapMemoryUsage(), "nonheap", memory.getNonHeapMemoryUsage())
            .entrySet()) {
      used.dataPoint(point("area", area.getKey(), area.getValue().getUsed()));
      max.dataPoint(point("area", area.getKey(), area.getValue().getMax()));
    }
    all.add(used.build());
    all.add(max.build());
    GaugeSnapshot.Builder pools =
        GaugeSnapshot.builder()
            .name("jvm_buffer_pool_used_bytes")
            .unit(Unit.BYTES)
            .help("Memory outside the heap, for buffers.");
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      if (pool.getName().equals("direct") || pool.getName().equals("mapped")) {
        pools.dataPoint(point("pool", pool.getName(), pool.getMemoryUsed()));
      }
    }
    all.add(pools.build());
    Map<String, long[]> collectors = new TreeMap<>();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      collectors.put(
          collector.getName(),
          new long[] {collector.getCollectionCount(), collector.getCollectionTime()});
    }
    CounterSnapshot.Builder times =
        CounterSnapshot.builder()
            .name("jvm_gc_collection_seconds")
            .help("Time spent collecting garbage, in seconds.");
    CounterSnapshot.Builder collections =
        CounterSnapshot.builder().name("jvm_gc_collections").help("Garbage collections.");
    collectors.forEach(
        (name, figures) -> {
          collections.dataPoint(count("gc", name, figures[0]));
          times.dataPoint(count("gc", name, figures[1] / 1000.0));
        });
    all.add(collections.build());
    all.add(times.build());
    gauge(
        all,
        "jvm_threads_current",
        "Threads.",
        ManagementFactory.getThreadMXBean().getThreadCount());
  }

  // ---- one metric

  private static HistogramSnapshot.HistogramDataPointSnapshot histogram(
      Labels labels, DurationHistogram times) {
    double[] bounds = DurationHistogram.bounds();
    List<Double> ends = new ArrayList<>();
    for (double bound : bounds) {
      ends.add(bound);
    }
    List<Long> counts = new ArrayList<>();
    for (long count : times.counts()) {
      counts.add(count);
    }
    return new HistogramSnapshot.HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(ends, counts), times.seconds(), labels, Exemplars.EMPTY, 0L);
  }

  private static void gauge(List<MetricSnapshot> all, String name, String help, double value) {
    all.add(
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(new GaugeSnapshot.GaugeDataPointSnapshot(value, Labels.EMPTY, null))
            .build());
  }

  private static void counter(List<MetricSnapshot> all, String name, String help, double value) {
    all.add(
        CounterSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(new CounterSnapshot.CounterDataPointSnapshot(value, Labels.EMPTY, null, 0L))
            .build());
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot point(
      String label, String value, double number) {
    return new GaugeSnapshot.GaugeDataPointSnapshot(number, Labels.of(label, value), null);
  }

  private static CounterSnapshot.CounterDataPointSnapshot count(
      String label, String value, double number) {
    return new CounterSnapshot.CounterDataPointSnapshot(number, Labels.of(label, value), null, 0L);
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot point(
      String label, String value, long number) {
    return point(label, value, (double) number);
  }

  private static CounterSnapshot.CounterDataPointSnapshot count(
      String label, String value, long number) {
    return count(label, value, (double) number);
  }

  private static void gauge(List<MetricSnapshot> all, String name, String help, long value) {
    gauge(all, name, help, (double) value);
  }

  private static void counter(List<MetricSnapshot> all, String name, String help, long value) {
    counter(all, name, help, (double) value);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
