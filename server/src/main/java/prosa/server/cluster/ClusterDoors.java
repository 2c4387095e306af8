package prosa.server.cluster;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Through which doors of a cluster's nodes a member can come back: {@code HOST:PORT}, with {@code
 * #KEY} behind it if the node has CURVE.
 *
 * @param here that of this node, if it tells one
 * @param others those of other nodes
 */
public record ClusterDoors(Optional<String> here, List<String> others) {
  /** Of a server that is no node, or whose cluster tells none. */
  public static final ClusterDoors NONE = new ClusterDoors(Optional.empty(), List.of());

  /** Keeps its own copy. */
  public ClusterDoors {
    others = List.copyOf(others);
  }

  /**
   * What a member is told.
   *
   * @param remote whether it came in at another node, so that the one here is another one to it
   */
  public List<String> toldTo(boolean remote) {
    return remote ? Stream.concat(here.stream(), others.stream()).toList() : others;
  }
}
