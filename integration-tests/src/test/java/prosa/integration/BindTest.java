package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A server that is bound to all addresses of its machine: a network namespace of the test's own,
 * which only root can make, with a network that has no broadcast address and one that has. What it
 * prints are those of its addresses that it can be reached by, and at each of them it seats a
 * classic and a direct member.
 */
final class BindTest {
  private static final String NAMESPACE =
      "exec unshare --net sh -c 'ip link set lo up"
          + " && ip link add one type veth peer name two && ip link set one up"
          + " && ip link set two up"
          + " && ip addr add 10.8.0.1/24 dev one"
          + " && ip addr add 10.8.1.1/24 broadcast 10.8.1.255 dev two"
          + " && ip -6 addr add fd00:0:0:8::1/64 dev one nodad"
          + " && exec \"$@\"' sh \"$@\"";

  private static void isReachedAt(String bound, String... hosts) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "not root");
    try (Prosa prosa = Prosa.serveAfter(NAMESPACE, "--bind", bound)) {
      List<String> printed =
          prosa
              .err()
              .lines()
              .filter(line -> line.startsWith("  "))
              .map(line -> line.strip().split(" ", 2)[0])
              .toList();
      assertThat(printed)
          .containsExactly(
              List.of(hosts).stream()
                  .map(host -> host + ":" + prosa.port())
                  .toArray(String[]::new));
      assertThat(prosa.err())
          .contains("In a browser: http://" + hosts[0] + ":" + prosa.port() + "/");
      for (String address : printed) {
        Outcome outcome = Outcome.inNetworkOf(prosa.pid(), "bound_to_all.py", address);
        assertThat(outcome.err()).as(address).isEmpty();
        assertThat(FlatJson.read(outcome.out()))
            .as(address)
            .isEqualTo(Map.of("classic", "oi", "direct", "ola"));
      }
    }
  }

  @Test
  void allAddressesOfIpv4() throws Exception {
    isReachedAt("0.0.0.0", "10.8.0.1", "10.8.1.1", "127.0.0.1");
  }

  @Test
  void allAddresses() throws Exception {
    isReachedAt("::", "10.8.0.1", "10.8.1.1", "[fd00:0:0:8::1]", "127.0.0.1");
  }

  @Test
  void oneWithoutABroadcastAddress() throws Exception {
    isReachedAt("10.8.0.1", "10.8.0.1");
  }

  @Test
  void aBroadcastAddressIsRefused() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "not root");
    assertThatThrownBy(() -> Prosa.serveAfter(NAMESPACE, "--bind", "10.8.1.255"))
        .hasMessageContaining("is an address of many machines");
  }
}
