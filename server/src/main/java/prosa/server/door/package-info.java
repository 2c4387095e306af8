/**
 * The door: one port, where everybody new knocks. {@link prosa.server.door.ProtocolDetector} tells
 * by the first byte who is there; {@link prosa.server.door.ZmtpDoorHandler} serves ZeroMQ peers:
 * REQ asks, DEALER enters by way of the {@link prosa.server.door.EnterHandler}. What is decided
 * about them is asked of {@link prosa.server.door.JoinService}.
 *
 * <p>Never imports rooms: whoever has a seat is out of the door's sight.
 */
@NullMarked
package prosa.server.door;

import org.jspecify.annotations.NullMarked;
