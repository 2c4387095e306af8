package prosa.server.placement;

import prosa.server.placement.ReferenceRoom.ReferenceConnection;
import prosa.server.placement.ReferenceRoom.ReferenceSeat;

/** The actions of simulated classic clients, in any order. */
final class SimulatedClassicUsers {

  private final Simulation simulation;
  private final Placement placement;
  private final ReferenceClassicModel plain;
  private final RandomChoices chance;

  SimulatedClassicUsers(Simulation simulation, RandomChoices chance) {
    this.simulation = simulation;
    this.placement = simulation.placement;
    this.plain = simulation.referenceClassic;
    this.chance = chance;
  }

  void findChat() {
    ClientAddress client = chance.client();
    long now = simulation.now;
    boolean withPorts = chance.one(4);
    Reservation answer =
        simulation.step(
            () ->
                withPorts
                    ? placement.reserveClassicAtOpenPorts(client, now)
                    : placement.reserveClassic(client, now),
            () -> plain.reserve(client, withPorts, now),
            "findChat",
            client,
            withPorts);
    chance.remember(answer);
    if (chance.one(3)) {
      openPorts();
    }
  }

  private void openPorts() {
    RoomId room = chance.room();
    simulation.step(
        () -> placement.portsOpened(room, simulation.now),
        () -> plain.portsOpened(room, simulation.now),
        "portsOpened",
        room);
  }

  void find() {
    ReferenceSeat waiting =
        chance.anySeat(seat -> seat.classic && seat.state == SeatState.RESERVED);
    RoomId room = waiting != null && !chance.one(4) ? waiting.room.id : chance.room();
    ClientAddress client = waiting != null && !chance.one(4) ? waiting.client : chance.client();
    ClassicSide peer = chance.one(2) ? ClassicSide.PUBLISHER : ClassicSide.SUBSCRIBER;
    long connection = chance.connection();
    boolean mayTakeNewSeat = !chance.one(4);
    long now = simulation.now;
    simulation.step(
        () -> placement.admit(room, peer, connection, client, mayTakeNewSeat, now),
        () -> plain.admit(room, peer, connection, client, mayTakeNewSeat, now),
        "admit",
        room,
        peer,
        connection,
        client,
        mayTakeNewSeat);
    if (peer == ClassicSide.SUBSCRIBER && !chance.one(4)) {
      subscribe(room, connection);
    }
  }

  void subscribe() {
    ReferenceConnection peer =
        chance.anyConnection(
            any -> any.side == ClassicSide.SUBSCRIBER && (!any.subscribed || chance.one(5)));
    if (peer != null) {
      subscribe(chance.one(30) ? chance.room() : peer.room.id, peer.connection);
    }
  }

  void disconnected() {
    ReferenceConnection peer = chance.anyConnection(any -> true);
    RoomId room = peer == null || chance.one(20) ? chance.room() : peer.room.id;
    long connection = peer == null || chance.one(20) ? chance.connection() : peer.connection;
    long now = simulation.now;
    int times = chance.one(10) ? 2 : 1;
    for (int i = 0; i < times; i++) {
      simulation.step(
          () -> placement.disconnected(room, connection, now),
          () -> plain.disconnected(room, connection, now),
          "disconnected",
          room,
          connection);
    }
  }

  private void subscribe(RoomId room, long connection) {
    long now = simulation.now;
    simulation.step(
        () -> placement.subscribed(room, connection, now),
        () -> plain.subscribed(room, connection, now),
        "subscribed",
        room,
        connection);
  }
}
