package prosa.server.room;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;

/**
 * The ids of a member's latest messages with their numbers, so that a message that is sent again
 * after a lost acknowledgement is not delivered twice. Only a hash of each text is kept, to
 * distinguish a repetition from another text with the same id.
 */
final class RecentIds {
  /** Marks remembered; a client has fewer than this unacknowledged. */
  static final int LATEST = 64;

  /** A message that was said: its number, and a hash of what it was. */
  record RememberedMessage(long number, long hash, long seed) {
    /** Whether it was this one. */
    boolean is(ClientMessage.Say say) {
      return hash == hashOf(say, seed);
    }
  }

  /** The same with its id. */
  record Known(String id, RememberedMessage message) {}

  /** All of them, the oldest first. */
  List<Known> all() {
    List<Known> all = new ArrayList<>();
    if (said != null) {
      said.forEach((id, message) -> all.add(new Known(id, message)));
    }
    return all;
  }

  /** Remembers one of another node. */
  void put(Known known) {
    if (said == null) {
      said = new LinkedHashMap<>();
    }
    said.put(known.id(), known.message());
  }

  private static final long SEED = new SecureRandom().nextLong();

  private @Nullable LinkedHashMap<String, RememberedMessage> said; // made with the first mark

  void put(String mark, ClientMessage.Say say, long number) {
    if (said == null) {
      said = new LinkedHashMap<>();
    }
    said.put(mark, new RememberedMessage(number, hashOf(say, SEED), SEED));
    if (said.size() > LATEST) {
      said.pollFirstEntry();
    }
  }

  /** The message with this mark. */
  Optional<RememberedMessage> at(String mark) {
    return Optional.ofNullable(said == null ? null : said.get(mark));
  }

  /**
   * Seeded randomly in each process (FNV-1a with a final mix), so that collisions cannot be
   * prepared.
   */
  private static long hashOf(ClientMessage.Say say, long seed) {
    long hash = say.action() ? ~seed : seed;
    String text = say.message();
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
      hash ^= hash >>> 29;
    }
    return hash;
  }
}
