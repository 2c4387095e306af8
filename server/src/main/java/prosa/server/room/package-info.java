/**
 * Rooms: who sits at a table, and what is said there, relayed. {@link prosa.server.room.Room} is
 * the table, {@link prosa.server.room.RoomMember} one who sits at it, {@link
 * prosa.server.room.RoomLoop} the thread that some rooms share, {@link
 * prosa.server.room.SeatService} what a room asks of the server.
 *
 * <p>Never imports the door. Whom to seat is decided by placement, on its own thread.
 */
@NullMarked
package prosa.server.room;

import org.jspecify.annotations.NullMarked;
