package prosa.protocol;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names that are in use in a room, by place, with the {@link Names#keys} that they are compared
 * by. What a name is compared by is made once for as long as the place has it, so that a name costs
 * the same however many others there are. For one thread.
 */
public final class TakenNames {
  private final Map<Integer, Taken> places = new HashMap<>();

  /** How many names have each key. */
  private final Map<String, Integer> taken = new HashMap<>();

  /** A name, and what it is compared by: an array, which takes a sixth of what a set does. */
  @SuppressWarnings("ArrayRecordComponent") // nobody changes it
  private record Taken(String name, String[] keys) {
    Taken(String name) {
      this(name, Names.keys(name).toArray(String[]::new));
    }

    boolean has(String key) {
      for (String own : keys) {
        if (own.equals(key)) {
          return true;
        }
      }
      return false;
    }
  }

  /** No name is in use. */
  public TakenNames() {}

  /** This place has this name from now on, if it has not yet. */
  public void put(int place, String name) {
    Taken before = places.get(place);
    if (before == null || !before.name().equals(name)) {
      remove(place);
      Taken now = new Taken(name);
      places.put(place, now);
      for (String key : now.keys()) {
        taken.merge(key, 1, Integer::sum);
      }
    }
  }

  /** This place has no name. */
  public void remove(int place) {
    Taken before = places.remove(place);
    if (before != null) {
      for (String key : before.keys()) {
        taken.computeIfPresent(key, (_, n) -> n == 1 ? null : n - 1);
      }
    }
  }

  /** No places but these have names. */
  public void keepOnly(Collection<Integer> kept) {
    places.keySet().stream().filter(place -> !kept.contains(place)).toList().forEach(this::remove);
  }

  /**
   * Whether another place has this name, or one that counts as the same.
   *
   * @param place whose own name does not count
   */
  public boolean isShared(int place, String name) {
    Taken own = places.get(place);
    Taken asked = own != null && own.name().equals(name) ? own : new Taken(name);
    for (String key : asked.keys()) {
      if (isTakenByOther(key, own)) {
        return true;
      }
    }
    return false;
  }

  private boolean isTakenByOther(String key, @Nullable Taken own) {
    return taken.getOrDefault(key, 0) > (own != null && own.has(key) ? 1 : 0);
  }

  /**
   * The name, or a similar one that no other place has.
   *
   * @param place whose own name is free for it
   * @see Names#distinct
   */
  public String distinct(int place, String name) {
    Taken own = places.get(place);
    return Names.distinct(name, key -> isTakenByOther(key, own));
  }
}
