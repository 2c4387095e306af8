package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.server.placement.TestPlacement.Member;

/** Somebody comes and goes all the time, from many connections, while people come. */
final class ComingAndGoingTest {

  private static final int STEP_MILLIS = 10;
  private static final int STEPS = 6_000;
  private static final int STEPS_BETWEEN_NEWCOMERS = 100;
  private static final int NEWCOMER_STAYS = 250;

  /** The first seconds, in which somebody may still be taken for somebody who stays. */
  private static final int STEPS_UNTIL_KNOWN = 1_000;

  private record Newcomer(Member member, int step) {}

  @ParameterizedTest
  @CsvSource({
    "1, 1, false, false",
    "6, 1, false, false",
    "6, 6, false, false",
    "40, 1, false, false",
    "40, 40, false, false",
    "6, 1, true, true",
    "6, 1, true, false",
    "40, 1, true, false"
  })
  void newcomersAreSeatedBesideSomebodyWhoStays(
      int connections, int addresses, boolean trusted, boolean sameConnections) {
    for (int seed = 1; seed <= 10; seed++) {
      assertThat(elsewhere(connections, addresses, trusted, sameConnections, seed))
          .as("seed %d", seed)
          .isEmpty();
    }
  }

  /** The newcomers who were not seated beside somebody who stays though there was a free seat. */
  private static List<Newcomer> elsewhere(
      int connections, int addresses, boolean trusted, boolean sameConnections, int seed) {
    TestPlacement tables = TestPlacement.of(10);
    Random random = new Random(seed);
    List<Newcomer> here = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ClientAddress address = new ClientAddress("203.0.113." + i, false);
      here.add(new Newcomer(tables.enter(JoinRequest.anywhere(), address), STEPS));
    }
    @Nullable Member[] visitors = new Member[connections];
    long[] lines = new long[connections];
    List<Newcomer> elsewhere = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      for (int i = 0; i < connections; i++) {
        if (random.nextInt(20) == 0) {
          ClientAddress address = new ClientAddress("192.0.2." + i % addresses, trusted);
          if (random.nextInt(10) == 0) {
            long line = tables.newConnection();
            tables.placement.reserveDirect(JoinRequest.anywhere(), line, address, tables.now);
          } else if (visitors[i] == null) {
            lines[i] = lines[i] == 0 || !sameConnections ? tables.newConnection() : lines[i];
            visitors[i] = come(tables, lines[i], address);
          } else {
            visitors[i] = goOn(tables, visitors[i], random.nextInt(sameConnections ? 3 : 4));
          }
        }
      }
      if (step % STEPS_BETWEEN_NEWCOMERS == STEPS_BETWEEN_NEWCOMERS - 1) {
        ClientAddress address =
            new ClientAddress("198.51.100." + step / STEPS_BETWEEN_NEWCOMERS, false);
        Set<RoomId> wanted = new HashSet<>();
        here.forEach(one -> wanted.add(one.member.room()));
        wanted.removeIf(room -> !hasSpace(tables, room));
        Newcomer newcomer = new Newcomer(tables.enter(JoinRequest.anywhere(), address), step);
        if (step > STEPS_UNTIL_KNOWN
            && !wanted.isEmpty()
            && !wanted.contains(newcomer.member.room())) {
          elsewhere.add(newcomer);
        }
        here.add(newcomer);
      }
      tables.pass(Duration.ofMillis(STEP_MILLIS));
      for (Newcomer one : List.copyOf(here)) {
        if (step - one.step == NEWCOMER_STAYS) {
          tables.leave(one.member);
          here.remove(one);
        }
      }
    }
    return elsewhere;
  }

  private static boolean hasSpace(TestPlacement tables, RoomId room) {
    RoomSeats seats = PlacementInspector.rooms(tables.placement).find(room);
    return seats != null && seats.hasSpace();
  }

  private static @Nullable Member come(TestPlacement tables, long line, ClientAddress address) {
    return tables.placement.enter(JoinRequest.anywhere(), line, address, tables.now)
            instanceof JoinResult.Taken taken
        ? new Member(taken.room(), taken.place(), line, taken.seat())
        : null;
  }

  private static @Nullable Member goOn(TestPlacement tables, Member member, int what) {
    return switch (what) {
      case 0 -> {
        tables.leave(member);
        yield null;
      }
      case 1 -> next(tables, member);
      case 2 -> member;
      default -> {
        tables.lost(member);
        yield null;
      }
    };
  }

  private static Member next(TestPlacement tables, Member member) {
    return tables.placement.next(member.room(), member.place(), member.connection(), tables.now)
            instanceof JoinResult.Taken taken
        ? new Member(taken.room(), taken.place(), member.connection(), taken.seat())
        : member;
  }

  @Test
  void threeShortVisitsAreComingAndGoingForHalfAMinute() {
    TestPlacement tables = TestPlacement.of(10);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      ClientAddress address = new ClientAddress("203.0.113." + i, false);
      members.add(tables.enter(JoinRequest.anywhere(), address));
    }
    tables.leave(members.getFirst());
    tables.leave(members.getLast());
    RoomId left = members.getLast().room();
    RoomId living = members.getFirst().room();
    ClientAddress visitor = TestPlacement.THERE;
    for (int i = 0; i < 2; i++) {
      Member visit = tables.enter(JoinRequest.anywhere(), visitor);
      assertThat(visit.room()).as("by the rules, where nobody is").isEqualTo(left);
      tables.leave(visit);
    }
    Member friend = tables.enter(JoinRequest.anywhere(), TestPlacement.HERE);
    assertThat(friend.room()).as("by the rules, yet").isEqualTo(left);
    tables.leave(friend);
    tables.leave(tables.enter(JoinRequest.anywhere(), visitor));
    friend = tables.enter(JoinRequest.anywhere(), TestPlacement.HERE);
    assertThat(friend.room()).as("beside somebody who stays").isEqualTo(living);
    tables.leave(friend);
    Member visit = tables.enter(JoinRequest.anywhere(), visitor);
    assertThat(visit.room()).as("who comes and goes, by the rules").isEqualTo(left);
    tables.pass(Duration.ofSeconds(31));
    tables.leave(visit);
    friend = tables.enter(JoinRequest.anywhere(), TestPlacement.HERE);
    assertThat(friend.room()).as("by the rules again").isEqualTo(left);
  }

  @Test
  void aTrustedNetworkComesAndGoesAsAWholeFromThirtyShortVisitsOn() {
    TestPlacement tables = TestPlacement.of(10);
    ClientAddress proxy = new ClientAddress("198.51.100.7", true);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      ClientAddress address = new ClientAddress("203.0.113." + i, false);
      members.add(tables.enter(JoinRequest.anywhere(), address));
    }
    tables.leave(members.getFirst());
    tables.leave(members.getLast());
    RoomId left = members.getLast().room();
    RoomId living = members.getFirst().room();
    for (int i = 1; i < ShortStays.MANY_OF_MANY; i++) {
      goAgain(tables, visitByClassicClient(tables, proxy));
    }
    Member guest = tables.enter(JoinRequest.anywhere(), TestPlacement.HERE);
    assertThat(guest.room()).as("by the rules, yet").isEqualTo(left);
    tables.leave(guest);
    goAgain(tables, visitByClassicClient(tables, proxy));
    guest = tables.enter(JoinRequest.anywhere(), TestPlacement.HERE);
    assertThat(guest.room()).as("beside somebody who stays").isEqualTo(living);
    tables.leave(guest);
    ClassicVisit visit = visitByClassicClient(tables, proxy);
    assertThat(visit.room()).as("who comes and goes, by the rules").isEqualTo(left);
    guest = tables.enter(JoinRequest.anywhere(), TestPlacement.THERE);
    assertThat(guest.room()).as("who has just come from there is no company").isEqualTo(living);
    tables.leave(guest);
    tables.pass(Duration.ofSeconds(5));
    guest = tables.enter(JoinRequest.anywhere(), TestPlacement.THERE);
    assertThat(guest.room()).as("who has stayed is").isEqualTo(left);
  }

  private record ClassicVisit(RoomId room, long publisher, long subscriber) {}

  private static ClassicVisit visitByClassicClient(TestPlacement tables, ClientAddress from) {
    RoomId room = tables.findChat(from).room();
    return new ClassicVisit(room, tables.publisher(room, from), tables.subscriber(room, from));
  }

  private static void goAgain(TestPlacement tables, ClassicVisit visit) {
    tables.disconnected(visit.room(), visit.publisher());
    tables.disconnected(visit.room(), visit.subscriber());
  }

  @Test
  void ofMoreVisitorsThanSoManyTheOldestIsForgotten() {
    ShortStays stays = new ShortStays();
    for (int i = 0; i <= 1024; i++) {
      for (int j = 0; j < 3; j++) {
        stays.ended(seatOf(i), i);
      }
    }
    assertThat(stays.comesAndGoes(seatOf(0), 1024)).isFalse();
    assertThat(stays.comesAndGoes(seatOf(1), 1024)).isTrue();
    stays.forget(1024 + ShortStays.WINDOW_NANOS);
    assertThat(stays.comesAndGoes(seatOf(1023), 1024)).as("after its half minute").isFalse();
    assertThat(stays.anybody(1024 + ShortStays.WINDOW_NANOS)).isTrue();
    assertThat(stays.anybody(1025 + ShortStays.WINDOW_NANOS)).isFalse();
  }

  @Test
  void whoStaysOrComesBackToItsSeatDoesNotComeAndGo() {
    TestPlacement tables = TestPlacement.of(10);
    for (int i = 0; i < 4; i++) {
      Member visit = tables.enter(JoinRequest.anywhere(), TestPlacement.THERE);
      tables.pass(Duration.ofSeconds(5));
      tables.leave(visit);
    }
    assertThat(comesAndGoes(tables)).as("who stays for five seconds").isFalse();
    Member member = tables.enter(JoinRequest.anywhere(), TestPlacement.THERE);
    tables.pass(Duration.ofSeconds(5));
    for (int i = 0; i < 4; i++) {
      tables.lost(member);
      tables.pass(Duration.ofSeconds(1));
      member = tables.enter(JoinRequest.forSeat(member.seat()), TestPlacement.THERE);
    }
    assertThat(comesAndGoes(tables)).as("who comes back to its seat").isFalse();
  }

  private static boolean comesAndGoes(TestPlacement tables) {
    return PlacementInspector.shortStays(tables.placement)
        .comesAndGoes(TestPlacement.THERE, tables.now);
  }

  private static Seat seatOf(int visitor) {
    RoomSeats room = new RoomSeats(new RoomId(0), false, "", 10, new RoomBans(() -> "unused"));
    return new DirectSeat(room, 1, new ClientAddress("visitor " + visitor, false), "", null);
  }
}
