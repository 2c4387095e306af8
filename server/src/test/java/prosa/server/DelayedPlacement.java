package prosa.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import prosa.server.placement.Admission;
import prosa.server.placement.AsyncPlacement;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Expulsion;
import prosa.server.placement.InviteResult;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Reservation;
import prosa.server.placement.RoomId;

/**
 * A placement whose answers are delayed until the test delivers them, as if another node computed
 * them.
 */
final class DelayedPlacement implements AsyncPlacement {
  private final AsyncPlacement decides;
  private final Deque<Runnable> answers = new ArrayDeque<>();

  DelayedPlacement(AsyncPlacement decides) {
    this.decides = decides;
  }

  /** The secrets of the seats that were given back. */
  final List<String> withdrawn = new ArrayList<>();

  /** Answers that are under way. */
  int underWay() {
    return answers.size();
  }

  /** The answer that was given first arrives. */
  void deliver() {
    answers.removeFirst().run();
  }

  /** The answer that was given last arrives, before the others. */
  void deliverLast() {
    answers.removeLast().run();
  }

  private <T> Consumer<T> later(Consumer<T> answer) {
    return result -> answers.add(() -> answer.accept(result));
  }

  @Override
  public void reserveClassic(ClientAddress client, Consumer<Reservation> answer) {
    decides.reserveClassic(client, later(answer));
  }

  @Override
  public void reserveClassicAtOpenPorts(ClientAddress client, Consumer<Reservation> answer) {
    decides.reserveClassicAtOpenPorts(client, later(answer));
  }

  @Override
  public void reserveDirect(
      JoinRequest request, long connection, ClientAddress client, Consumer<Reservation> answer) {
    decides.reserveDirect(request, connection, client, later(answer));
  }

  @Override
  public void enter(
      JoinRequest request, long connection, ClientAddress client, Consumer<JoinResult> answer) {
    decides.enter(request, connection, client, later(answer));
  }

  @Override
  public void next(
      RoomId room, int place, long connection, boolean keep, Consumer<JoinResult> answer) {
    decides.next(room, place, connection, keep, later(answer));
  }

  @Override
  public void goBack(RoomId room, int place, long connection, Consumer<JoinResult> answer) {
    decides.goBack(room, place, connection, later(answer));
  }

  @Override
  public void moveAway(RoomId room, Expulsion who, Consumer<JoinResult> answer) {
    decides.moveAway(room, who, later(answer));
  }

  @Override
  public void hold(RoomId room, int place, long connection, Duration canonical) {
    decides.hold(room, place, connection, canonical);
  }

  @Override
  public void invite(RoomId room, int place, long connection, Consumer<InviteResult> answer) {
    decides.invite(room, place, connection, later(answer));
  }

  @Override
  public void admit(
      RoomId room,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      Consumer<Admission> answer) {
    decides.admit(room, side, connection, client, mayTakeNewSeat, later(answer));
  }

  @Override
  public void leave(RoomId room, int place, long connection, Runnable freed) {
    decides.leave(room, place, connection, () -> answers.add(freed));
  }

  @Override
  public void withdraw(RoomId room, int place, String seat) {
    withdrawn.add(seat);
    decides.withdraw(room, place, seat);
  }

  @Override
  public void portsOpened(RoomId room) {
    decides.portsOpened(room);
  }

  @Override
  public void subscribed(RoomId room, long connection) {
    decides.subscribed(room, connection);
  }

  @Override
  public void disconnected(RoomId room, long connection) {
    decides.disconnected(room, connection);
  }

  @Override
  public void heard(RoomId room, int place, long connection) {
    decides.heard(room, place, connection);
  }

  @Override
  public void lost(RoomId room, int place, long connection) {
    decides.lost(room, place, connection);
  }
}
