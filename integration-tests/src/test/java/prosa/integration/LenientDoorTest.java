package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The unusual requests that the original server's REP socket accepts, sent by pyzmq; and the answer
 * to older ZeroMQ versions.
 */
final class LenientDoorTest {
  private static final String STRANGER = "127.0.2.7";
  private static final int SOON_MILLIS = 1000;
  private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

  /** Each question gets an answer whoever else has asked. */
  private static Prosa asked;

  /** Who comes here is alone again: the one before has left. */
  private static Prosa subscribed;

  @BeforeAll
  static void open() throws IOException {
    asked = Prosa.serve();
    subscribed = Prosa.serve("--message-rate", "off");
  }

  @AfterAll
  static void close() {
    asked.close();
    subscribed.close();
  }

  private static Map<String, String> python(String script, int port, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "/usr/bin/python3",
                "integration-tests/src/test/python/" + script,
                Integer.toString(port)));
    command.addAll(List.of(more));
    Outcome outcome = Outcome.of(Outcome.ROOT, command.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    return FlatJson.read(outcome.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dealer-delimiter",
        "dealer-request-id",
        "dealer-probe",
        "req-probe",
        "req-correlate",
        "req-relaxed",
        "req-nul",
        "req-newline",
        "req-carriage-return"
      })
  void questionIsAnsweredInItsOwnForm(String way) throws Exception {
    Map<String, String> answer = python("door_forms.py", asked.port(), way);
    assertThat(answer).containsKeys("to_server", "from_server").doesNotContainKey("error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel-after-hearing", "cancel-at-once", "cancel-one-of-two"})
  void classicClientThatCancelsItsSubscriptionIsHeardAtOnce(String way) throws Exception {
    try (Prosa prosa = Prosa.serve()) {
      Map<String, String> told = python("cancelled_subscription.py", prosa.port(), way);
      assertThat(told).containsOnlyKeys("slowest");
      assertThat(Integer.parseInt(told.getOrDefault("slowest", ""))).isLessThan(SOON_MILLIS);
    }
  }

  @ParameterizedTest(name = "{0} subscriptions {1} connecting")
  @CsvSource({"16, before", "17, before", "17, after", "1000, before", "1000, after"})
  void subscriberWithMoreSubscriptionsThanAreKeptIsServedAndConnectsOnce(int count, String when)
      throws Exception {
    Map<String, String> told =
        python("many_subscriptions.py", subscribed.port(), Integer.toString(count), when);
    assertThat(told).containsExactlyInAnyOrderEntriesOf(Map.of("heard", "Ana", "connected", "1"));
  }

  @Test
  void peersOfOlderZeroMqAreClosedAndToldOfOnce() throws Exception {
    byte[] first = {1, 0}; // ZMTP 1.0: an empty identity
    byte[] second = new byte[14]; // ZMTP 2.0: a signature, revision 1, DEALER, an empty identity
    second[0] = (byte) 0xFF;
    second[8] = 1;
    second[9] = 0x7F;
    second[10] = 1;
    second[11] = 5;
    try (Prosa prosa = Prosa.serve()) {
      List<RawPeer> peers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        for (byte[] greeting : List.of(first, second)) {
          RawPeer peer = RawPeer.connect(prosa.port(), STRANGER);
          peer.flood(greeting, 1);
          peers.add(peer);
        }
      }
      for (RawPeer peer : peers) {
        assertThat(peer.endsWithin(FIVE_SECONDS)).isTrue();
        peer.close();
      }
      Await.until("the log to tell of it", () -> told(prosa) > 0);
      Await.within(Duration.ofMillis(300), () -> false);
      assertThat(told(prosa)).as("lines that tell why, in: " + prosa.err()).isEqualTo(1);
      assertThat(prosa.err()).doesNotContain("wire protocol");
    }
  }

  private static long told(Prosa prosa) {
    return prosa
        .err()
        .lines()
        .filter(line -> line.contains("ZMTP before 3.0 was closed") && !line.contains("more"))
        .count();
  }
}
