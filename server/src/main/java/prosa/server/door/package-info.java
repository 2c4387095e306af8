/**
 * The door: the one port for new connections. {@link prosa.server.door.ProtocolDetector} detects
 * the protocol by the first byte; {@link prosa.server.door.ZmtpDoorHandler} serves ZeroMQ peers:
 * REQ asks, DEALER enters by way of the {@link prosa.server.door.EnterHandler}. {@link
 * prosa.server.door.JoinService} gives the decisions.
 *
 * <p>Never imports rooms: the door does not know seated members.
 */
@NullMarked
package prosa.server.door;

import org.jspecify.annotations.NullMarked;
