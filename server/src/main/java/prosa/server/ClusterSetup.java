package prosa.server;

import prosa.server.cluster.ClusterConfig;
import prosa.server.cluster.ClusterTransport;

/**
 * What makes a server a node of a cluster.
 *
 * @param transport carries messages to the other nodes; closed with the server
 */
public record ClusterSetup(ClusterConfig config, ClusterTransport transport) {}
