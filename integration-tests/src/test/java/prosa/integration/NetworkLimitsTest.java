package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The limits per address of an IPv6 network of 64 bits, tried in a network namespace of the test's
 * own, which only root can make.
 */
final class NetworkLimitsTest {
  /** All addresses that begin like this are this machine's, in the namespace, for any program. */
  static final String NAMESPACE =
      "exec unshare --net sh -c 'ip link set lo up && ip -6 route add local fd00::/16 dev lo"
          + " && echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind && exec \"$@\"' sh \"$@\"";

  private static final String ONE = "fd00:0:0:1:";
  private static final String OTHER = "fd00:0:0:2:";

  private static Map<String, String> tried(Prosa prosa, String what) throws Exception {
    Outcome outcome =
        Outcome.inNetworkOf(
            prosa.pid(), "networks.py", Integer.toString(prosa.port()), what, ONE, OTHER);
    assertThat(outcome.err()).isEmpty();
    return FlatJson.read(outcome.out());
  }

  private static Prosa serve(String... flags) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "not root");
    return Prosa.serveAfter(NAMESPACE, flags);
  }

  @Test
  void connectionsOfANetworkAreCountedTogether() throws Exception {
    try (Prosa prosa = serve("--bind", "::", "--connections-per-address", "5")) {
      assertThat(tried(prosa, "connections"))
          .containsExactlyInAnyOrderEntriesOf(Map.of("first", "5", "second", "5"));
    }
  }

  @Test
  void reservationsOfANetworkAreCountedTogether() throws Exception {
    try (Prosa prosa = serve("--bind", "::", "--reservations-per-address", "3")) {
      assertThat(tried(prosa, "reservations"))
          .containsExactlyInAnyOrderEntriesOf(Map.of("first", "3", "second", "3"));
    }
  }

  @Test
  void seatsOfANetworkAreCountedTogether() throws Exception {
    try (Prosa prosa = serve("--bind", "::", "--seats-per-address", "4")) {
      assertThat(tried(prosa, "seats"))
          .containsExactlyInAnyOrderEntriesOf(Map.of("first", "4", "second", "4"));
    }
  }
}
