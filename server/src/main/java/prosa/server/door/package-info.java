/**
 * The door: one port, where everybody new knocks. {@link prosa.server.door.Doorstep} tells by the
 * first byte who is there; {@link prosa.server.door.DoorSession} serves ZeroMQ peers: REQ asks,
 * DEALER enters by way of the {@link prosa.server.door.Entrance}. What is decided about them is
 * asked of {@link prosa.server.door.Reception}.
 *
 * <p>Never imports rooms: whoever has a seat is out of the door's sight.
 */
@NullMarked
package prosa.server.door;

import org.jspecify.annotations.NullMarked;
