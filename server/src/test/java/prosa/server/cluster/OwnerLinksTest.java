package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.cluster.RecordedNode.CLIENT;
import static prosa.server.cluster.RecordedNode.MILLI;
import static prosa.server.cluster.RecordedNode.SECOND;
import static prosa.server.cluster.RecordedNode.START;
import static prosa.server.cluster.RecordedNode.roomAt;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterMessage.Echo;
import prosa.server.cluster.ClusterMessage.NoRoom;
import prosa.server.cluster.ClusterMessage.RelayState;
import prosa.server.cluster.ClusterMessage.Up;
import prosa.server.cluster.ClusterMessage.UpItem;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Expulsion;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Placement;
import prosa.server.placement.Refusal;
import prosa.server.placement.Reservation;
import prosa.server.placement.RoomId;

/** Members who come in at other nodes: in order, each frame once, and gone with their gateway. */
final class OwnerLinksTest {
  private static final long RELAY = 70;
  private static final UpItem RESYNC = new ClusterMessage.Resync();

  private final RecordedNode node = new RecordedNode();
  private final OwnerLinks links = node.ownerLinks;
  private RoomKey room;

  @BeforeEach
  void open() {
    room = node.tokens.key(node.sit().room());
    node.announce("a");
  }

  private void up(long relay, long replaces, long number, UpItem... items) {
    links.up("a", START, new Up(relay, replaces, room, number, List.of(items)));
  }

  private void up(long number, UpItem... items) {
    up(RELAY, 0, number, items);
  }

  private UpItem enter(long member, String secret, long heard, long heardIn) {
    return new ClusterMessage.Enter(
        member, secret, "Bia", heard, heardIn, false, false, "", CLIENT, "");
  }

  /** A seat that was reserved for somebody who comes in at another node. */
  private String reserved() {
    return ((Reservation.Reserved)
            node.placement.reserveForNode(null, 8, CLIENT, Set.of(), node.now))
        .seat();
  }

  @Test
  void framesAreCarriedOutOnceAndInTheirOrder() {
    up(2, new ClusterMessage.Text(1, new byte[0]), RESYNC);
    assertThat(node.rooms.calls()).isEmpty();
    up(1, enter(1, reserved(), 5, room.epoch()));
    up(1, RESYNC);
    up(2, RESYNC);
    assertThat(node.rooms.calls())
        .containsExactly("seat 1 at " + room.id() + ", heard 5", "input 1001 Text", "resync");
    assertThat(links.size()).isEqualTo(1);
  }

  @Test
  void numberThatWasHeardInAnotherRoomMeansNothingHere() {
    up(1, enter(1, reserved(), 5, room.epoch() ^ 2));
    assertThat(node.rooms.calls()).containsExactly("seat 1 at " + room.id() + ", heard -1");
  }

  @Test
  void memberWithoutASeatHereIsRefused() {
    up(1, enter(1, "no secret", -1, 0));
    ClusterMessage.Down down = node.letter("a", ClusterMessage.Down.class);
    assertThat(down.items()).containsExactly(new ClusterMessage.Refused(1, Refusal.STALE_SEAT));
    assertThat(down.acknowledged()).isEqualTo(1);
    up(2, new ClusterMessage.Text(1, new byte[0]));
    assertThat(node.rooms.calls()).isEmpty();
  }

  @Test
  void secretOfARoomThatGoesOnHereGetsAFreeSeatThere() {
    RoomKey before = roomAt("z", 3);
    node.directory.goOn(List.of(before), room.id());
    up(1, enter(1, SeatToken.make("0123456789012345678901", before, 1), -1, 0));
    assertThat(node.rooms.calls()).containsExactly("seat 1 at " + room.id() + ", heard -1");
  }

  private List<Integer> placesTaken() {
    return node.placement.seatsOf(room.id()).stream().map(Placement.KnownSeat::place).toList();
  }

  @Test
  void whoComesBackToARoomThatGoesOnHereHasItsPlaceUnlessItIsTaken() {
    RoomKey before = roomAt("z", 3);
    node.directory.goOn(List.of(before), room.id());
    up(1, enter(1, SeatToken.make("0123456789012345678901", before, 3), -1, 0));
    assertThat(placesTaken()).containsExactly(1, 3);
    up(2, enter(2, SeatToken.make("1123456789012345678901", before, 1), -1, 0));
    assertThat(placesTaken()).containsExactly(1, 2, 3);
  }

