package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.server.placement.Admission;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Expulsion;
import prosa.server.placement.InviteResult;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Refusal;
import prosa.server.placement.Reservation;
import prosa.server.placement.RoomId;

/** Who is not to be seated at a table, which another node has. */
@SuppressWarnings("NullAway") // who is seated has a room
final class ClusterPlacementTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final ClientAddress CLIENT = new ClientAddress("192.0.2.99", false);

  private ClusterSimulation world;
  private SimulatedNode a;
  private SimulatedNode b;
  private SimulatedUser first;
  private RoomId table;

  /** Somebody sits at {@code a}. */
  @BeforeEach
  void start() {
    world = new ClusterSimulation(1, 2, 0);
    a = world.nodes.get(0);
    b = world.nodes.get(1);
    world.advance(3_000 * MILLI);
    first = sit(a, 1);
    table = first.room.id();
    assertThat(table.node()).isEqualTo("a");
  }

  private SimulatedUser sit(SimulatedNode at, int number) {
    SimulatedUser user = new SimulatedUser(number, world);
    at.enter(user);
    world.advance(200 * MILLI);
    assertThat(user.sits()).isTrue();
    return user;
  }

  private static JoinRequest avoiding(Optional<RoomId> room) {
    return new JoinRequest(Optional.empty(), Optional.empty(), false, room);
  }

  private RoomId entered(Optional<RoomId> avoid) {
    List<JoinResult> results = new ArrayList<>();
    b.seats.enter(avoiding(avoid), 1, CLIENT, results::add);
    world.advance(200 * MILLI);
    return ((JoinResult.Taken) results.getFirst()).room();
  }

  private RoomId reserved(Optional<RoomId> avoid) {
    List<Reservation> results = new ArrayList<>();
    b.seats.reserveDirect(avoiding(avoid), 1, CLIENT, results::add);
    world.advance(200 * MILLI);
    return ((Reservation.Reserved) results.getFirst()).room();
  }

  @Test
  void whoComesInIsSeatedElsewhere() {
    assertThat(entered(Optional.of(table)).node()).isEqualTo("b");
  }

  @Test
  void whoComesInAndAvoidsAnotherTableIsSeatedThere() {
    assertThat(entered(Optional.of(new RoomId(7, "a")))).isEqualTo(table);
  }

  @Test
  void seatIsReservedElsewhere() {
    assertThat(reserved(Optional.of(new RoomId(7, "a")))).isEqualTo(table);
    assertThat(reserved(Optional.of(table)).node()).isEqualTo("b");
  }

  /** Somebody from a trusted network, who is known again by the name only, was voted away. */
  private void moveAway(String name) {
    ClientAddress trusted = new ClientAddress("127.0.0.1", true);
    a.placement.moveAway(
        table,
        new Expulsion(6, 99, Set.of(trusted), Set.of(name), Set.of(), false, true),
        world.network.now());
  }

  private static JoinRequest called(String name, Optional<String> code) {
    return new JoinRequest(Optional.empty(), code, false, Optional.empty()).named(Set.of(name));
  }

  private List<JoinResult> enters(JoinRequest request) {
    List<JoinResult> results = new ArrayList<>();
    b.seats.enter(request, 1, CLIENT, results::add);
    world.advance(200 * MILLI);
    return results;
  }

  @Test
  void whoWasVotedAwayIsNotSeatedThereByItsNameThroughAnotherNode() {
    moveAway("rui");
    assertThat(enters(called("rui", Optional.empty())))
        .singleElement()
        .isInstanceOfSatisfying(
            JoinResult.Taken.class, taken -> assertThat(taken.room().node()).isEqualTo("b"));
  }

  @Test
  void somebodyElseIs() {
    moveAway("rui");
    assertThat(enters(called("lia", Optional.empty())))
        .singleElement()
        .isInstanceOfSatisfying(
            JoinResult.Taken.class, taken -> assertThat(taken.room()).isEqualTo(table));
  }

  @Test
  void whyACodeDoesNotLeadToASeatIsToldThroughAnotherNodeToo() {
    InviteResult invited =
        a.placement.invite(table, first.place, first.connection, world.network.now());
    String code = ((InviteResult.Invited) invited).code();
    moveAway("rui");
    assertThat(enters(called("rui", Optional.of(code))))
        .containsExactly(new JoinResult.Refused(Refusal.VOTED_AWAY));
  }

  private String code() {
    InviteResult invited =
        a.placement.invite(table, first.place, first.connection, world.network.now());
    return ((InviteResult.Invited) invited).code();
  }

  @Test
  void nodeThatIsSilentForAMomentIsAskedAgainForTheSeatThatACodeIsFor() {
    String code = code();
    world.network.cut("a", "b");
    List<JoinResult> results = enters(called("lia", Optional.of(code)));
    world.advance(300 * MILLI);
    assertThat(results).isEmpty();
    world.network.heal();
    world.advance(1_500 * MILLI);
    assertThat(results)
        .singleElement()
        .isInstanceOfSatisfying(
            JoinResult.Taken.class, taken -> assertThat(taken.room()).isEqualTo(table));
    assertThat(a.placement.totals().reserved()).isEqualTo(1);
  }

  @Test
  void codeOfANodeThatStaysSilentIsUnknownInTheEnd() {
    String code = code();
    world.network.cut("a", "b");
    List<JoinResult> results = enters(called("lia", Optional.of(code)));
    world.advance(4_000 * MILLI);
    assertThat(results).containsExactly(new JoinResult.Refused(Refusal.UNKNOWN_INVITE));
  }

  /** The code was made by a node that is gone; who comes by it meets those who sat there. */
  @Test
  void codeOfATableWhoseNodeIsGoneLeadsToWhereItGoesOn() {
    String code = code();
    SimulatedUser second = sit(b, 2);
    assertThat(second.room.id()).isEqualTo(table);
    a.die();
    world.advance(8_000 * MILLI);
    assertThat(second.sits()).isTrue();
    assertThat(second.room.id().node()).isEqualTo("b");

    String forged = (code.startsWith("A") ? "B" : "A") + code.substring(1);
    assertThat(enters(called("rui", Optional.of(forged))))
        .as("a code that nobody made")
        .containsExactly(new JoinResult.Refused(Refusal.UNKNOWN_INVITE));
    List<JoinResult> results = enters(called("lia", Optional.of(code)));
    assertThat(results)
        .singleElement()
        .isInstanceOfSatisfying(
            JoinResult.Taken.class,
            taken -> {
              assertThat(taken.room()).isEqualTo(second.room.id());
              assertThat(b.placement.codeOf(taken.room())).contains(code);
            });
  }

  /** Whose connection the node would soon close again; a classic one does not come back. */
  @Test
  void nodeThatDrainsSeatsNewcomersNowhere() {
    b.drain();
    List<Reservation> reserved = new ArrayList<>();
    b.seats.reserveClassic(CLIENT, reserved::add);
    b.seats.reserveDirect(avoiding(Optional.empty()), 1, CLIENT, reserved::add);
    world.advance(200 * MILLI);
    assertThat(reserved).hasSize(2).allMatch(new Reservation.Refused(Refusal.DRAINING)::equals);
    assertThat(enters(avoiding(Optional.empty())))
        .containsExactly(new JoinResult.Refused(Refusal.DRAINING));
    assertThat(a.placement.totals().reserved()).isZero();
  }

  @Test
  void seatOfWhoIsGoneWhenItIsGivenIsFreeAtItsOwnerAtOnce() {
    List<JoinResult> results = new ArrayList<>();
    b.seats.enter(avoiding(Optional.empty()), 1, CLIENT, results::add);
    world.advance(200 * MILLI);
    JoinResult.Taken taken = (JoinResult.Taken) results.getFirst();
    assertThat(taken.room()).isEqualTo(table);
    assertThat(a.placement.totals().reserved()).isEqualTo(1);
    b.seats.withdraw(taken.room(), taken.place(), taken.seat());
    world.advance(200 * MILLI);
    assertThat(a.placement.totals().reserved()).isZero();
  }

  /** Ports of a table of {@code a} are open at {@code b}, and a client is expected there. */
  private RoomId portsAtTheOtherNode() {
    List<Reservation> reserved = new ArrayList<>();
    b.seats.reserveClassic(CLIENT, reserved::add);
    world.advance(200 * MILLI);
    RoomId room = ((Reservation.Reserved) reserved.getFirst()).room();
    assertThat(room).isEqualTo(table);
    assertThat(a.placement.totals().reserved()).isEqualTo(1);
    return room;
  }

  private List<Admission> admits(RoomId room, int connection, String address, boolean mayReserve) {
    List<Admission> answers = new ArrayList<>();
    b.seats.admit(
        room,
        ClassicSide.SUBSCRIBER,
        connection,
        new ClientAddress(address, false),
        mayReserve,
        answers::add);
    world.advance(200 * MILLI);
    return answers;
  }

  @Test
  void classicClientThatMayNotReserveIsGivenNoSeatOfAnotherNode() {
    RoomId room = portsAtTheOtherNode();
    for (int i = 1; i <= 3; i++) {
      assertThat(admits(room, i, "192.0.2.77", false))
          .containsExactly(new Admission.Refused(Refusal.JOINED_TOO_OFTEN));
      b.seats.disconnected(room, i);
    }
    assertThat(a.placement.totals().reserved()).isEqualTo(1);
    assertThat(admits(room, 4, CLIENT.key(), false))
        .as("it asked at the door")
        .singleElement()
        .isInstanceOfSatisfying(Admission.Admitted.class, it -> assertThat(it.isNew()).isFalse());
  }

  @Test
  void seatThatAnotherNodeGivesAClassicClientIsNew() {
    RoomId room = portsAtTheOtherNode();
    assertThat(admits(room, 1, "192.0.2.77", true))
        .singleElement()
        .isInstanceOfSatisfying(Admission.Admitted.class, it -> assertThat(it.isNew()).isTrue());
    assertThat(a.placement.totals().reserved()).isEqualTo(2);
  }

  @Test
  void whoWantsAnotherTableGetsAnotherOneOfTheSameNode() {
    SimulatedUser user = sit(b, 2);
    assertThat(user.room.id()).isEqualTo(table);
    List<SimulatedUser> company = new ArrayList<>();
    for (int number = 3; number <= SimulatedNode.CAPACITY; number++) {
      company.add(sit(a, number));
    }
    RoomId second = sit(a, 11).room.id();
    sit(a, 12);
    sit(a, 13);
    company.forEach(a::leave); // two are left at the first table, three sit at the second
    world.advance(MILLI);
    assertThat(second).isNotEqualTo(table);
    b.next(user);
    world.advance(200 * MILLI);
    assertThat(user.room.id()).isEqualTo(second);
  }
}
