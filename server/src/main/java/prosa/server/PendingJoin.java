package prosa.server;

import io.netty.buffer.ByteBuf;
import prosa.server.line.Line;
import prosa.server.line.LineOwner;
import prosa.server.placement.Seating;
import prosa.server.room.Room;

/**
 * Owns a line on its way to the room where placement gave it a seat. Nothing arrives on the way,
 * the line is paused.
 *
 * <p>A connection that ends on the way never sits down: a new seat is free at once; one whose
 * secret its member knows is held for its return. On the loops of the line and of the room.
 */
final class PendingJoin implements LineOwner {
  private final Room room;
  private final Seating.Taken taken;
  private final boolean held;

  private PendingJoin(Room room, Seating.Taken taken, boolean held) {
    this.room = room;
    this.taken = taken;
    this.held = held;
  }

  /** Brings a line from the door; {@code heard} is negative if it did not say. */
  static void fromDoor(Line line, Room room, Seating.Taken taken, String user, long heard) {
    bring(line, new PendingJoin(room, taken, taken.resumed()), user, heard);
  }

  /** Brings a line from another room, with a seat that its earlier seat's secret leads to. */
  static void fromRoom(Line line, Room room, Seating.Taken taken, String user) {
    bring(line, new PendingJoin(room, taken, true), user, -1);
  }

  private static void bring(Line line, PendingJoin join, String user, long heard) {
    if (line.hasEnded()) {
      join.closed(line);
      return;
    }
    Seating.Taken taken = join.taken;
    line.owner(join);
    line.moveTo(
        join.room.loop().loop(),
        () -> join.room.seat(taken.place(), line, user, taken.seat(), taken.resumed(), heard));
  }

  @Override
  public void closed(Line line) {
    if (!held) {
      room.house().left(room, taken.place(), line.id());
      return;
    }
    room.house().lost(room, taken.place(), line.id());
    if (taken.resumed()) {
      room.loop().execute(() -> room.lostOnTheWay(taken.place()));
    }
  }

  @Override
  public void text(Line line, ByteBuf text) {
    throw new IllegalStateException("a paused line hands out nothing");
  }

  @Override
  public void tooLong(Line line, long size) {
    throw new IllegalStateException("a paused line hands out nothing");
  }

  @Override
  public void notText(Line line) {
    throw new IllegalStateException("a paused line hands out nothing");
  }

  @Override
  public void writable(Line line) {}
}
