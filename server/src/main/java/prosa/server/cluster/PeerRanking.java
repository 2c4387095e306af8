package prosa.server.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which other nodes are asked for a seat, and in which order, by what they announced: those with
 * somebody who sits alone, then those with a free seat beside others; the one with the fewest
 * members first, by name where they are equal. A pure function: announcements are rumours, the node
 * that is asked decides.
 */
final class PeerRanking {
  /** How many are asked for one newcomer, one after the other, before there is a seat at home. */
  static final int MOST_ASKED = 3;

  /** A node by its last announcement. */
  interface AnnouncedNode {
    String name();

    boolean draining();

    /** Rooms with one member, but for those that newcomers were sent to since. */
    int solos();

    /** Whether a room with members has a free seat. */
    boolean space();

    int members();
  }

  private PeerRanking() {}

  /** Whether somebody may be alone there. */
  static boolean takesSolo(AnnouncedNode node) {
    return !node.draining() && node.solos() > 0;
  }

  /**
   * The nodes to ask, the best first.
   *
   * @param soloOnly whether only somebody who sits alone is better than what there is at home
   */
  static <P extends AnnouncedNode> List<P> best(Collection<P> nodes, boolean soloOnly) {
    return nodes.stream()
        .filter(node -> takesSolo(node) || (!soloOnly && node.space() && !node.draining()))
        .sorted(
            Comparator.<P>comparingInt(node -> node.solos() > 0 ? 0 : 1)
                .thenComparingInt(AnnouncedNode::members)
                .thenComparing(AnnouncedNode::name))
        .limit(MOST_ASKED)
        .toList();
  }
}
