package prosa.server.room;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.Admission;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Expulsion;
import prosa.server.placement.InviteResult;
import prosa.server.placement.Refusal;

/**
 * The interface of a room to placement. Every call returns at once and is executed later on
 * placement's thread, in order; an answer comes back on the room's loop.
 */
public interface SeatService {

  /**
   * Asks to admit a classic connection.
   *
   * @param mayTakeNewSeat whether it may have a free seat, if none waits for it
   */
  void admit(
      JoinableRoom room,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      Consumer<Admission> answer);

  /** The classic subscriber has subscribed. */
  void subscribed(JoinableRoom room, long connection);

  /** A classic connection closed. */
  void disconnected(JoinableRoom room, long connection);

  /** Something arrived on a member's connection: its seat's earlier secret is void. */
  void heard(JoinableRoom room, int place, long connection);

  /** A member's connection was lost: the seat is to be held. */
  void lost(JoinableRoom room, int place, long connection);

  /**
   * A member left.
   *
   * @param freed runs when its seat is free for others
   */
  void leave(JoinableRoom room, int place, long connection, Runnable freed);

  /**
   * A seat that was given is not taken, since the connection ended on its way there: another node
   * has it back. A seat of this node is free or held by {@link #leave} or {@link #lost}.
   */
  void withdraw(JoinableRoom room, int place, String seat);

  /**
   * A member requests another room. If there is one, the room releases the member, by {@link
   * JoinableRoom#depart}; otherwise {@code refused} receives the reason.
   *
   * @param keep whether the seat is to be held for a moment
   */
  void next(
      JoinableRoom room,
      int place,
      MemberConnection connection,
      String user,
      boolean keep,
      Consumer<Refusal> refused);

  /** A member wants the seat that it left by {@code next}; like that otherwise. */
  void goBack(
      JoinableRoom room,
      int place,
      MemberConnection connection,
      String user,
      Consumer<Refusal> refused);

  /**
   * The members voted to move one of them away, which may not come back for an hour. Its seat is
   * free. If it is connected and there is a seat elsewhere, the room releases it, by {@link
   * JoinableRoom#depart}; otherwise {@code nowhere} receives the reason.
   *
   * @param connection of a direct member that is connected
   */
  void moveAway(
      JoinableRoom room,
      Expulsion who,
      @Nullable MemberConnection connection,
      String user,
      Consumer<Refusal> nowhere);

  /** A member asks that its seat be held for this time if its connection is lost. */
  void hold(JoinableRoom room, int place, long connection, Duration requested);

  /** The code that seats friends in this room. */
  void invite(JoinableRoom room, int place, long connection, Consumer<InviteResult> answer);

  /** The owner of a relayed room has no place for a classic member any more. */
  void removeClassic(JoinableRoom room, int place);

  /**
   * A member did not get the seat that it was given at another node, or that is in another room
   * there: it is to have this one, or another one.
   */
  void enterAnew(MemberConnection connection, ClientMessage.Enter enter);

  /** A member gave up its seat and stays connected: the connection goes back to the door. */
  void backToDoor(MemberConnection connection);
}
