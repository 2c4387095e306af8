package prosa.server.admin;

import java.util.List;
import java.util.Optional;
import prosa.server.cluster.ClusterCounters;
import prosa.server.cluster.ClusterNode;

/**
 * A server's place in its cluster, at one moment.
 *
 * @param node its name
 * @param trouble why it is alone, or apart from some, as a sentence; empty if all is well
 * @param nodes all that are there, as they announced themselves
 * @param counters what was counted since the start
 * @param relays rooms of other nodes in which members sit who came in here
 * @param links nodes at which members of rooms of this one came in, once for each room
 */
public record ClusterStatus(
    String node,
    Optional<String> trouble,
    List<ClusterNode.NodeView> nodes,
    ClusterCounters counters,
    int relays,
    int links) {
  public ClusterStatus {
    nodes = List.copyOf(nodes);
  }
}
