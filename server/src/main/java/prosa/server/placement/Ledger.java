package prosa.server.placement;

/**
 * The only place where a seat changes its state: everything that is counted is counted here, and
 * each state's deadline is set here.
 */
final class Ledger {

  private final Rules rules;
  private final Rooms rooms;
  private final Deadlines deadlines;
  private final Offers offers;
  private final Allowance reservations;
  private int reserved;
  private int seated;
  private int held;

  Ledger(Rules rules, Rooms rooms, Deadlines deadlines, Offers offers) {
    this.rules = rules;
    this.rooms = rooms;
    this.deadlines = deadlines;
    this.offers = offers;
    this.reservations = new Allowance(rules.reservationsPerAddress());
  }

  boolean mayReserve(ClientAddress client) {
    return reservations.allows(client);
  }

  void reserve(Seat seat, long now) {
    change(seat, SeatState.RESERVED, now);
    waitAnew(seat, now);
  }

  /** A reserved seat, or an orphan, gets the full time from now on. */
  void waitAnew(Timed what, long now) {
    deadlines.set(what, now, rules.reservation());
  }

  void seat(Seat seat, long now) {
    deadlines.clear(seat);
    change(seat, SeatState.SEATED, now);
  }

  void hold(Seat seat, long now) {
    change(seat, SeatState.HELD, now);
    deadlines.set(seat, now, rules.hold());
  }

  void free(Seat seat, long now) {
    deadlines.clear(seat);
    change(seat, SeatState.FREE, now);
  }

  Tally tally() {
    return new Tally(rooms.size(), rooms.privateRooms(), reserved, seated, held);
  }

  /** Addresses that still have reservations. */
  int leftovers() {
    return reservations.addresses() + reserved + seated + held;
  }

  private void change(Seat seat, SeatState to, long now) {
    SeatState from = seat.state;
    if (from == to) {
      return;
    }
    rooms.change(seat, to, now);
    count(from, -1);
    count(to, 1);
    if (from == SeatState.RESERVED) {
      reservations.giveBack(seat.client());
    } else if (to == SeatState.RESERVED) {
      reservations.take(seat.client());
    }
    offers.touch(seat.room());
  }

  private void count(SeatState state, int change) {
    switch (state) {
      case FREE -> {}
      case RESERVED -> reserved += change;
      case SEATED -> seated += change;
      case HELD -> held += change;
    }
  }
}
