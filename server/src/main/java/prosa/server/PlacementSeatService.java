package prosa.server;

import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.Admission;
import prosa.server.placement.AsyncPlacement;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.InviteResult;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Refusal;
import prosa.server.room.JoinableRoom;
import prosa.server.room.SeatService;

/**
 * What rooms tell and ask, brought to placement's thread by the door loop's task queue, and the
 * answers brought back by the room's; both keep their order, so a room is told of a seat's end
 * before it is told who sits there next. Any thread.
 */
final class PlacementSeatService implements SeatService {
  private final EventLoop door;
  private final AsyncPlacement placement;
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
      AsyncPlacement placement,
      RoomRegistry tables,
      RefusalCounter refusals,
      Consumer<MemberConnection> entrance) {
    this.door = door;
    this.placement = placement;
    this.tables = tables;
    this.refusals = refusals;
    this.entrance = entrance;
  }

  @Override
  public void admit(
      JoinableRoom room,
      ClassicSide half,
      long connection,
      ClientAddress client,
      Consumer<Admission> answer) {
    door.execute(
        () ->
            placement.admit(
                room.id(),
                half,
                connection,
                client,
                admission -> {
                  if (admission instanceof Admission.Refused(Refusal why)) {
                    refusals.count(why);
                  }
                  room.execute(() -> answer.accept(admission));
                }));
  }

  @Override
  public void subscribed(JoinableRoom room, long connection) {
    door.execute(() -> placement.subscribed(room.id(), connection));
  }

  @Override
  public void gone(JoinableRoom room, long connection) {
    door.execute(() -> placement.gone(room.id(), connection));
  }

  @Override
  public void heard(JoinableRoom room, int place, long line) {
    door.execute(() -> placement.heard(room.id(), place, line));
  }

  @Override
  public void lost(JoinableRoom room, int place, long line) {
    door.execute(() -> placement.lost(room.id(), place, line));
  }

  @Override
  public void leave(JoinableRoom room, int place, long line, Runnable freed) {
    door.execute(() -> placement.leave(room.id(), place, line, () -> room.execute(freed)));
  }

  @Override
  public void next(
      JoinableRoom room, int place, MemberConnection line, String user, Consumer<Refusal> refused) {
    door.execute(
        () ->
            placement.next(
                room.id(),
                place,
                line.id(),
                result -> {
                  switch (result) {
                    case JoinResult.Refused(Refusal why) -> room.execute(() -> refused.accept(why));
                    case JoinResult.Taken taken -> {
                      JoinableRoom there = tables.open(taken.room()).room();
                      room.execute(() -> move(room, place, line, user, taken, there));
                    }
                  }
                }));
  }

  private void move(
      JoinableRoom from,
      int place,
      MemberConnection line,
      String user,
      JoinResult.Taken taken,
      JoinableRoom there) {
    from.depart(place, line);
    PendingJoin.fromRoom(line, there, this, taken, user);
  }

  @Override
  public void invite(JoinableRoom room, int place, long line, Consumer<InviteResult> answer) {
    door.execute(
        () ->
            placement.invite(
                room.id(),
                place,
                line,
                invitation -> {
                  if (invitation instanceof InviteResult.Refused(Refusal why)) {
                    refusals.count(why);
                  }
                  room.execute(() -> answer.accept(invitation));
                }));
  }

  @Override
  public void backToDoor(MemberConnection line) {
    if (!line.hasEnded()) {
      line.moveTo(door, () -> entrance.accept(line));
    }
  }
}
