package prosa.server.placement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classic subscribers of one room whose publisher is gone: connected, without a seat, and sent
 * nothing.
 */
final class UnpairedSubscribers {

  private final Map<String, LinkedHashSet<ClassicConnection>> byAddress = new HashMap<>();

  void add(ClassicConnection connection) {
    byAddress
        .computeIfAbsent(connection.address(), address -> new LinkedHashSet<>())
        .add(connection);
  }

  void remove(ClassicConnection connection) {
    byAddress.computeIfPresent(
        connection.address(),
        (address, subscribers) -> {
          subscribers.remove(connection);
          return subscribers.isEmpty() ? null : subscribers;
        });
  }

  /** The one of this address that is subscribed and lost its publisher last. */
  @Nullable ClassicConnection newestSubscribed(String address) {
    LinkedHashSet<ClassicConnection> subscribers = byAddress.get(address);
    if (subscribers != null) {
      for (ClassicConnection connection : subscribers.reversed()) {
        if (connection.subscribed) {
          return connection;
        }
      }
    }
    return null;
  }

  /** All of them, the one that waits longest first. */
  List<ClassicConnection> all() {
    if (byAddress.isEmpty()) {
      return List.of();
    }
    return byAddress.values().stream()
        .flatMap(LinkedHashSet::stream)
        .sorted(Comparator.comparingLong((ClassicConnection connection) -> connection.armed))
        .toList();
  }
}
