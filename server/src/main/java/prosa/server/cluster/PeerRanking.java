package prosa.server.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Which other nodes are asked for a seat, and in which order, by what they announced: those with
 * somebody who sits alone, then those with the smallest room that has a free seat; where these are
 * equal, the one with the fewest members first, by name at last. A pure function: announcements are
 * rumours, the node that is asked decides.
 *
 * <p>A room elsewhere goes before one at home if it is smaller and has {@link #SMALL_ROOM} members
 * at most. Otherwise each node would fill its own rooms, while the small ones elsewhere dwindle
 * until somebody is left there alone.
 */
final class PeerRanking {
  /** How many are asked for one newcomer, one after the other, before there is a seat at home. */
  static final int MOST_ASKED = 3;

  /** The most members of a room elsewhere that goes before a larger one at home. */
  static final int SMALL_ROOM = 3;

  /** What is asked for if there is no room at home: any with a free seat. */
  static final int ANY_ROOM = Integer.MAX_VALUE;

  /** A node by its last announcement. */
  interface AnnouncedNode {
    String name();

    boolean draining();

    /** Rooms with one member, but for those that newcomers were sent to since. */
    int solos();

    /** The fewest members of a room with members and a free seat; 0 if there is none. */
    int fewest();

    int members();
  }

  private PeerRanking() {}

  /** Whether somebody may be alone there. */
  static boolean takesSolo(AnnouncedNode node) {
    return !node.draining() && node.solos() > 0;
  }

  /**
   * The most members that a room elsewhere may have to be better than what there is at home.
   *
   * @param atHome members of the room at home, 0 for a new room
   * @return 0 if nothing is better
   */
  static int mostElsewhere(int atHome) {
    return switch (atHome) {
      case 0 -> ANY_ROOM;
      case 1 -> 0;
      default -> Math.min(atHome - 1, SMALL_ROOM);
    };
  }

  /** Whether a node has a room with members, a free seat, and not more members than this. */
  static boolean hasRoom(AnnouncedNode node, int most) {
    return !node.draining()
        && ((node.solos() > 0 && most > 0) || (node.fewest() > 0 && node.fewest() <= most));
  }

  /** Whether a change of its smallest room is announced at once. */
  static boolean matters(int fewestBefore, int fewest) {
    return fewest != fewestBefore && Math.min(fewest, fewestBefore) <= SMALL_ROOM;
  }

  /**
   * The nodes to ask, the best first.
   *
   * @param most how many members a room there may have
   */
  static <P extends AnnouncedNode> List<P> best(Collection<P> nodes, int most) {
    return nodes.stream()
        .filter(node -> hasRoom(node, most))
        .sorted(
            Comparator.<P>comparingInt(node -> node.solos() > 0 ? 1 : Math.max(2, node.fewest()))
                .thenComparingInt(AnnouncedNode::members)
                .thenComparing(AnnouncedNode::name))
        .limit(MOST_ASKED)
        .toList();
  }
}
