package prosa.server.door;

import java.util.function.Consumer;
import java.util.function.Predicate;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ServerMessage;
import prosa.server.connection.MemberConnection;
import prosa.server.placement.ClientAddress;

/** A seat service for tests that request no seat. */
public final class NoSeats implements JoinService {
  @Override
  public void findClassic(ClientAddress client, Predicate<DoorAnswer> answer) {
    throw new AssertionError();
  }

  @Override
  public void find(
      DoorRequest.Find request,
      long connection,
      ClientAddress client,
      String address,
      Predicate<DoorAnswer> answer) {
    throw new AssertionError();
  }

  @Override
  public void stands(MemberConnection connection) {}

  @Override
  public void goes(MemberConnection connection) {}

  @Override
  public void enter(
      ClientMessage.Enter enter,
      MemberConnection connection,
      ClientAddress client,
      Consumer<ServerMessage.Refused> refused) {
    throw new AssertionError();
  }
}
