package prosa.server.placement;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The asynchronous interface to placement. Each answer comes by callback: immediately if this
 * server decides alone, later if another node has to be asked first.
 *
 * <p>Calls and callbacks are on placement's thread; a callback may come before the call returns. An
 * answer that gives a seat is final: a caller whose connection has ended by then gives the seat
 * back with {@link #withdraw}, {@link #leave}, {@link #lost} or {@link #disconnected}, also if that
 * was called before the answer came. Calls without an answer are carried out in the order in which
 * they were made, and before a question asked later.
 *
 * <p>Each call is documented at the method of {@link Placement} with the same name.
 */
public interface AsyncPlacement {

  void reserveClassic(ClientAddress client, Consumer<Reservation> answer);

  void reserveClassicAtOpenPorts(ClientAddress client, Consumer<Reservation> answer);

  void reserveDirect(
      JoinRequest request, long connection, ClientAddress client, Consumer<Reservation> answer);

  void enter(
      JoinRequest request, long connection, ClientAddress client, Consumer<JoinResult> answer);

  void next(RoomId room, int place, long connection, boolean keep, Consumer<JoinResult> answer);

  void goBack(RoomId room, int place, long connection, Consumer<JoinResult> answer);

  void moveAway(RoomId room, Expulsion who, Consumer<JoinResult> answer);

  void hold(RoomId room, int place, long connection, Duration requested);

  void invite(RoomId room, int place, long connection, Consumer<InviteResult> answer);

  void admit(
      RoomId room,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      Consumer<Admission> answer);

  /**
   * A member left.
   *
   * @param freed runs when the seat is free and can be given to the next one
   */
  void leave(RoomId room, int place, long connection, Runnable freed);

  void withdraw(RoomId room, int place, String seat);

  void portsOpened(RoomId room);

  void subscribed(RoomId room, long connection);

  void disconnected(RoomId room, long connection);

  void heard(RoomId room, int place, long connection);

  void lost(RoomId room, int place, long connection);
}
