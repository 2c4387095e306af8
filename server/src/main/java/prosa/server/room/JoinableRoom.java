package prosa.server.room;

import io.netty.channel.EventLoop;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.RoomId;

/**
 * A room as seen by a connection that was given a seat in it: a {@link Room} of this server, or a
 * {@link RelayRoom}, which relays to and from a room of another node.
 */
public interface JoinableRoom {

  /** Which room it is. */
  RoomId id();

  /** The event loop on which the connections of its members live here. */
  EventLoop eventLoop();

  /** Runs something on that loop; nothing once it is going down, since nobody sits there then. */
  void execute(Runnable task);

  /**
   * Seats a direct or browser member, whose connection has moved to this room's loop: a new one, or
   * one that comes back to its seat.
   *
   * @param heard the last number that it received, if it resumes and sent it; negative otherwise
   */
  void seat(
      int place,
      MemberConnection connection,
      String user,
      String secret,
      boolean resumed,
      long heard);

  /**
   * The seat at this place was given to this connection, which is on its way here. In the order in
   * which seats are given: one that arrives after a later one was given the same seat is stale.
   */
  void seatGiven(int place, long connection);

  /** A connection that came back to this place was lost before it arrived. */
  void lostInTransit(int place, long connection);

  /**
   * The member who sat here on this connection has another seat elsewhere; the connection may have
   * broken since it asked for one.
   *
   * @param held whether this seat is held for it for a moment
   */
  void depart(int place, MemberConnection connection, boolean held);

  /** Tells a member of the seat in another room that is held for it. */
  void held(int place, MemberConnection connection, RoomId left, int seconds);
}
