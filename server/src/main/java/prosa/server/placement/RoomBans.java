package prosa.server.placement;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who may not come back to a room, because its members voted so: names, networks and connections.
 * In memory only, as hashes with a random key (HMAC-SHA-256) that is made for the first of them and
 * is gone with the room, so that nothing can be read from them. Where a room goes on at another
 * node of a cluster, key and hashes go along.
 *
 * <p>A ban ends after {@link #TIME}. Remembers {@value #MOST} of them; beyond that the oldest is
 * forgotten; of the bans of other nodes as many for each of {@value #MOST_KEYS} keys. Has the
 * thread of its owner.
 */
public final class RoomBans {

  /** How long somebody may not come back. */
  public static final Duration TIME = Duration.ofHours(1);

  /** A ban is a handful of them. */
  static final int MOST = 512;

  /** How many nodes' keys are remembered beside the own one. */
  static final int MOST_KEYS = 4;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;

  /** What begins the trait of a connection, whose number means something at one node only. */
  static final String CONNECTION = "connection ";

  /**
   * Bans under one key, on their way to the node where the room goes on.
   *
   * @param millis how long each hash is banned yet, the oldest first
   */
  public record Passed(String key, Map<String, Long> millis) {
    /** Keeps its own copy; refuses what is no key, as from a node that is not well. */
    public Passed {
      if (key.isEmpty()) {
        throw new IllegalArgumentException("no key");
      }
      millis = Collections.unmodifiableMap(new LinkedHashMap<>(millis));
    }

    /** Tells nobody the key. */
    @Override
    public String toString() {
      return "Passed[" + millis.size() + "]";
    }
  }

  /** Hashes under one key, and when each ban ends. */
  private static final class Keyed {
    final String key;
    final Mac mac;
    final Map<String, Long> ends = new LinkedHashMap<>();

    /** Those that mean nothing elsewhere. */
    final Set<String> ofThisNode = new HashSet<>();

    Keyed(String key) {
      this.key = key;
      try {
        mac = Mac.getInstance(ALGORITHM);
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("each JDK has " + ALGORITHM, e);
      }
    }

    String hash(String trait) {
      byte[] hash = mac.doFinal(trait.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    }

    void put(String hash, long end) {
      ends.remove(hash);
      ends.put(hash, end);
    }

    /** Forgets what is over, and the oldest of too many. */
    void tidy(long now) {
      ends.values().removeIf(end -> end - now <= 0);
      while (ends.size() > MOST) {
        ends.remove(ends.keySet().iterator().next());
      }
      ofThisNode.retainAll(ends.keySet());
    }

    boolean has(Collection<String> traits, long now) {
      for (String trait : traits) {
        Long end = ends.get(hash(trait));
        if (end != null && end - now > 0) {
          return true;
        }
      }
      return false;
    }

    Passed passed(long now) {
      return new Passed(
          key,
          ends.entrySet().stream()
              .filter(ban -> !ofThisNode.contains(ban.getKey()))
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      ban -> Duration.ofNanos(ban.getValue() - now).toMillis(),
                      (one, _) -> one,
                      LinkedHashMap::new)));
    }
  }

  private final TokenGenerator tokens;
  private @Nullable Keyed own;

  /** Those of nodes where the room was before, the oldest first. */
  private final List<Keyed> passed = new ArrayList<>();

  /** Nobody is banned. */
  public RoomBans(TokenGenerator tokens) {
    this.tokens = tokens;
  }

  /** From now on whoever has one of these traits may not come back. */
  public void add(Collection<String> traits, long now) {
    Keyed mine = own;
    if (mine == null) {
      mine = new Keyed(tokens.next() + tokens.next());
      own = mine;
    }
    for (String trait : traits) {
      String hash = mine.hash(trait);
      mine.put(hash, now + TIME.toNanos());
      if (trait.startsWith(CONNECTION)) {
        mine.ofThisNode.add(hash);
      }
    }
    mine.tidy(now);
  }

  /** Whether one of these traits is banned. */
  public boolean has(Collection<String> traits, long now) {
    if (own != null && own.has(traits, now)) {
      return true;
    }
    for (Keyed other : passed) {
      if (other.has(traits, now)) {
        return true;
      }
    }
    return false;
  }

  // ---- to another node

  /** What holds at the node to which the room goes: all but what is banned as a connection. */
  public List<Passed> passOn(long now) {
    List<Passed> all = new ArrayList<>();
    for (Keyed one : all()) {
      one.tidy(now);
      Passed told = one.passed(now);
      if (!told.millis().isEmpty()) {
        all.add(told);
      }
    }
    return all;
  }

  /** What another node passed on, which may be told again; no ban is longer than {@link #TIME}. */
  public void take(List<Passed> told, long now) {
    // The latest come last: whoever tells more than are kept does not push those out.
    for (Passed one : told.subList(Math.max(0, told.size() - MOST_KEYS), told.size())) {
      Keyed known =
          all().stream()
              .filter(keyed -> keyed.key.equals(one.key()))
              .findFirst()
              .orElseGet(() -> new Keyed(one.key()));
      one.millis()
          .forEach(
              (hash, millis) ->
                  known.put(
                      hash,
                      now + Duration.ofMillis(Math.clamp(millis, 0L, TIME.toMillis())).toNanos()));
      known.tidy(now);
      if (known != own && !passed.contains(known)) {
        passed.add(known);
      }
    }
    while (passed.size() > MOST_KEYS) {
      passed.removeFirst();
    }
  }

  private List<Keyed> all() {
    List<Keyed> all = new ArrayList<>(passed);
    if (own != null) {
      all.add(own);
    }
    return all;
  }

  /** The hashes that are remembered. */
  Set<String> remembered() {
    return all().stream()
        .flatMap(keyed -> keyed.ends.keySet().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
