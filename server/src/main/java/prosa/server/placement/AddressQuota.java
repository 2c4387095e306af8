package prosa.server.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;

/** Counts one resource for each untrusted address and compares it with the limit. */
final class AddressQuota {

  private final IntSupplier most;
  private final Map<String, Integer> taken = new HashMap<>();

  AddressQuota(IntSupplier most) {
    this.most = most;
  }

  boolean allows(ClientAddress client) {
    return client.trusted() || of(client.key()) < most.getAsInt();
  }

  /** Counts one more, even beyond the limit: what exists already is not removed. */
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

  /** The count of this address. */
  int of(String key) {
    return taken.getOrDefault(key, 0);
  }
}
