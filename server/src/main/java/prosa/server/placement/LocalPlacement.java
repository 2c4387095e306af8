package prosa.server.placement;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The placement of a server that is alone: {@link Placement} decides, and each answer comes before
 * the call returns. On placement's thread.
 */
public final class LocalPlacement implements AsyncPlacement {
  private final Placement placement;
  private final LongSupplier nanos;

  /**
   * Decides by {@code placement} alone.
   *
   * @param nanos a monotonic clock
   */
  public LocalPlacement(Placement placement, LongSupplier nanos) {
    this.placement = placement;
    this.nanos = nanos;
  }

  private long now() {
    return nanos.getAsLong();
  }

  @Override
  public void reserveClassic(ClientAddress client, Consumer<Reservation> answer) {
    answer.accept(placement.reserveClassic(client, now()));
  }

  @Override
  public void reserveClassicAtOpenPorts(ClientAddress client, Consumer<Reservation> answer) {
    answer.accept(placement.reserveClassicAtOpenPorts(client, now()));
  }

  @Override
  public void reserveDirect(
      JoinRequest request, long connection, ClientAddress client, Consumer<Reservation> answer) {
    answer.accept(placement.reserveDirect(request, connection, client, now()));
  }

  @Override
  public void enter(
      JoinRequest request, long connection, ClientAddress client, Consumer<JoinResult> answer) {
    answer.accept(placement.enter(request, connection, client, now()));
  }

  @Override
  public void next(
      RoomId room, int place, long connection, boolean keep, Consumer<JoinResult> answer) {
    answer.accept(placement.next(room, place, connection, keep, now()));
  }

  @Override
  public void goBack(RoomId room, int place, long connection, Consumer<JoinResult> answer) {
    answer.accept(placement.goBack(room, place, connection, now()));
  }

  @Override
  public void moveAway(RoomId room, Expulsion who, Consumer<JoinResult> answer) {
    answer.accept(placement.moveAway(room, who, now()));
  }

  @Override
  public void hold(RoomId room, int place, long connection, Duration requested) {
    placement.hold(room, place, connection, requested, now());
  }

  @Override
  public void invite(RoomId room, int place, long connection, Consumer<InviteResult> answer) {
    answer.accept(placement.invite(room, place, connection, now()));
  }

  @Override
  public void admit(
      RoomId room,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      Consumer<Admission> answer) {
    answer.accept(placement.admit(room, side, connection, client, mayTakeNewSeat, now()));
  }

  @Override
  public void leave(RoomId room, int place, long connection, Runnable freed) {
    placement.leave(room, place, connection, now());
    freed.run();
  }

  @Override
  public void withdraw(RoomId room, int place, String seat) {
    placement.withdraw(room, place, seat, now());
  }

  @Override
  public void portsOpened(RoomId room) {
    placement.portsOpened(room, now());
  }

  @Override
  public void subscribed(RoomId room, long connection) {
    placement.subscribed(room, connection, now());
  }

  @Override
  public void disconnected(RoomId room, long connection) {
    placement.disconnected(room, connection, now());
  }

  @Override
  public void heard(RoomId room, int place, long connection) {
    placement.heard(room, place, connection, now());
  }

  @Override
  public void lost(RoomId room, int place, long connection) {
    placement.lost(room, place, connection, now());
  }
}
