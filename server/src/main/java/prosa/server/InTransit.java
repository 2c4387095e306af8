package prosa.server;

import io.netty.buffer.ByteBuf;
import prosa.server.line.Line;
import prosa.server.line.LineOwner;
import prosa.server.placement.Seating;
import prosa.server.room.Room;

/**
 * Owns a line on its way to the room where placement gave it a seat. Nothing arrives on the way,
 * the line is paused; if it breaks, a new seat is free at once, and one it came back to is held
 * again.
 */
final class InTransit implements LineOwner {
  private final Room room;
  private final Seating.Taken taken;

  private InTransit(Room room, Seating.Taken taken) {
    this.room = room;
    this.taken = taken;
  }

  /**
   * Moves a line to its room and seats it there; on the loop that it is on.
   *
   * @param heard the last number it heard, negative if it did not say
   */
  static void bring(Line line, Room room, Seating.Taken taken, String user, long heard) {
    line.owner(new InTransit(room, taken));
    line.moveTo(
        room.loop().loop(),
        () -> {
          if (line.channel().isActive()) {
            room.seat(taken.place(), line, user, taken.seat(), taken.resumed(), heard);
          }
        });
  }

  @Override
  public void closed(Line line) {
    if (taken.resumed()) {
      room.house().lost(room, taken.place(), line.id());
    } else {
      room.house().left(room, taken.place(), line.id());
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
