package prosa.server.door;

import java.util.function.Consumer;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;
import prosa.server.line.Line;
import prosa.server.placement.ClientAddress;

/** What the door asks of the server around it. On the door's loop, answers too. */
public interface Reception {

  /** Two ports for a classic client, with a seat reserved behind them. */
  void findClassic(ClientAddress client, Consumer<DoorAnswer> answer);

  /**
   * A seat for a direct member, reserved.
   *
   * @param connection that asks
   * @param address {@code host:port} of this server as the asker reached it
   */
  DoorAnswer find(DoorRequest.Find request, long connection, ClientAddress client, String address);

  /** A line stands at the door, without a seat. */
  void stands(Line line);

  /** It stands there no more: it enters, or it is gone. */
  void goes(Line line);

  /**
   * Seats a direct or browser member: the line moves to its room and has another owner. Or nothing
   * happens to it and {@code refused} is told why.
   */
  void enter(
      ToServer.Enter enter, Line line, ClientAddress client, Consumer<ToMember.Refused> refused);
}
