package prosa.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** A result in three formats: a table, JSON, and a self-contained HTML page. */
public final class LoadReport {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99, 100};
  private static final double MILLI = 1e6;

  private LoadReport() {}

  /** The parameters, in one line. */
  static String headline(LoadPlan plan) {
    String loop =
        plan.openLoop()
            ? text("open loop with %,.0f messages/s", plan.rate())
            : text("closed loop with %d in flight per user", plan.window());
    return text(
        "%s%s, %,d users, %s%s, %,d bytes of padding, %d s",
        plan.protocol().name().toLowerCase(Locale.ROOT),
        plan.tls() ? " over TLS" : "",
        plan.users(),
        loop,
        plan.churn() > 0 ? text(", %,.0f of them replaced a second", plan.churn()) : "",
        plan.size(),
        plan.duration().toSeconds());
  }

  /** The table for a terminal; every line ends with a line feed. */
  public static String table(LoadResult result) {
    List<String[]> rows = rows(result);
    StringBuilder table = new StringBuilder(headline(result.plan())).append('\n');
    for (String[] row : rows) {
      table.append(text("  %-12s %s%n", row[0], row[1]));
    }
    return table.toString();
  }

  private static List<String[]> rows(LoadResult r) {
    List<String[]> rows = new ArrayList<>();
    rows.add(
        row(
            "seats",
            text(
                "%,d at %,d %s in %.2f s; waited for: p50 %s, p99 %s, longest %s",
                r.plan().users(),
                r.tables(),
                r.tables() == 1 ? "table" : "tables",
                r.seating(),
                time(r.seats().getValueAtPercentile(50)),
                time(r.seats().getValueAtPercentile(99)),
                time(r.seats().getMaxValue()))));
    if (r.plan().churn() > 0) {
      rows.add(row("replaced", text("%,d users", r.joined())));
    }
    rows.add(row("sent", text("%,d messages", r.sent())));
    rows.add(row("delivered", text("%,d, %,.0f/s", r.delivered(), r.throughput())));
    rows.add(
        row(
            "not heard",
            text(
                "%s lost, %,d refused, %,d notices of missed ones, %,d connections broken",
                r.lost().map(n -> text("%,d", n)).orElse("unknown number"),
                r.refused(),
                r.missed(),
                r.broken())));
    StringBuilder latency = new StringBuilder();
    for (double percentile : PERCENTILES) {
      latency.append(
          text(
              "%s%s %s",
              latency.isEmpty() ? "" : ", ",
              percentile == 100 ? "longest" : "p" + plain(percentile),
              time(r.latency().getValueAtPercentile(percentile))));
    }
    rows.add(row("latency", latency.toString()));
    r.server()
        .ifPresent(
            server ->
                rows.add(
                    row(
                        "server",
                        text(
                            "%.3f µs of CPU per delivery, %.0f %% of a core, %.1f MB, %,d"
                                + " descriptors",
                            r.cpuPerDelivery().orElse(0.0),
                            100 * server.cpuSeconds() / Math.max(1e-9, r.seconds()),
                            server.residentBytes() / 1e6,
                            server.descriptors()))));
    return rows;
  }

  private static String[] row(String name, String value) {
    return new String[] {name, value};
  }

  /** One object; times are in microseconds, sizes in bytes. */
  public static String json(LoadResult r) {
    LoadPlan plan = r.plan();
    StringBuilder json = new StringBuilder("{\n");
    json.append(
        text(
            "  \"plan\": {\"protocol\": \"%s\", \"tls\": %b, \"users\": %d, \"rate\": %s,"
                + " \"window\": %d, \"churn\": %s, \"size\": %d, \"warmupSeconds\": %s,"
                + " \"seconds\": %s},%n",
            plan.protocol().name().toLowerCase(Locale.ROOT),
            plan.tls(),
            plan.users(),
            plain(plan.rate()),
            plan.window(),
            plain(plan.churn()),
            plan.size(),
            plain(plan.warmup().toMillis() / 1e3),
            plain(plan.duration().toMillis() / 1e3)));
    json.append(
        text(
            "  \"tables\": %d, \"seatingSeconds\": %.3f, \"joined\": %d,%n  \"seat\": %s,%n",
            r.tables(), r.seating(), r.joined(), json(r.seats())));
    json.append(
        text(
            "  \"sent\": %d, \"delivered\": %d, \"lost\": %s, \"refused\": %d, \"missed\": %d,"
                + " \"broken\": %d,%n",
            r.sent(),
            r.delivered(),
            r.lost().map(String::valueOf).orElse("null"),
            r.refused(),
            r.missed(),
            r.broken()));
    json.append(
        text(
            "  \"seconds\": %.3f, \"deliveriesPerSecond\": %.1f,%n  \"latency\": %s,%n",
            r.seconds(), r.throughput(), json(r.latency())));
    json.append("  \"server\": ")
        .append(
            r.server()
                .map(
                    s ->
                        text(
                            "{\"cpuSeconds\": %.2f, \"cpuMicrosPerDelivery\": %.4f,"
                                + " \"residentBytes\": %d, \"descriptors\": %d}",
                            s.cpuSeconds(),
                            r.cpuPerDelivery().orElse(0.0),
                            s.residentBytes(),
                            s.descriptors()))
                .orElse("null"))
        .append(",\n  \"intervals\": [");
    String comma = "";
    for (LoadResult.Interval each : r.intervals()) {
      json.append(
          text(
              "%s%n    {\"at\": %.2f, \"deliveriesPerSecond\": %.1f, \"p50\": %.1f, \"p99\": %.1f,"
                  + " \"cores\": %s}",
              comma,
              each.at(),
              each.deliveries(),
              each.p50() / 1e3,
              each.p99() / 1e3,
              Double.isNaN(each.cores()) ? "null" : text("%.3f", each.cores())));
      comma = ",";
    }
    return json.append("\n  ]\n}\n").toString();
  }

  private static String json(Histogram histogram) {
    return text(
        "{\"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, \"p999\": %.1f, \"p9999\": %.1f, \"max\":"
            + " %.1f, \"mean\": %.1f}",
        histogram.getValueAtPercentile(50) / 1e3,
        histogram.getValueAtPercentile(90) / 1e3,
        histogram.getValueAtPercentile(99) / 1e3,
        histogram.getValueAtPercentile(99.9) / 1e3,
        histogram.getValueAtPercentile(99.99) / 1e3,
        histogram.getMaxValue() / 1e3,
        histogram.getTotalCount() == 0 ? 0 : histogram.getMean() / 1e3);
  }

  /** A page with the table and plots, in one file. */
  public static String html(LoadResult r) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>prosa bench</title>
        <style>
        :root { color-scheme: light dark; --ink: #1c1c1a; --dim: #66655f; --paper: #fbfaf7; --line: #d9d7cf; --a: #1b6e8c; --b: #b4531f; }
        @media (prefers-color-scheme: dark) { :root { --ink: #ecebe6; --dim: #a3a199; --paper: #1b1b19; --line: #3d3c38; --a: #6fc0dd; --b: #ee9a68; } }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .3rem; }
        table { border-collapse: collapse; } th { text-align: left; font-weight: 600; padding-right: 1.5rem; vertical-align: top; }
        td, th { padding-top: .2rem; padding-bottom: .2rem; border-bottom: 1px solid var(--line); }
        svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--dim); }
        .grid { stroke: var(--line); } .a { stroke: var(--a); } .b { stroke: var(--b); } .a, .b { fill: none; stroke-width: 2; }
        .key { fill: none; stroke-width: 6; }
        </style>
        </head>
        <body>
        """);
    page.append("<h1>").append(headline(r.plan())).append("</h1>\n<table>\n");
    for (String[] row : rows(r)) {
      page.append(text("<tr><th scope=\"row\">%s</th><td>%s</td></tr>%n", row[0], row[1]));
    }
    page.append("</table>\n");
    page.append("<h2>Latency by percentile, milliseconds</h2>\n").append(percentiles(r.latency()));
    page.append("<h2>Latency second by second, milliseconds: p50 and p99</h2>\n")
        .append(
            overTime(r, "milliseconds", each -> each.p50() / MILLI, each -> each.p99() / MILLI));
    page.append("<h2>Deliveries a second</h2>\n")
        .append(overTime(r, "deliveries a second", LoadResult.Interval::deliveries, null));
    if (r.server().isPresent()) {
      page.append("<h2>CPU of the server, cores</h2>\n")
          .append(overTime(r, "cores", LoadResult.Interval::cores, null));
    }
    page.append(
        "<p>"
            + (r.plan().openLoop()
                ? "Open loop: the latency of a message counts from the moment when it was due, so"
                    + " that a stall is told with every message that waited for its end."
                : "Closed loop: a user sends its next message when it has heard its last one; the"
                    + " latency counts from the sending.")
            + "</p>\n</body>\n</html>\n");
    return page.toString();
  }

  // ---- Plots

  private static final int WIDTH = 900;
  private static final int HEIGHT = 260;
  private static final int LEFT = 70;
  private static final int BOTTOM = 30;

  private static String percentiles(Histogram histogram) {
    double nines = Math.max(1, Math.log10((double) Math.max(10, histogram.getTotalCount())));
    List<double[]> points = new ArrayList<>();
    double top = Math.max(1e-6, histogram.getMaxValue() / MILLI);
    for (double n = 0; n <= nines; n += nines / 200) {
      double percentile = 100 * (1 - Math.pow(10, -n));
      points.add(
          new double[] {n / nines, histogram.getValueAtPercentile(percentile) / MILLI / top});
    }
    StringBuilder svg = open("latency by percentile", top);
    for (int n = 0; n <= (int) nines; n++) {
      String label =
          n == 0 ? "0 %" : n == 1 ? "90 %" : "99" + (n > 2 ? "." + "9".repeat(n - 2) : "") + " %";
      double x = LEFT + (WIDTH - LEFT - 20) * (n / nines);
      svg.append(
          text(
              "<line class=\"grid\" x1=\"%.1f\" x2=\"%.1f\" y1=\"10\" y2=\"%d\"/>",
              x, x, HEIGHT - BOTTOM));
      svg.append(
          text(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n",
              x, HEIGHT - 10, label));
    }
    return line(svg, "a", points).append("</svg>\n").toString();
  }

  private static String overTime(
      LoadResult r,
      String what,
      ToDoubleFunction<LoadResult.Interval> first,
      @org.jspecify.annotations.Nullable ToDoubleFunction<LoadResult.Interval> second) {
    List<LoadResult.Interval> all = r.intervals();
    double end = all.isEmpty() ? 1 : all.getLast().at();
    double top = 1e-9;
    for (LoadResult.Interval each : all) {
      top = Math.max(top, first.applyAsDouble(each));
      top = second == null ? top : Math.max(top, second.applyAsDouble(each));
    }
    StringBuilder svg = open(what + " over time", top);
    for (int i = 0; i <= 5; i++) {
      double x = LEFT + (WIDTH - LEFT - 20) * i / 5.0;
      svg.append(
          text(
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.1f s</text>%n",
              x, HEIGHT - 10, end * i / 5));
    }
    line(svg, "a", points(all, end, top, first));
    if (second != null) {
      line(svg, "b", points(all, end, top, second));
      svg.append(
          "<line class=\"a key\" x1=\"760\" x2=\"780\" y1=\"16\" y2=\"16\"/><text x=\"786\""
              + " y=\"20\">p50</text>");
      svg.append(
          "<line class=\"b key\" x1=\"825\" x2=\"845\" y1=\"16\" y2=\"16\"/><text x=\"851\""
              + " y=\"20\">p99</text>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private static List<double[]> points(
      List<LoadResult.Interval> all,
      double end,
      double top,
      ToDoubleFunction<LoadResult.Interval> value) {
    return all.stream()
        .map(each -> new double[] {each.at() / end, value.applyAsDouble(each) / top})
        .toList();
  }

  /**
   * A plot without its line: its frame, and the lines of its values from nothing to {@code top}.
   */
  private static StringBuilder open(String label, double top) {
    StringBuilder svg =
        new StringBuilder(
            text(
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                WIDTH, HEIGHT, label));
    for (int i = 0; i <= 4; i++) {
      double y = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 10) * i / 4.0;
      svg.append(
          text(
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
              LEFT, WIDTH - 20, y, y));
      svg.append(
          text(
              "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
              LEFT - 8, y + 4, axis(top * i / 4)));
    }
    return svg;
  }

  private static StringBuilder line(StringBuilder svg, String kind, List<double[]> points) {
    svg.append("<polyline class=\"").append(kind).append("\" points=\"");
    for (double[] point : points) {
      if (!Double.isNaN(point[1])) {
        svg.append(
            text(
                "%.1f,%.1f ",
                LEFT + (WIDTH - LEFT - 20) * point[0],
                HEIGHT - BOTTOM - (HEIGHT - BOTTOM - 10) * Math.min(1, point[1])));
      }
    }
    return svg.append("\"/>\n");
  }

  private static String axis(double value) {
    return value >= 1000
        ? text("%,.0f", value)
        : value >= 10 ? text("%.0f", value) : text("%.2f", value);
  }

  /** Nanoseconds with the unit that suits them. */
  static String time(long nanos) {
    if (nanos < 1_000_000) {
      return text("%.0f µs", nanos / 1e3);
    }
    return nanos < 1_000_000_000 ? text("%.2f ms", nanos / 1e6) : text("%.2f s", nanos / 1e9);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? text("%.0f", value) : text("%s", value);
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of its own
  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
