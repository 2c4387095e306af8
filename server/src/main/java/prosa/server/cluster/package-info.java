/**
 * Several servers as one: which nodes are there, seats at other nodes, the relay between the owner
 * of a room and the nodes through which its members come in, and what happens when a node is gone.
 *
 * <p>Entry points: {@link prosa.server.cluster.ClusterNode}, the state machine of one node, and
 * {@link prosa.server.cluster.ClusterPlacement}, placement that asks other nodes, too. Everything
 * is on placement's thread and is driven by messages and a clock, so that the same code runs over
 * NATS and in a simulation. It knows neither network nor threads nor rooms: {@link
 * prosa.server.cluster.ClusterTransport} carries messages, {@link
 * prosa.server.cluster.ClusterRooms} are the rooms.
 */
@NullMarked
package prosa.server.cluster;

import org.jspecify.annotations.NullMarked;
