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

  void add(ClassicConnection half) {
    byAddress.computeIfAbsent(half.address(), address -> new LinkedHashSet<>()).add(half);
  }

  void remove(ClassicConnection half) {
    byAddress.computeIfPresent(
        half.address(),
        (address, halves) -> {
          halves.remove(half);
          return halves.isEmpty() ? null : halves;
        });
  }

  /** The one of this address that could hear at once and lost its publisher last. */
  @Nullable ClassicConnection newestSubscribed(String address) {
    LinkedHashSet<ClassicConnection> halves = byAddress.get(address);
    if (halves != null) {
      for (ClassicConnection half : halves.reversed()) {
        if (half.subscribed) {
          return half;
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
        .sorted(Comparator.comparingLong((ClassicConnection half) -> half.armed))
        .toList();
  }
}
