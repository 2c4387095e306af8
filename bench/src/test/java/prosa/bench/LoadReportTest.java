package prosa.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.xml.parsers.DocumentBuilderFactory;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import prosa.bench.LoadPlan.Protocol;
import prosa.bench.LoadResult.Interval;
import prosa.bench.LoadResult.Server;

/** The reports of a load test, and the validation of its plans. */
final class LoadReportTest {
  private static LoadPlan plan(double rate, double churn) {
    return new LoadPlan(
        "localhost",
        5555,
        Protocol.DIRECT,
        false,
        Optional.empty(),
        100,
        rate,
        1,
        churn,
        64,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Optional.of(7L));
  }

  private static LoadResult result(LoadPlan plan) {
    Histogram latency = new Histogram(300_000_000_000L, 3);
    for (int i = 1; i <= 1000; i++) {
      latency.recordValue(i * 10_000L);
    }
    return new LoadResult(
        plan,
        10,
        0.25,
        latency,
        100,
        1000,
        plan.churn() > 0 ? Optional.empty() : Optional.of(2L),
        1,
        0,
        0,
        5,
        10,
        latency,
        Optional.of(new Server(0.002, 50_000_000, 123)),
        List.of(
            new Interval(1, 100, 5_000_000, 9_900_000, 0.5),
            new Interval(2, 120, 4_000_000, 9_000_000, 0.25)));
  }

  @Test
  void theTableHasEveryFigure() {
    assertThat(LoadReport.table(result(plan(0, 0))))
        .contains("direct, 100 users, closed loop with 1 in flight per user")
        .contains("100 at 10 tables in 0.25 s")
        .contains("1,000, 100/s")
        .contains("2 lost, 1 refused")
        .contains("p50 5.00 ms")
        .contains("2.000 µs of CPU per delivery")
        .contains("50.0 MB, 123 descriptors");
    assertThat(LoadReport.table(result(plan(500, 20))))
        .contains("open loop with 500 messages/s, 20 of them replaced a second")
        .contains("unknown number lost");
  }

  @Test
  void theJsonHasTheSameFiguresAndNoneThatIsNoNumber() {
    String json = LoadReport.json(result(plan(0, 0)));
    assertThat(json)
        .contains("\"cpuMicrosPerDelivery\": 2.0000")
        .contains("\"lost\": 2")
        .contains("\"p50\": 5001.2")
        .contains("{\"at\": 2.00, \"deliveriesPerSecond\": 120.0")
        .doesNotContain("NaN");
    assertThat(json.chars().filter(c -> c == '{').count())
        .isEqualTo(json.chars().filter(c -> c == '}').count());
    assertThat(LoadReport.json(result(plan(500, 20)))).contains("\"lost\": null");
  }

  /** A page that is read without a network, years later. */
  @Test
  void thePageNeedsNothingElse() throws Exception {
    String page = LoadReport.html(result(plan(0, 0)));
    assertThat(page).doesNotContain("<script").doesNotContain("src=").doesNotContain("url(");
    assertThat(page).doesNotContain("http").contains("<svg").doesNotContain("NaN");
    int plots = 0;
    for (int at = page.indexOf("<svg"); at >= 0; at = page.indexOf("<svg", at + 1)) {
      String svg = page.substring(at, page.indexOf("</svg>", at) + 6);
      assertThat(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .parse(new InputSource(new StringReader(svg)))
                  .getElementsByTagName("polyline")
                  .getLength())
          .isPositive();
      plots++;
    }
    assertThat(plots).isEqualTo(4);
  }

  @Test
  void aPlanThatCannotBeCarriedOutIsRefusedWithASentence() {
    assertThatThrownBy(() -> plan(-1, 0)).hasMessageContaining("the rate is");
    assertThatThrownBy(() -> plan(0, 1e9)).hasMessageContaining("come and go");
    assertThatThrownBy(
            () ->
                new LoadPlan(
                    "h",
                    1,
                    Protocol.CLASSIC,
                    true,
                    Optional.empty(),
                    1,
                    0,
                    1,
                    0,
                    0,
                    Duration.ZERO,
                    Duration.ofSeconds(1),
                    Optional.empty()))
        .hasMessageContaining("only browsers come over TLS");
  }

  @Test
  void whatIsNotThereIsToldInASentence() {
    LoadPlan plan =
        new LoadPlan(
            "127.0.0.1",
            1,
            Protocol.DIRECT,
            false,
            Optional.empty(),
            1,
            0,
            1,
            0,
            0,
            Duration.ZERO,
            Duration.ofSeconds(1),
            Optional.empty());
    assertThatThrownBy(() -> LoadRun.carryOut(plan, _ -> {}, new CompletableFuture<>()))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("nobody answers at 127.0.0.1:1");
    LoadPlan of =
        new LoadPlan(
            "127.0.0.1",
            1,
            Protocol.DIRECT,
            false,
            Optional.empty(),
            1,
            0,
            1,
            0,
            0,
            Duration.ZERO,
            Duration.ofSeconds(1),
            Optional.of(Long.MAX_VALUE));
    assertThatThrownBy(() -> LoadRun.carryOut(of, _ -> {}, new CompletableFuture<>()))
        .hasMessageContaining("no process");
  }
}
