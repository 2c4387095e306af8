package prosa.server;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Placement;
import prosa.server.placement.RoomId;
import prosa.server.room.JoinableRoom;
import prosa.server.room.SeatService;

/**
 * Handles a connection during its move to the room where it has a seat. The connection is paused,
 * so nothing arrives.
 *
 * <p>A connection that ends during the move is never seated: a new seat is free at once; one whose
 * secret its member knows is held. A new seat that another node gave is given back to it. The room
 * {@linkplain JoinableRoom#seatGiven knows} of it already, from placement's thread: a member may
 * come back to its seat several times at once, and its connections arrive in any order. On the
 * loops of the connection and of the room.
 */
final class PendingJoin implements ConnectionHandler {
  private final JoinableRoom room;
  private final SeatService seats;
  private final JoinResult.Taken taken;
  private final boolean held;
  private final Optional<RoomId> left;

  private PendingJoin(
      JoinableRoom room,
      SeatService seats,
      JoinResult.Taken taken,
      boolean held,
      Optional<RoomId> left) {
    this.room = room;
    this.seats = seats;
    this.taken = taken;
    this.held = held;
    this.left = left;
  }

  /**
   * Brings a connection from the door.
   *
   * @param heard negative if unknown
   * @param seated runs when it has its seat
   */
  static void fromDoor(
      MemberConnection connection,
      JoinableRoom room,
      SeatService seats,
      JoinResult.Taken taken,
      String user,
      long heard,
      Runnable seated) {
    bring(
        connection,
        new PendingJoin(room, seats, taken, taken.resumed(), Optional.empty()),
        user,
        heard,
        seated);
  }

  /**
   * Brings a connection from another room, with a seat that its earlier seat's secret leads to.
   *
   * @param left the room that it leaves
   */
  static void fromRoom(
      MemberConnection connection,
      JoinableRoom room,
      SeatService seats,
      JoinResult.Taken taken,
      String user,
      RoomId left) {
    Optional<RoomId> wayBack = taken.wayBack() ? Optional.of(left) : Optional.empty();
    bring(connection, new PendingJoin(room, seats, taken, true, wayBack), user, -1, () -> {});
  }

  private static void bring(
      MemberConnection connection, PendingJoin join, String user, long heard, Runnable seated) {
    if (connection.hasEnded()) {
      join.closed(connection);
      return;
    }
    JoinResult.Taken taken = join.taken;
    connection.owner(join);
    connection.moveTo(
        join.room.eventLoop(),
        () -> {
          join.room.seat(taken.place(), connection, user, taken.seat(), taken.resumed(), heard);
          seated.run();
          join.left.ifPresent(
              room -> join.room.held(taken.place(), connection, room, Placement.WAY_BACK_SECONDS));
        });
  }

  @Override
  public void closed(MemberConnection connection) {
    if (held) {
      seats.lost(room, taken.place(), connection.id());
    } else {
      seats.leave(room, taken.place(), connection.id(), () -> {});
    }
    if (taken.resumed()) {
      room.execute(() -> room.lostInTransit(taken.place(), connection.id()));
    } else {
      seats.withdraw(room, taken.place(), taken.seat());
    }
  }

  @Override
  public void text(MemberConnection connection, ByteBuf text) {
    throw new IllegalStateException("a paused connection hands out nothing");
  }

  @Override
  public void tooLong(MemberConnection connection, long size) {
    throw new IllegalStateException("a paused connection hands out nothing");
  }

  @Override
  public void notText(MemberConnection connection) {
    throw new IllegalStateException("a paused connection hands out nothing");
  }

  @Override
  public void writable(MemberConnection connection) {}
}
