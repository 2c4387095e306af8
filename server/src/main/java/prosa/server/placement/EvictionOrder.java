package prosa.server.placement;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The order in which held seats or idle rooms are given up, by the address that they are counted
 * to: the oldest entry of the address that has most goes first; on a tie, that of the address with
 * the oldest entry. Takes logarithmic time.
 */
final class EvictionOrder<T> {

  private final Map<String, Holder<T>> holders = new HashMap<>();
  private final TreeSet<Holder<T>> mostFirst =
      new TreeSet<>(
          (a, b) ->
              a.since.size() == b.since.size()
                  ? Long.compare(a.oldest(), b.oldest())
                  : Integer.compare(b.since.size(), a.since.size()));
  private long stamps;

  void add(String key, T what) {
    Holder<T> holder = holders.computeIfAbsent(key, k -> new Holder<>());
    mostFirst.remove(holder);
    holder.since.put(what, ++stamps);
    mostFirst.add(holder);
  }

  /** Nothing happens if it is not there. */
  void remove(String key, T what) {
    Holder<T> holder = holders.get(key);
    if (holder == null || !holder.since.containsKey(what)) {
      return;
    }
    mostFirst.remove(holder);
    holder.since.remove(what);
    if (holder.since.isEmpty()) {
      holders.remove(key);
    } else {
      mostFirst.add(holder);
    }
  }

  /** The oldest of this one; null if it has none. */
  @Nullable T oldestOf(String key) {
    Holder<T> holder = holders.get(key);
    return holder == null ? null : holder.since.firstEntry().getKey();
  }

  /** The oldest entry of the key that has most; null if there is none. */
  @Nullable T oldestOfMost() {
    return mostFirst.isEmpty() ? null : mostFirst.first().since.firstEntry().getKey();
  }

  int of(String key) {
    Holder<T> holder = holders.get(key);
    return holder == null ? 0 : holder.since.size();
  }

  private static final class Holder<T> {
    private final LinkedHashMap<T, Long> since = new LinkedHashMap<>();

    long oldest() {
      return since.isEmpty() ? Long.MAX_VALUE : since.firstEntry().getValue();
    }
  }
}
