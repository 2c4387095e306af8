package prosa.server.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * Counts what each untrusted address has of one resource, and says when it has reached its limit.
 */
final class AddressQuota {

  private final IntSupplier most;
  private final Map<String, Integer> taken = new HashMap<>();

  AddressQuota(IntSupplier most) {
    this.most = most;
  }

  boolean allows(ClientAddress client) {
    return client.trusted() || of(client.key()) < most.getAsInt();
  }

  /** Counts one more, even beyond what is allowed: what is there already is not sent away. */
  void take(ClientAddress client) {
    if (!client.trusted()) {
      taken.merge(client.key(), 1, Integer::sum);
    }
  }

  void giveBack(ClientAddress client) {
    if (!client.trusted()) {
      taken.computeIfPresent(client.key(), (key, n) -> n == 1 ? null : n - 1);
    }
  }

  /** What this address has. */
  int of(String key) {
    return taken.getOrDefault(key, 0);
  }
}
