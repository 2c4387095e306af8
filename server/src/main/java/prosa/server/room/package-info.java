/**
 * Rooms: their members, and the delivery of messages to them. {@link prosa.server.room.Room} is a
 * room, {@link prosa.server.room.RoomMember} a member, {@link prosa.server.room.RoomLoop} the
 * thread that some rooms share, {@link prosa.server.room.SeatService} what a room asks of the
 * server.
 *
 * <p>Never imports the door. Whom to seat is decided by placement, on its own thread.
 */
@NullMarked
package prosa.server.room;

import org.jspecify.annotations.NullMarked;
