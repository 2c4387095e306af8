package prosa.server;

import io.netty.channel.EventLoop;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import prosa.protocol.DoorAnswer;
import prosa.protocol.DoorRequest;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.Reason;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;
import prosa.server.door.Reception;
import prosa.server.line.Line;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Placement;
import prosa.server.placement.Refusal;
import prosa.server.placement.Reservation;
import prosa.server.placement.RoomId;
import prosa.server.placement.Seating;
import prosa.server.placement.Wish;
import prosa.server.refusal.Refusals;

/**
 * What the door asks, answered by placement; members are sent on to their rooms. On the door's
 * loop.
 */
final class DoorDesk implements Reception {
  private final EventLoop door;
  private final Placement placement;
  private final Tables tables;
  private final PortBinder ports;
  private final Counters counters;
  private final RefusalCounter refusals;
  private final Set<Line> standing = new HashSet<>();
  private boolean draining;

  DoorDesk(
      EventLoop door, Placement placement, Tables tables, PortBinder ports, Counters counters) {
    this.door = door;
    this.placement = placement;
    this.tables = tables;
    this.ports = ports;
    this.counters = counters;
    this.refusals = new RefusalCounter(counters);
  }

  private static long now() {
    return System.nanoTime();
  }

  @Override
  public void findClassic(ClientAddress client, Consumer<DoorAnswer> answer) {
    if (!ports.mayOpen(client)) {
      findAtOpenPorts(client, answer);
      return;
    }
    switch (placement.reserveClassic(client, now())) {
      case Reservation.Refused(Refusal why) -> answer.accept(error(why));
      case Reservation.Reserved(RoomId room, int place, String seat) ->
          ports.open(
              tables.open(room),
              client,
              bound -> {
                if (bound.isPresent()) {
                  placement.portsOpened(room, now());
                  answer.accept(bound.get());
                } else {
                  placement.withdraw(room, place, seat, now());
                  findAtOpenPorts(client, answer);
                }
              });
    }
  }

  /** No ports can be opened for this client: it gets a seat in a room whose ports are open. */
  private void findAtOpenPorts(ClientAddress client, Consumer<DoorAnswer> answer) {
    switch (placement.reserveClassicAtOpenPorts(client, now())) {
      case Reservation.Refused(Refusal why) when why == Refusal.NO_SEAT -> {
        counters.add(Count.PORTS_REFUSED);
        answer.accept(new DoorAnswer.DoorError(Reason.NO_PORT, Refusals.sentence(Reason.NO_PORT)));
      }
      case Reservation.Refused(Refusal why) -> answer.accept(error(why));
      case Reservation.Reserved(RoomId room, int place, String seat) ->
          answer.accept(tables.open(room).ports().orElseThrow());
    }
  }

  @Override
  public DoorAnswer find(
      DoorRequest.Find request, long connection, ClientAddress client, String address) {
    Wish wish =
        new Wish(
            Optional.empty(),
            request.invite(),
            request.isPrivate(),
            request.avoid().flatMap(RoomId::named));
    return switch (placement.reserveDirect(wish, connection, client, now())) {
      case Reservation.Refused(Refusal why) -> error(why);
      case Reservation.Reserved(RoomId room, int place, String seat) ->
          new DoorAnswer.SeatReserved(room.name(), seat, address);
    };
  }

  private DoorAnswer error(Refusal why) {
    refusals.count(why);
    return new DoorAnswer.DoorError(Refusals.reason(why), Refusals.sentence(why));
  }

  /** How many lines stand at the door. */
  int standing() {
    return standing.size();
  }

  @Override
  public void stands(Line line) {
    standing.add(line);
    if (draining) {
      sendAway(line);
    }
  }

  @Override
  public void goes(Line line) {
    standing.remove(line);
  }

  /** Tells everybody who has no seat, and everybody who comes, that the server is going away. */
  void drain() {
    draining = true;
    List.copyOf(standing).forEach(DoorDesk::sendAway);
  }

  private static void sendAway(Line line) {
    line.send(ProtocolWriter.write(new ToMember.Draining()));
    line.end();
  }

  @Override
  public void enter(
      ToServer.Enter enter, Line line, ClientAddress client, Consumer<ToMember.Refused> refused) {
    Wish wish =
        new Wish(
            enter.seat(), enter.invite(), enter.isPrivate(), enter.avoid().flatMap(RoomId::named));
    // As a task, behind what rooms told before: a seat that a member was told is free can be had.
    line.pause();
    door.execute(
        () -> {
          if (!line.hasEnded()) {
            join(enter, wish, line, client, refused);
          }
        });
  }

  private void join(
      ToServer.Enter enter,
      Wish wish,
      Line line,
      ClientAddress client,
      Consumer<ToMember.Refused> refused) {
    switch (placement.enter(wish, line.id(), client, now())) {
      case Seating.Refused(Refusal why) -> {
        refusals.count(why);
        refused.accept(Refusals.of(why));
        line.resume();
      }
      case Seating.Taken taken ->
          PendingJoin.fromDoor(
              line,
              tables.open(taken.room()).room(),
              taken,
              enter.user(),
              enter.heard().orElse(-1));
    }
  }
}
