package prosa.server.placement;

/** The actions of simulated direct members, in any order. */
final class SimulatedDirectUsers {

  private final Simulation simulation;
  private final Placement placement;
  private final ReferenceDirectModel plain;
  private final RandomChoices chance;

  SimulatedDirectUsers(Simulation simulation, RandomChoices chance) {
    this.simulation = simulation;
    this.placement = simulation.placement;
    this.plain = simulation.referenceDirect;
    this.chance = chance;
  }

  void askForSeat() {
    ClientAddress client = chance.client();
    JoinRequest request = chance.request();
    long connection = -chance.random.nextInt(1, 4); // of a few that ask again and again
    long now = simulation.now;
    Reservation answer =
        simulation.step(
            () -> placement.reserveDirect(request, connection, client, now),
            () -> plain.reserveDirect(request, connection, client, now),
            "askForSeat",
            request,
            connection,
            client);
    chance.remember(answer);
  }

  void withdraw() {
    RandomChoices.Ticket ticket = chance.ticket(seat -> seat.state == SeatState.RESERVED);
    long now = simulation.now;
    simulation.step(
        () -> placement.withdraw(ticket.room(), ticket.place(), ticket.secret(), now),
        () -> simulation.model.withdraw(ticket.room(), ticket.place(), ticket.secret(), now),
        "withdraw",
        ticket);
  }

  void enter() {
    JoinRequest request = chance.one(2) ? JoinRequest.forSeat(chance.secret()) : chance.request();
    ClientAddress client = chance.client();
    long connection = chance.connection();
    long now = simulation.now;
    JoinResult answer =
        simulation.step(
            () -> placement.enter(request, connection, client, now),
            () -> plain.enter(request, connection, client, now),
            "enter",
            request,
            connection,
            client);
    chance.remember(answer, connection);
  }

  void heard() {
    RandomChoices.Ticket ticket = chance.ticket(seat -> seat.previous != null);
    long now = simulation.now;
    simulation.step(
        () -> placement.heard(ticket.room(), ticket.place(), ticket.connection(), now),
        () -> plain.heard(ticket.room(), ticket.place(), ticket.connection(), now),
        "heard",
        ticket);
  }

  void lost() {
    RandomChoices.Ticket ticket = chance.ticket(seat -> seat.member != null);
    long now = simulation.now;
    simulation.step(
        () -> placement.lost(ticket.room(), ticket.place(), ticket.connection(), now),
        () -> plain.lost(ticket.room(), ticket.place(), ticket.connection(), now),
        "lost",
        ticket);
  }

  void leave() {
    RandomChoices.Ticket ticket = chance.ticket(seat -> seat.member != null);
    long now = simulation.now;
    simulation.step(
        () -> placement.leave(ticket.room(), ticket.place(), ticket.connection(), now),
        () -> plain.leave(ticket.room(), ticket.place(), ticket.connection(), now),
        "leave",
        ticket);
  }

  /** What is due lapses first, for only then is it known what is offered. */
  void next() {
    simulation.expire();
    RandomChoices.Ticket ticket =
        chance.ticket(
            seat ->
                seat.member != null
                    && (simulation.offerBook.currentOffer(seat.room.id).isPresent()
                        || chance.one(3)));
    long now = simulation.now;
    JoinResult answer =
        simulation.step(
            () -> placement.next(ticket.room(), ticket.place(), ticket.connection(), now),
            () ->
                plain.next(
                    ticket.room(),
                    ticket.place(),
                    ticket.connection(),
                    now,
                    simulation.offerBook::currentOffer),
            "next",
            ticket);
    chance.remember(answer, ticket.connection());
  }

  void invite() {
    RandomChoices.Ticket ticket =
        chance.ticket(seat -> seat.member != null && (seat.room.isPrivate || chance.one(4)));
    long now = simulation.now;
    InviteResult answer =
        simulation.step(
            () -> placement.invite(ticket.room(), ticket.place(), ticket.connection(), now),
            () -> plain.invite(ticket.room(), ticket.place(), ticket.connection(), now),
            "invite",
            ticket);
    if (answer instanceof InviteResult.Invited invited) {
      chance.rememberCode(invited.code());
    }
  }
}
