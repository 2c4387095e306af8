package prosa.server.placement;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Who may not come back to a room, because its members voted so: names, networks and connections.
 * In memory only, as hashes with a random key (HMAC-SHA-256) that is made for the first of them and
 * is gone with the room, so that nothing can be read from them.
 *
 * <p>A ban ends after {@link #TIME}. Remembers {@value #MOST} of them; beyond that the oldest is
 * forgotten. Has the thread of its owner.
 */
public final class RoomBans {

  /** How long somebody may not come back. */
  public static final Duration TIME = Duration.ofHours(1);

  /** A ban is a handful of them. */
  static final int MOST = 512;

  private static final String ALGORITHM = "HmacSHA256";
  private static final int HASH_BYTES = 16;

  private final TokenGenerator tokens;
  private final Map<String, Long> ends = new LinkedHashMap<>();
  private @Nullable Mac keyed;

  /** Nobody is banned. */
  public RoomBans(TokenGenerator tokens) {
    this.tokens = tokens;
  }

  /** From now on whoever has one of these traits may not come back. */
  public void add(Collection<String> traits, long now) {
    ends.values().removeIf(end -> end - now <= 0);
    for (String trait : traits) {
      String hash = hash(trait);
      ends.remove(hash);
      ends.put(hash, now + TIME.toNanos());
    }
    while (ends.size() > MOST) {
      ends.remove(ends.keySet().iterator().next());
    }
  }

  /** Whether one of these traits is banned. */
  public boolean has(Collection<String> traits, long now) {
    if (ends.isEmpty()) {
      return false;
    }
    for (String trait : traits) {
      Long end = ends.get(hash(trait));
      if (end != null && end - now > 0) {
        return true;
      }
    }
    return false;
  }

  /** The hashes that are remembered. */
  Set<String> remembered() {
    return Set.copyOf(ends.keySet());
  }

  private String hash(String trait) {
    try {
      Mac mac = keyed;
      if (mac == null) {
        mac = Mac.getInstance(ALGORITHM);
        String key = tokens.next() + tokens.next();
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
        keyed = mac;
      }
      byte[] hash = mac.doFinal(trait.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("each JDK has " + ALGORITHM, e);
    }
  }
}
