package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an operator's port tells, read and written. */
final class ServerOverviewTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ready",
        "[]",
        "{\"version\": 1",
        "{\"rooms\": {}}",
        "{\"rooms\": [[\"x\", 0, \"s\"]]}",
        "{\"rooms\": [[0, 0, 7]]}",
        "{\"rooms\": [[0, 0, \"s\"",
        "{\"cluster\": 3}",
        "{\"capacity\": \"ten\"}"
      })
  void whatIsNoStateIsRefused(String text) {
    assertThatThrownBy(() -> ServerOverview.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void unknownKeysArePassedOver() {
    ServerOverview state =
        ServerOverview.parse(
            "{\"later\": [{\"a\": [1, {}]}], \"capacity\": 3, \"rooms\": [[1, 0, \"s..\","
                + " {\"more\": []}]]}");
    assertThat(state.tables())
        .containsExactly(new ServerOverview.RoomSummary("Chat1", false, "s.."));
    assertThat(state.alone()).isEqualTo(1);
  }

  @Test
  void whyNobodyIsSeatedIsTheState() {
    assertThat(ServerOverview.parse("{\"ready\": \"no descriptors\"}").nodes().getFirst().state())
        .isEqualTo("no descriptors");
    assertThat(ServerOverview.parse("{\"ready\": true}").nodes().getFirst().state())
        .isEqualTo("ready");
  }

  @Test
  void countersAreReadFromMetricsAndTheirDifferenceIsARate() {
    String metrics =
        """
        # HELP prosa_messages_total Messages.
        prosa_messages_total %s
        prosa_deliveries_total 200.0
        jvm_memory_used_bytes{area="heap"} 1.048576E7
        process_cpu_seconds_total %s
        """;
    ServerCounters before = ServerCounters.parse(metrics.formatted("10.0", "1.0"), 1_000_000_000L);
    ServerCounters now = ServerCounters.parse(metrics.formatted("30.0", "1.5"), 3_000_000_000L);
    assertThat(now.since(before))
        .isEqualTo("10 messages/s, 0 deliveries/s, 0 missed/s, CPU 25 %, heap 10 MiB");
    assertThat(before.since(now)).startsWith("0 messages/s"); // it was started anew
    assertThat(now.total())
        .isEqualTo("30 messages, 200 deliveries, 0 missed since the start, CPU 1.5 s, heap 10 MiB");
  }

  @Test
  void theJsonHasEveryNodeAndRoom() {
    StringWriter json = new StringWriter();
    OverviewJson.write(
        json,
        "127.0.0.1:1",
        ServerOverview.parse(
            "{\"cluster\": {\"node\": \"a\"}, \"version\": \"1\", \"ready\": true, \"capacity\": 3,"
                + " \"seated\": 1, \"held\": 1, \"connections\": 2, \"rooms\": [[0, 0, \"sh.\"]]}"),
        ServerCounters.parse("prosa_messages_total 5.0", 0),
        Optional.empty());
    assertThat(json.toString())
        .isEqualTo(
            "{\"at\":\"127.0.0.1:1\",\"people\":1,\"alone\":1,\"away\":1,\"reserved\":0,"
                + "\"messages\":5,\"deliveries\":0,\"missed\":0,\"cpuSeconds\":0.0,\"heapBytes\":0,"
                + "\"nodes\":[{\"node\":\"a\",\"version\":\"1\",\"ready\":true,\"state\":\"ready\","
                + "\"emergency\":\"normal\",\"people\":1,\"alone\":1,\"away\":1,\"reserved\":0,"
                + "\"connections\":2,\"tables\":1,\"rooms\":[{\"room\":\"Chat0@a\",\"private\":false,"
                + "\"capacity\":3,\"people\":1,\"away\":1,\"reserved\":0}]}]}");
  }
}