  @Test
  void whoWasVotedAwayDoesNotComeBackWithASecretOfAnEarlierRoom() {
    RoomKey before = roomAt("z", 3);
    node.directory.goOn(List.of(before), room.id());
    ClientAddress away = new ClientAddress("198.51.100.1", false);
    node.placement.moveAway(
        room.id(), new Expulsion(2, 99, Set.of(away), Set.of(), Set.of(), false, true), node.now);
    String secret = SeatToken.make("0123456789012345678901", before, 2);
    up(1, new ClusterMessage.Enter(1, secret, "Rui", -1, 0, false, false, "", away, ""));
    assertThat(node.letter("a", ClusterMessage.Down.class).items())
        .containsExactly(new ClusterMessage.Refused(1, Refusal.VOTED_AWAY));
    assertThat(placesTaken()).containsExactly(1);
  }

  /** From another network, so that it is known by the name only. */
  @Test
  void whoWasVotedAwayDoesNotComeBackByItsNameWithASecretOfAnEarlierRoom() {
    RoomKey before = roomAt("z", 3);
    node.directory.goOn(List.of(before), room.id());
    ClientAddress away = new ClientAddress("198.51.100.1", false);
    node.placement.moveAway(
        room.id(),
        new Expulsion(2, 99, Set.of(away), Set.of("bia"), Set.of(), false, true),
        node.now);
    up(1, enter(1, SeatToken.make("0123456789012345678901", before, 2), -1, 0));
    assertThat(node.letter("a", ClusterMessage.Down.class).items())
        .containsExactly(new ClusterMessage.Refused(1, Refusal.VOTED_AWAY));
    assertThat(placesTaken()).containsExactly(1);
  }

  /** It went to another room here, and its connection was lost before it heard the new secret. */
  @Test
  void whoseSeatIsInAnotherRoomKeepsItAndIsToldWhatLeadsThere() {
    JoinResult.Taken first = node.sit();
    RoomId other =
        node.placement
            .openReunion(false, Optional.empty(), List.of(CLIENT), true, node.now)
            .orElseThrow();
    node.placement.endReunion(other, node.now);
    Reservation.Reserved company =
        (Reservation.Reserved) node.placement.reserveAt(other, CLIENT, node.now);
    node.enter(company.seat());
    long connection = node.lastConnection() - 1;
    JoinResult.Taken moved =
        (JoinResult.Taken) node.placement.next(first.room(), first.place(), connection, node.now);
    assertThat(moved.room()).isEqualTo(other);
    node.placement.lost(other, moved.place(), connection, node.now);
    up(1, enter(1, first.seat(), -1, 0));
    assertThat(node.letter("a", ClusterMessage.Down.class).items())
        .containsExactly(
            new ClusterMessage.Refused(1, Refusal.STALE_SEAT, Optional.of(moved.seat())));
    assertThat(node.placement.opens(moved.seat())).isTrue();
    assertThat(node.rooms.calls()).isEmpty();
    room = node.tokens.key(other);
    up(RELAY + 1, 0, 1, enter(1, moved.seat(), 0, room.epoch()));
    assertThat(node.rooms.calls()).containsExactly("seat 1 at " + other + ", heard 0");
  }

  @Test
  void whoEntersAgainBecauseTheAnswerWasLostHasOneSeat() {
    RoomKey before = roomAt("z", 3);
    node.directory.goOn(List.of(before), room.id());
    UpItem enter = enter(1, SeatToken.make("0123456789012345678901", before, 2), -1, 0);
    up(1, enter);
    up(RELAY + 1, RELAY, 1, enter); // over another relay, since the first one was not heard
    assertThat(placesTaken()).containsExactly(1, 2);
  }

  @Test
  void whatIsMissingIsAskedForAndNotAllTheTime() {
    up(1, RESYNC);
    node.pass(MILLI);
    up(3, RESYNC);
    assertThat(node.letter("a", Echo.class).relays()).containsExactly(new RelayState(RELAY, 0, 1));
    up(4, RESYNC);
    assertThat(node.letters()).isEmpty();
    node.pass(101 * MILLI);
    up(5, RESYNC);
    node.letter("a", Echo.class);
  }

  @Test
  void frameThatIsTooFarAheadIsNotKept() {
    up(Relay.MOST_EARLY, RESYNC);
    up(Relay.MOST_EARLY + 1, RESYNC);
    node.rooms.calls();
    for (int number = 1; number < Relay.MOST_EARLY; number++) {
      up(number);
    }
    assertThat(node.rooms.calls()).containsExactly("resync");
  }

  @Test
  void roomThatIsNotHereIsToldWithWhereItWent() {
    RoomKey there = roomAt("c", 9);
    up(1);
    links.roomWent(room, there);
    assertThat(node.letter("a", NoRoom.class))
        .isEqualTo(new NoRoom(RELAY, room, Optional.of(there)));
    assertThat(links.size()).isZero();
    RoomKey went = roomAt("b", 50);
    node.directory.redirect(went, there);
    links.up("a", START, new Up(RELAY + 1, 0, went, 1, List.of()));
    assertThat(node.letter("a", NoRoom.class).now()).contains(there);
    links.up("a", START, new Up(RELAY + 2, 0, roomAt("b", 51), 1, List.of()));
    assertThat(node.letter("a", NoRoom.class).now()).isEmpty();
  }

