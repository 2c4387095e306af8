package prosa.server.cluster;

import java.util.Optional;
import prosa.server.placement.RoomId;

/**
 * What makes a server a node of a cluster.
 *
 * @param node its name, 1 to {@value SeatToken#LONGEST_NODE} lower-case letters, digits and
 *     hyphens; no other node of the cluster has it
 * @param door where clients may reach it, {@code host:port}, if there is no balancer
 */
public record ClusterConfig(String node, Optional<String> door) {
  public ClusterConfig {
    if (!RoomId.isNode(node) || node.length() > SeatToken.LONGEST_NODE) {
      throw new IllegalArgumentException(
          "a node's name has 1 to "
              + SeatToken.LONGEST_NODE
              + " lower-case letters, digits and hyphens: "
              + node);
    }
  }
}
