package prosa.server.placement;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One room's subscribers whose publisher went: connected, without a seat, deaf. */
final class Orphans {

  private final Map<String, LinkedHashSet<ClassicHalf>> byAddress = new HashMap<>();

  void add(ClassicHalf half) {
    byAddress.computeIfAbsent(half.address(), address -> new LinkedHashSet<>()).add(half);
  }

  void remove(ClassicHalf half) {
    byAddress.computeIfPresent(
        half.address(),
        (address, halves) -> {
          halves.remove(half);
          return halves.isEmpty() ? null : halves;
        });
  }

  /** The one of this address that could hear at once and lost its publisher last. */
  @Nullable ClassicHalf newestSubscribed(String address) {
    LinkedHashSet<ClassicHalf> halves = byAddress.get(address);
    if (halves != null) {
      for (ClassicHalf half : halves.reversed()) {
        if (half.subscribed) {
          return half;
        }
      }
    }
    return null;
  }

  /** All of them, the one that waits longest first. */
  List<ClassicHalf> all() {
    if (byAddress.isEmpty()) {
      return List.of();
    }
    return byAddress.values().stream()
        .flatMap(LinkedHashSet::stream)
        .sorted(Comparator.comparingLong((ClassicHalf half) -> half.armed))
        .toList();
  }

  List<Long> connections() {
    return byAddress.isEmpty()
        ? List.of()
        : all().stream().map(ClassicHalf::connection).sorted().toList();
  }
}