  @Test
  void linkThatIsReplacedIsClosedAndALateFrameDoesNotOpenItAgain() {
    up(1, enter(1, reserved(), -1, 0));
    node.rooms.calls();
    up(RELAY + 1, RELAY, 1);
    assertThat(node.rooms.calls()).containsExactly("lost [1001]");
    assertThat(links.size()).isEqualTo(1);
    up(2, RESYNC);
    assertThat(node.letter("a", Echo.class).relays())
        .containsExactly(new RelayState(RELAY, 0, -1)); // it is not known
    assertThat(node.rooms.calls()).isEmpty();
    assertThat(links.size()).isEqualTo(1);
  }

  @Test
  void firstFrameThatComesAfterThatOfTheNextLinkTakesNobodyAwayFromIt() {
    String secret = reserved();
    up(RELAY + 1, RELAY, 1, enter(1, secret, -1, 0));
    node.rooms.calls();
    up(1, enter(1, secret, -1, 0));
    assertThat(node.rooms.calls()).isEmpty();
    assertThat(links.size()).isEqualTo(1);
    up(RELAY + 1, RELAY, 2, new ClusterMessage.Text(1, new byte[0]));
    assertThat(node.rooms.calls()).containsExactly("input 1001 Text");
  }

  @Test
  void membersAreLostWithTheirGateway() {
    up(1, enter(1, reserved(), -1, 0));
    node.rooms.calls();
    links.nodeGone("c");
    assertThat(links.size()).isEqualTo(1);
    links.nodeGone("a");
    assertThat(node.rooms.calls()).containsExactly("lost [1001]");
    assertThat(links.size()).isZero();
  }

  @Test
  void linkThatItsGatewayDoesNotSpeakOfIsClosedAfterSixSeconds() {
    up(1);
    node.pass(5 * SECOND);
    RelayState unknown = new RelayState(RELAY + 1, 0, 1);
    RelayState nothingSent = new RelayState(RELAY + 2, 0, 0);
    links.pulse("a", START, List.of(new RelayState(RELAY, 0, 1), unknown, nothingSent));
    assertThat(node.letter("a", Echo.class).relays())
        .containsExactly(
            new RelayState(RELAY, 0, 1), new RelayState(RELAY + 1, 0, -1), nothingSent);
    links.expire(node.now + 6 * SECOND);
    assertThat(links.size()).isEqualTo(1);
    links.slept(node.now + SECOND);
    links.expire(node.now + 7 * SECOND);
    assertThat(links.size()).isEqualTo(1);
    links.expire(node.now + 7 * SECOND + 1);
    assertThat(links.size()).isZero();
  }

  @Test
  void nothingIsToldOverALinkWhoseRoomIsClosed() {
    up(1, enter(1, reserved(), -1, 0));
    OwnerLink link = Objects.requireNonNull(node.rooms.lastLink);
    links.tell(link, new ClusterMessage.Rest(1, 20));
    links.tell(link, List.of());
    ClusterMessage.Down down = node.letter("a", ClusterMessage.Down.class);
    assertThat(down.number()).isEqualTo(1);
    links.roomClosed(room.id());
    node.now += OwnerLinks.LAST_WORDS + MILLI;
    links.expire(node.now);
    links.tell(link, new ClusterMessage.Rest(1, 20));
    assertThat(node.letters()).isEmpty();
    assertThat(link.isClosed()).isTrue();
    assertThat(links.size()).isZero();
  }

  /** The room tells its members on its own thread: a moment after placement has closed it. */
  @Test
  void membersAreToldWhyTheirRoomWasClosed() {
    up(1, enter(1, reserved(), -1, 0));
    OwnerLink link = Objects.requireNonNull(node.rooms.lastLink);
    links.roomClosed(room.id());
    links.tell(
        link, List.of(new ClusterMessage.Tell(1, new byte[0]), new ClusterMessage.Dismissed(1)));
    assertThat(node.letter("a", ClusterMessage.Down.class).items())
        .hasExactlyElementsOfTypes(ClusterMessage.Tell.class, ClusterMessage.Dismissed.class);
    links.pulse("a", START, List.of(new RelayState(RELAY, 1, 1)));
    assertThat(node.letter("a", Echo.class).relays())
        .as("known for a moment")
        .containsExactly(new RelayState(RELAY, 1, 1));
  }

  @Test
  void linkWithoutMembersEndsWithItsRoom() {
    up(1, RESYNC);
    links.roomClosed(room.id());
    assertThat(links.size()).isZero();
  }
}
