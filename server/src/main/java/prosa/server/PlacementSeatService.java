package prosa.server;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.Admission;
import prosa.server.placement.AsyncPlacement;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Expulsion;
import prosa.server.placement.InviteResult;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;
import prosa.server.room.JoinableRoom;
import prosa.server.room.SeatService;

/**
 * Passes the reports and requests of rooms to placement's thread through the door loop's task
 * queue, and the answers back through the room's. Both queues keep the order, so a room learns of a
 * seat's end before its next member. Thread-safe.
 */
final class PlacementSeatService implements SeatService {
  private final EventLoop door;
  private final AsyncPlacement placement;
  private final RoomRegistry registry;
  private final PlacementLimitCounter refusals;
  private final Consumer<MemberConnection> enterHandler;
  private final BiConsumer<MemberConnection, ClientMessage.Enter> enterer;
  private final SeatRemover remover;

  /**
   * A service for all rooms.
   *
   * @param enterHandler makes a connection that is back on the door's loop wait there
   * @param enterer makes it enter anew
   * @param remover takes a seat away
   */
  PlacementSeatService(
      EventLoop door,
      AsyncPlacement placement,
      RoomRegistry registry,
      PlacementLimitCounter refusals,
      Consumer<MemberConnection> enterHandler,
      BiConsumer<MemberConnection, ClientMessage.Enter> enterer,
      SeatRemover remover) {
    this.enterer = enterer;
    this.remover = remover;
    this.door = door;
    this.placement = placement;
    this.registry = registry;
    this.refusals = refusals;
    this.enterHandler = enterHandler;
  }

  /** Rooms may report leaving members until after the door's loop has ended. */
  private void atDoor(Runnable task) {
    try {
      door.execute(task);
    } catch (RejectedExecutionException e) {
      // The server is closed: there are no seats any more.
    }
  }

  @Override
  public void admit(
      JoinableRoom room,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      Consumer<Admission> answer) {
    atDoor(
        () ->
            placement.admit(
                room.id(),
                side,
                connection,
                client,
                mayTakeNewSeat,
                admission -> {
                  if (admission instanceof Admission.Refused(Refusal why)) {
                    refusals.count(why);
                  }
                  room.execute(() -> answer.accept(admission));
                }));
  }

  @Override
  public void subscribed(JoinableRoom room, long connection) {
    atDoor(() -> placement.subscribed(room.id(), connection));
  }

  @Override
  public void disconnected(JoinableRoom room, long connection) {
    atDoor(() -> placement.disconnected(room.id(), connection));
  }

  @Override
  public void heard(JoinableRoom room, int place, long connection) {
    atDoor(() -> placement.heard(room.id(), place, connection));
  }

  @Override
  public void lost(JoinableRoom room, int place, long connection) {
    atDoor(() -> placement.lost(room.id(), place, connection));
  }

  @Override
  public void leave(JoinableRoom room, int place, long connection, Runnable freed) {
    atDoor(() -> placement.leave(room.id(), place, connection, () -> room.execute(freed)));
  }

  @Override
  public void withdraw(JoinableRoom room, int place, String seat) {
    atDoor(() -> placement.withdraw(room.id(), place, seat));
  }

  @Override
  public void next(
      JoinableRoom room,
      int place,
      MemberConnection connection,
      String user,
      boolean keep,
      Consumer<Refusal> refused) {
    atDoor(
        () ->
            placement.next(
                room.id(),
                place,
                connection.id(),
                keep,
                result -> move(room, place, connection, user, result, refused)));
  }

  @Override
  public void goBack(
      JoinableRoom room,
      int place,
      MemberConnection connection,
      String user,
      Consumer<Refusal> refused) {
    atDoor(
        () ->
            placement.goBack(
                room.id(),
                place,
                connection.id(),
                result -> move(room, place, connection, user, result, refused)));
  }

  @Override
  public void moveAway(
      JoinableRoom room,
      Expulsion who,
      @Nullable MemberConnection connection,
      String user,
      Consumer<Refusal> nowhere) {
    atDoor(
        () ->
            placement.moveAway(
                room.id(),
                who,
                result -> {
                  if (connection != null) {
                    move(room, who.place(), connection, user, result, nowhere);
                  }
                }));
  }

  private void move(
      JoinableRoom from,
      int place,
      MemberConnection connection,
      String user,
      JoinResult result,
      Consumer<Refusal> refused) {
    switch (result) {
      case JoinResult.Refused(Refusal why) -> from.execute(() -> refused.accept(why));
      case JoinResult.Taken taken -> {
        JoinableRoom there = registry.open(taken.room()).room();
        there.execute(() -> there.seatGiven(taken.place(), connection.id()));
        from.execute(
            () -> {
              from.depart(place, connection, taken.wayBack());
              PendingJoin.fromRoom(connection, there, this, taken, user, from.id());
            });
      }
    }
  }

  @Override
  public void hold(JoinableRoom room, int place, long connection, Duration requested) {
    atDoor(() -> placement.hold(room.id(), place, connection, requested));
  }

  @Override
  public void invite(JoinableRoom room, int place, long connection, Consumer<InviteResult> answer) {
    atDoor(
        () ->
            placement.invite(
                room.id(),
                place,
                connection,
                invitation -> {
                  if (invitation instanceof InviteResult.Refused(Refusal why)) {
                    refusals.count(why);
                  }
                  room.execute(() -> answer.accept(invitation));
                }));
  }

  @Override
  public void removeClassic(JoinableRoom room, int place) {
    atDoor(() -> remover.remove(room.id(), place));
  }

  /** Takes a classic seat away. */
  interface SeatRemover {
    void remove(RoomId room, int place);
  }

  @Override
  public void enterAnew(MemberConnection connection, ClientMessage.Enter enter) {
    if (!connection.hasEnded()) {
      connection.moveTo(door, () -> enterer.accept(connection, enter));
    }
  }

  @Override
  public void backToDoor(MemberConnection connection) {
    if (!connection.hasEnded()) {
      connection.moveTo(door, () -> enterHandler.accept(connection));
    }
  }
}
