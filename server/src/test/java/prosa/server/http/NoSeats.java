package prosa.server.http;

import java.util.function.Consumer;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ServerMessage;
import prosa.server.connection.MemberConnection;
import prosa.server.door.JoinService;
import prosa.server.placement.ClientAddress;

/** A seat service for tests that request no seat. */
final class NoSeats implements JoinService {
  @Override
  public void findClassic(ClientAddress client, Consumer<DoorAnswer> answer) {
    throw new AssertionError();
  }

  @Override
  public void find(
      DoorRequest.Find request,
      long connection,
      ClientAddress client,
      String address,
      Consumer<DoorAnswer> answer) {
    throw new AssertionError();
  }

  @Override
  public void stands(MemberConnection line) {}

  @Override
  public void goes(MemberConnection line) {}

  @Override
  public void enter(
      ClientMessage.Enter enter,
      MemberConnection line,
      ClientAddress client,
      Consumer<ServerMessage.Refused> refused) {
    throw new AssertionError();
  }
}
