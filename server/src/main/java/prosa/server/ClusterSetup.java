package prosa.server;

import prosa.server.cluster.ClusterConfig;
import prosa.server.cluster.ClusterTransport;
import prosa.zmtp.CurvePublicKey;

/**
 * What makes a server a node of a cluster.
 *
 * @param transport carries messages to the other nodes; closed with the server
 */
public record ClusterSetup(ClusterConfig config, ClusterTransport transport) {
  /** The same with this key at the node's door. */
  public ClusterSetup withKey(CurvePublicKey key) {
    return new ClusterSetup(config.withKey(key.urlText()), transport);
  }
}
