package prosa.server;

import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.Admission;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.InviteResult;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Placement;
import prosa.server.placement.Refusal;
import prosa.server.room.Room;
import prosa.server.room.SeatService;

/**
 * What rooms tell and ask, brought to placement's thread by the door loop's task queue, and the
 * answers brought back by the room's; both keep their order, so a room is told of a seat's end
 * before it is told who sits there next. Any thread.
 */
final class PlacementSeatService implements SeatService {
  private final EventLoop door;
  private final Placement placement;
  private final RoomRegistry tables;
  private final RefusalCounter refusals;
  private final Consumer<MemberConnection> entrance;

  /**
   * A desk.
   *
   * @param entrance makes a line that is back on the door's loop wait there
   */
  PlacementSeatService(
      EventLoop door,
      Placement placement,
      RoomRegistry tables,
      RefusalCounter refusals,
      Consumer<MemberConnection> entrance) {
    this.door = door;
    this.placement = placement;
    this.tables = tables;
    this.refusals = refusals;
    this.entrance = entrance;
  }

  private static long now() {
    return System.nanoTime();
  }

  @Override
  public void admit(
      Room room,
      ClassicSide half,
      long connection,
      ClientAddress client,
      Consumer<Admission> answer) {
    door.execute(
        () -> {
          Admission admission = placement.admit(room.id(), half, connection, client, now());
          if (admission instanceof Admission.Refused(Refusal why)) {
            refusals.count(why);
          }
          room.loop().execute(() -> answer.accept(admission));
        });
  }

  @Override
  public void subscribed(Room room, long connection) {
    door.execute(() -> placement.subscribed(room.id(), connection, now()));
  }

  @Override
  public void gone(Room room, long connection) {
    door.execute(() -> placement.gone(room.id(), connection, now()));
  }

  @Override
  public void heard(Room room, int place, long line) {
    door.execute(() -> placement.heard(room.id(), place, line, now()));
  }

  @Override
  public void lost(Room room, int place, long line) {
    door.execute(() -> placement.lost(room.id(), place, line, now()));
  }

  @Override
  public void left(Room room, int place, long line) {
    door.execute(() -> placement.leave(room.id(), place, line, now()));
  }

  @Override
  public void next(
      Room room, int place, MemberConnection line, String user, Consumer<Refusal> refused) {
    door.execute(
        () -> {
          switch (placement.next(room.id(), place, line.id(), now())) {
            case JoinResult.Refused(Refusal why) -> room.loop().execute(() -> refused.accept(why));
            case JoinResult.Taken taken -> {
              Room there = tables.open(taken.room()).room();
              room.loop().execute(() -> move(room, place, line, user, taken, there));
            }
          }
        });
  }

  private void move(
      Room from,
      int place,
      MemberConnection line,
      String user,
      JoinResult.Taken taken,
      Room there) {
    from.depart(place, line);
    PendingJoin.fromRoom(line, there, taken, user);
  }

  @Override
  public void invite(Room room, int place, long line, Consumer<InviteResult> answer) {
    door.execute(
        () -> {
          InviteResult invitation = placement.invite(room.id(), place, line, now());
          if (invitation instanceof InviteResult.Refused(Refusal why)) {
            refusals.count(why);
          }
          room.loop().execute(() -> answer.accept(invitation));
        });
  }

  @Override
  public void backToDoor(MemberConnection line) {
    line.moveTo(door, () -> entrance.accept(line));
  }
}
