package prosa.server.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ReferenceRoom.ReferenceConnection;
import prosa.server.placement.ReferenceRoom.ReferenceSeat;

/** Draws existing values, former ones, and sometimes invalid ones. */
final class RandomChoices {

  static final List<ClientAddress> ADDRESSES =
      List.of(
          new ClientAddress("192.0.2.1", false),
          new ClientAddress("192.0.2.2", false),
          new ClientAddress("2001:db8::3", false),
          new ClientAddress("127.0.0.1", true));
  private static final int REMEMBERED = 60;

  /** A seat that somebody had at some time; its connection is 0 while it was reserved only. */
  record Ticket(RoomId room, int place, long connection, String secret) {}

  final Random random;
  private final ReferenceModel model;
  private final List<Ticket> tickets = new ArrayList<>();
  private final List<String> codes = new ArrayList<>();
  private long connections;

  RandomChoices(long seed, ReferenceModel model) {
    this.random = new Random(seed);
    this.model = model;
    tickets.add(new Ticket(new RoomId(0), 1, 0, "never"));
    codes.add("never");
  }

  boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  ClientAddress client() {
    return any(ADDRESSES);
  }

  /** A new one nearly always. */
  long connection() {
    if (one(40)) {
      List<ReferenceSeat> seats = model.seats();
      List<Long> known = seats.isEmpty() ? List.of() : any(seats).connections();
      if (!known.isEmpty()) {
        return any(known);
      }
    }
    return ++connections;
  }

  RoomId room() {
    return model.rooms.isEmpty() || one(20) ? any(tickets).room() : any(model.rooms).id;
  }

  JoinRequest request() {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> JoinRequest.anywhere();
      case 3 -> JoinRequests.notAt(room());
      case 4 -> JoinRequests.forPrivateRoom();
      default -> JoinRequest.withInvite(code());
    };
  }

  /** A secret of a seat in any state, the present or the previous one, or of one long gone. */
  String secret() {
    ReferenceSeat seat =
        anySeat(any -> one(10) || (!any.classic && (any.member == null || one(4))));
    if (seat == null || one(8)) {
      return any(tickets).secret();
    }
    String previous = seat.previous;
    return previous != null && one(2) ? previous : seat.secret;
  }

  /** That of such a seat, if there is one, or of some earlier time. */
  Ticket ticket(Predicate<ReferenceSeat> wanted) {
    ReferenceSeat seat = anySeat(wanted);
    if (seat == null || one(12)) {
      return any(tickets);
    }
    Long member = seat.member;
    return new Ticket(seat.room.id, seat.place, member == null ? 0 : member, seat.secret);
  }

  @Nullable ReferenceSeat anySeat(Predicate<ReferenceSeat> wanted) {
    List<ReferenceSeat> seats = model.seats().stream().filter(wanted).toList();
    return seats.isEmpty() ? null : any(seats);
  }

  @Nullable ReferenceConnection anyConnection(Predicate<ReferenceConnection> wanted) {
    List<ReferenceConnection> peers = model.peers().stream().filter(wanted).toList();
    return peers.isEmpty() ? null : any(peers);
  }

  void remember(Reservation answer) {
    if (answer instanceof Reservation.Reserved seat) {
      keep(tickets, new Ticket(seat.room(), seat.place(), 0, seat.seat()));
    }
  }

  void remember(JoinResult answer, long connection) {
    if (answer instanceof JoinResult.Taken seat) {
      keep(tickets, new Ticket(seat.room(), seat.place(), connection, seat.seat()));
    }
  }

  void rememberCode(String code) {
    keep(codes, code);
  }

  private String code() {
    Optional<String> known =
        model.rooms.stream()
            .map(room -> Optional.ofNullable(room.code))
            .flatMap(Optional::stream)
            .skip(random.nextInt(3))
            .findFirst();
    return known.isEmpty() || one(5) ? any(codes) : known.get();
  }

  private <T> T any(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private <T> void keep(List<T> memory, T what) {
    if (memory.size() < REMEMBERED) {
      memory.add(what);
    } else {
      memory.set(random.nextInt(REMEMBERED), what);
    }
  }
}
