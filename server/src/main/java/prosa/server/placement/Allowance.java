package prosa.server.placement;

import java.util.HashMap;
import java.util.Map;

/** So much for each address: counts what untrusted ones have, and says when it is enough. */
final class Allowance {

  private final int most;
  private final Map<String, Integer> taken = new HashMap<>();

  Allowance(int most) {
    this.most = most;
  }

  boolean allows(ClientAddress client) {
    return client.trusted() || taken.getOrDefault(client.key(), 0) < most;
  }

  /** Counts one more, even beyond what is allowed: what is there already is not sent away. */
  void take(ClientAddress client) {
    if (!client.trusted()) {
      taken.merge(client.key(), 1, Integer::sum);
    }
  }

  void giveBack(ClientAddress client) {
    if (!client.trusted()) {
      taken.computeIfPresent(client.key(), (address, n) -> n == 1 ? null : n - 1);
    }
  }

  /** Addresses that have something. */
  int addresses() {
    return taken.size();
  }
}
