package prosa.server.door;

import java.util.function.Consumer;
import java.util.function.Predicate;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ServerMessage;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.ClientAddress;

/**
 * The requests of the door to the server. On the door's loop; each answer comes there too, at once
 * or later.
 */
public interface JoinService {

  /**
   * Two ports for a classic client, with a seat reserved behind them.
   *
   * @param answer false if the asker is gone: then the seat is given back
   */
  void findClassic(ClientAddress client, Predicate<DoorAnswer> answer);

  /**
   * A seat for a direct member, reserved.
   *
   * @param connection that asks
   * @param address {@code host:port} of this server as the asker reached it
   * @param answer false if the asker is gone: then the seat is given back
   */
  void find(
      DoorRequest.Find request,
      long connection,
      ClientAddress client,
      String address,
      Predicate<DoorAnswer> answer);

  /** A connection stands at the door, without a seat. */
  void stands(MemberConnection connection);

  /** A connection has left the door: it enters a room, or it is gone. */
  void goes(MemberConnection connection);

  /**
   * Seats a direct or browser member: the connection moves to its room and has another owner. Or
   * nothing happens to it and {@code refused} receives the reason.
   */
  void enter(
      ClientMessage.Enter enter,
      MemberConnection connection,
      ClientAddress client,
      Consumer<ServerMessage.Refused> refused);
}
