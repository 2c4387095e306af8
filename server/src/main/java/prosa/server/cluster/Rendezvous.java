package prosa.server.cluster;

import java.util.List;

/**
 * Rendezvous hashing: all who know the same nodes choose the same one for a room, and when one node
 * is gone only its rooms get another.
 */
final class Rendezvous {
  private Rendezvous() {}

  /** The node among these, at least one, that a room goes to. */
  static String choose(RoomKey room, List<String> nodes) {
    String best = nodes.getFirst();
    for (String node : nodes) {
      int order = Long.compare(weight(room, node), weight(room, best));
      if (order > 0 || (order == 0 && node.compareTo(best) < 0)) {
        best = node;
      }
    }
    return best;
  }

  /** How much a node is preferred for a room. */
  static long weight(RoomKey room, String node) {
    long hash = room.epoch() ^ (room.id().number() * 0x9E3779B97F4A7C15L);
    for (int i = 0; i < room.id().node().length(); i++) {
      hash = mix(hash ^ room.id().node().charAt(i));
    }
    for (int i = 0; i < node.length(); i++) {
      hash = mix(hash ^ node.charAt(i));
    }
    return hash;
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long bits) {
    long hash = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    return hash ^ (hash >>> 31);
  }
}
