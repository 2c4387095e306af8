package prosa.server;

import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ErrorCode;
import prosa.protocol.Names;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.server.connection.MemberConnection;
import prosa.server.door.JoinService;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.Counters.Join;
import prosa.server.placement.AsyncPlacement;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Refusal;
import prosa.server.placement.Reservation;
import prosa.server.placement.RoomId;
import prosa.server.refusal.Refusals;
import prosa.server.room.JoinableRoom;
import prosa.server.room.SeatService;

/**
 * Answers the door by asking placement, and moves the connections of new members to their rooms. On
 * the door's loop.
 */
final class PlacementJoinService implements JoinService {
  private final EventLoop door;
  private final AsyncPlacement placement;
  private final SeatService seats;
  private final RoomRegistry registry;
  private final PortBinder ports;
  private final Counters counters;
  private final PlacementLimitCounter refusals;
  private final Set<MemberConnection> connectionsAtDoor = new HashSet<>();
  private ServerMessage.@Nullable Draining draining;

  PlacementJoinService(
      EventLoop door,
      AsyncPlacement placement,
      SeatService seats,
      RoomRegistry registry,
      PortBinder ports,
      Counters counters) {
    this.door = door;
    this.placement = placement;
    this.seats = seats;
    this.registry = registry;
    this.ports = ports;
    this.counters = counters;
    this.refusals = new PlacementLimitCounter(counters);
  }

  @Override
  public void findClassic(ClientAddress client, Predicate<DoorAnswer> answer) {
    if (ports.mayOpen(client)) {
      placement.reserveClassic(client, reserved -> openPorts(reserved, client, answer));
    } else {
      findAtOpenPorts(client, answer);
    }
  }

  private void openPorts(Reservation reserved, ClientAddress client, Predicate<DoorAnswer> answer) {
    switch (reserved) {
      case Reservation.Refused(Refusal why) -> refuse(why, answer);
      case Reservation.Reserved(RoomId room, int place, String seat) ->
          ports.open(
              registry.open(room),
              client,
              bound -> {
                if (bound.isPresent()) {
                  placement.portsOpened(room);
                  tell(bound.get(), room, place, seat, answer);
                } else {
                  placement.withdraw(room, place, seat);
                  findAtOpenPorts(client, answer);
                }
              });
    }
  }

  /**
   * No ports can be opened for this client: it gets a seat in a room whose ports are open, or are
   * being bound now, such as those of somebody who asked a moment before.
   */
  private void findAtOpenPorts(ClientAddress client, Predicate<DoorAnswer> answer) {
    placement.reserveClassicAtOpenPorts(
        client,
        reserved -> {
          switch (reserved) {
            case Reservation.Refused(Refusal why) when why == Refusal.NO_SEAT -> {
              if (ports.whenNextOpened(() -> findAtOpenPorts(client, answer))) {
                return;
              }
              counters.add(Count.PORTS_REFUSED);
              var _ =
                  answer.test(
                      new DoorAnswer.DoorError(
                          ErrorCode.NO_PORT, Refusals.sentence(ErrorCode.NO_PORT)));
            }
            case Reservation.Refused(Refusal why) -> refuse(why, answer);
            case Reservation.Reserved(RoomId room, int place, String seat) ->
                tell(registry.open(room).ports().orElseThrow(), room, place, seat, answer);
          }
        });
  }

  @Override
  public void find(
      DoorRequest.Find request,
      long connection,
      ClientAddress client,
      String address,
      Predicate<DoorAnswer> answer) {
    JoinRequest joinRequest =
        new JoinRequest(
                Optional.empty(),
                request.invite(),
                request.isPrivate(),
                request.avoid().flatMap(RoomId::named))
            .named(Names.keysWithAndWithoutNumber(request.user()))
            .encrypted(request.encrypted());
    placement.reserveDirect(
        joinRequest,
        connection,
        client,
        reserved -> {
          switch (reserved) {
            case Reservation.Refused(Refusal why) -> refuse(why, answer);
            case Reservation.Reserved(RoomId room, int place, String seat) ->
                tell(
                    new DoorAnswer.SeatReserved(room.name(), seat, address),
                    room,
                    place,
                    seat,
                    answer);
          }
        });
  }

  private void refuse(Refusal why, Predicate<DoorAnswer> answer) {
    refusals.count(why);
    var _ = answer.test(new DoorAnswer.DoorError(Refusals.reason(why), Refusals.sentence(why)));
  }

  /** Nobody comes for a seat that nobody was told of. */
  private void tell(
      DoorAnswer told, RoomId room, int place, String seat, Predicate<DoorAnswer> answer) {
    if (!answer.test(told)) {
      placement.withdraw(room, place, seat);
    }
  }

  /** The number of connections at the door. */
  int connectionsAtDoor() {
    return connectionsAtDoor.size();
  }

  @Override
  public void stands(MemberConnection connection) {
    connectionsAtDoor.add(connection);
    if (draining != null) {
      sendAway(connection, draining);
    }
  }

  @Override
  public void goes(MemberConnection connection) {
    connectionsAtDoor.remove(connection);
  }

  /** Tells all connections without a seat, and all new ones, that the server is going away. */
  void drain(ServerMessage.Draining why) {
    draining = why;
    List.copyOf(connectionsAtDoor).forEach(connection -> sendAway(connection, why));
  }

  /** New connections are accepted again. */
  void undrain() {
    draining = null;
  }

  private static void sendAway(MemberConnection connection, ServerMessage.Draining why) {
    connection.send(ProtocolWriter.write(why));
    connection.end();
  }

  @Override
  public void enter(
      ClientMessage.Enter enter,
      MemberConnection connection,
      ClientAddress client,
      Consumer<ServerMessage.Refused> refused) {
    JoinRequest joinRequest =
        new JoinRequest(
                enter.seat(),
                enter.invite(),
                enter.isPrivate(),
                enter.avoid().flatMap(RoomId::named))
            .named(Names.keysWithAndWithoutNumber(enter.user()))
            .encrypted(enter.encrypted());
    // Runs as a task, after earlier reports of rooms, so that a seat that was reported as free is
    // available.
    connection.pause();
    long asked = System.nanoTime();
    door.execute(
        () -> {
          if (!connection.hasEnded()) {
            placement.enter(
                joinRequest,
                connection.id(),
                client,
                result -> joined(result, enter, connection, asked, refused));
          }
        });
  }

  /**
   * The connection may have ended since it asked: then the seat is given back by {@link
   * PendingJoin}.
   */
  private void joined(
      JoinResult result,
      ClientMessage.Enter enter,
      MemberConnection connection,
      long asked,
      Consumer<ServerMessage.Refused> refused) {
    switch (result) {
      case JoinResult.Refused(Refusal why) -> {
        refusals.count(why);
        if (!connection.hasEnded()) {
          refused.accept(Refusals.of(why));
          connection.resume();
        }
      }
      case JoinResult.Taken taken -> {
        JoinableRoom room = registry.open(taken.room()).room();
        room.execute(() -> room.seatGiven(taken.place(), connection.id()));
        PendingJoin.fromDoor(
            connection,
            room,
            seats,
            taken,
            enter.user(),
            taken.fromElsewhere() ? 0 : enter.heard().orElse(-1),
            () -> counters.joined(join(taken, connection), System.nanoTime() - asked));
      }
    }
  }

  private static Join join(JoinResult.Taken taken, MemberConnection connection) {
    if (taken.resumed()) {
      return Join.RESUMED;
    }
    return switch (connection.framing()) {
      case ZMTP -> Join.DIRECT;
      case WEBSOCKET -> Join.BROWSER;
    };
  }
}
