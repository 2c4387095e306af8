package prosa.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.cluster.RecordedNode.CLIENT;
import static prosa.server.cluster.RecordedNode.MILLI;
import static prosa.server.cluster.RecordedNode.SECOND;
import static prosa.server.cluster.RecordedNode.roomAt;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.cluster.ClusterMessage.Adopt;
import prosa.server.cluster.ClusterMessage.Adoption;
import prosa.server.cluster.ClusterMessage.Down;
import prosa.server.cluster.ClusterMessage.DownItem;
import prosa.server.cluster.ClusterMessage.GiveBack;
import prosa.server.cluster.ClusterMessage.NoRoom;
import prosa.server.cluster.ClusterMessage.Pulse;
import prosa.server.cluster.ClusterMessage.RelayState;
import prosa.server.cluster.ClusterMessage.Resync;
import prosa.server.cluster.ClusterMessage.Text;
import prosa.server.cluster.ClusterMessage.Up;
import prosa.server.cluster.RecordedNode.Letter;
import prosa.server.placement.RoomId;

/** Rooms of other nodes, at the node where their members come in. */
final class GatewayRelaysTest {
  private static final DownItem REST = new ClusterMessage.Rest(1, 20);
  private static final RoomKey ROOM = roomAt("a", 1);
  private static final RoomKey NEXT = roomAt("c", 2);

  private final RecordedNode node = new RecordedNode();
  private final GatewayRelays relays = node.relays;
  private Relay relay;

  @BeforeEach
  void open() {
    node.whenGone = peer -> relays.nodeGone(peer.name());
    node.announce("a");
    relay = relays.to(ROOM);
    assertThat(node.rooms.calls()).containsExactly("opened " + ROOM.id());
    node.rooms.onRelays =
        List.of(
            new ClusterMessage.MovedSeat(1, List.of("secret"), "Bia", false, 0, CLIENT, List.of()));
  }

  private void say(String text) {
    relays.up(relay, new Text(7, text.getBytes(UTF_8)));
  }

  private void down(int number, int acknowledged, DownItem... items) {
    relays.down("a", new Down(relay.id(), number, acknowledged, List.of(items)));
  }

  private void echo(long id, long down, long up) {
    relays.echo("a", List.of(new RelayState(id, down, up)));
  }

  private void pass(long nanos) {
    node.pass(nanos);
    relays.expire(node.now);
  }

  /** The node that had the room is silent, and only these others are not. */
  private void lose(String... others) {
    node.pass(4 * SECOND);
    for (String other : others) {
      node.announce(other);
    }
    node.nodes.expire(node.now);
    assertThat(relay.state).isEqualTo(Relay.Stage.LOOKING);
  }

  /** The number of the question for an adoption of the room, whose node is silent. */
  private long lookingFor() {
    lose();
    return node.letter("b", Adopt.class).id();
  }

  // ---- which there are

  @Test
  void roomHasOneRelay() {
    assertThat(relays.to(ROOM)).isSameAs(relay);
    assertThat(relays.find(relay.localId())).isSameAs(relay);
    assertThat(relay.localId()).isEqualTo(ROOM.id());
    assertThat(relays.size()).isEqualTo(1);
    assertThat(node.rooms.calls()).isEmpty();
  }

  @Test
  void relayOfAnotherRoomOfThatNameHasANameThatNoNodeCanHave() {
    Relay other = relays.to(new RoomKey(ROOM.id(), ROOM.epoch() + 2));
    assertThat(other).isNotSameAs(relay);
    assertThat(other.localId().node()).hasSizeGreaterThan(SeatToken.LONGEST_NODE);
    assertThat(relays.find(other.localId())).isSameAs(other);
  }

  @Test
  void relayThatLooksForItsOwnerOpensAgainWithASeatInItsRoomWhenThatIsThere() {
    lose();
    assertThat(relays.to(ROOM).state).isEqualTo(Relay.Stage.LOOKING); // its node is silent yet
    node.letters();
    node.rooms.calls();
    node.announce("a");
    assertThat(relays.to(ROOM)).isSameAs(relay);
    assertThat(relay.state).isEqualTo(Relay.Stage.OPEN);
    assertThat(relay.owner()).isEqualTo("a");
    assertThat(node.rooms.calls()).containsExactly("enter again at " + ROOM.id());
  }

  @Test
  void relayWhoseOwnerLetTheRoomGoLooksOnThoughThatIsThere() {
    relays.noRoom("a", new NoRoom(relay.id(), ROOM, Optional.of(NEXT)));
    assertThat(relays.to(ROOM).state).isEqualTo(Relay.Stage.LOOKING);
  }

  @Test
  void laterRoomOfTheSameNameIsCalledAnotherWayHere() {
    Relay later = relays.to(new RoomKey(ROOM.id(), ROOM.epoch() ^ 2));
    assertThat(later).isNotSameAs(relay);
    assertThat(later.localId()).isNotEqualTo(ROOM.id());
    assertThat(relays.find(later.localId())).isSameAs(later);
  }

  @Test
  void relayIsClosedWhenNobodyNeedsItForFiveSeconds() {
    node.pass(5 * SECOND);
    relays.closeIfIdle(relay);
    assertThat(relays.size()).isEqualTo(1);
    node.pass(1);
    relay.lend(2, "secret of two");
    relays.closeIfIdle(relay); // a classic member is on the way
    assertThat(relays.size()).isEqualTo(1);
    relays.givenBack(relay.localId(), 2);
    relays.givenBack(relay.localId(), 2);
    assertThat(node.letter("a", GiveBack.class)).isEqualTo(new GiveBack(ROOM, 2, "secret of two"));
    relays.closeIfIdle(relay);
    relays.closeIfIdle(relay);
    assertThat(node.rooms.calls()).containsExactly("closed " + ROOM.id());
    assertThat(relays.size()).isZero();
    assertThat(relays.find(relay.localId())).isNull();
    assertThat(relays.to(ROOM)).isNotSameAs(relay);
  }

  // ---- to the owner

  @Test
  void frameIsSentAgainUntilItIsAcknowledged() {
    say("one");
    say("two");
    assertThat(node.letters()).extracting(GatewayRelaysTest::number).containsExactly(1L, 2L);
    node.pass(101 * MILLI);
    echo(relay.id(), 0, 1);
    Up again = node.letter("a", Up.class);
    assertThat(again.number()).isEqualTo(2);
    assertThat(again.room()).isEqualTo(ROOM);
    echo(relay.id(), 0, 1);
    assertThat(node.letters()).isEmpty(); // not at once
    node.pass(101 * MILLI);
    echo(relay.id(), 0, 2);
    assertThat(node.letters()).isEmpty();
    assertThat(node.count(ClusterEvent.SENT_AGAIN)).isEqualTo(1);
  }

  private static long number(Letter letter) {
    return ((Up) letter.message()).number();
  }

  @Test
  void whatIsSaidBeyondWhatMayWaitComesBack() {
    for (int i = 0; i <= Relay.MOST_WAITING; i++) {
      say("text");
    }
    assertThat(node.rooms.calls()).containsExactly("returned to 7");
    assertThat(node.letters()).hasSize(Relay.MOST_WAITING);
    relays.up(relay, new ClusterMessage.Gone(7, true)); // or its seat would be taken for long
    assertThat(node.letter("a", Up.class).number()).isEqualTo(Relay.MOST_WAITING + 1);
  }

  @Test
  void ownersAreToldOnceASecondHowFarTheRelaysAre() {
    Relay other = relays.to(NEXT);
    say("one");
    down(1, 0, REST);
    node.letters();
    relays.pulse(node.now + SECOND - 1);
    assertThat(node.letters()).isEmpty();
    relays.pulse(node.now + SECOND);
    relays.pulse(node.now + SECOND);
    assertThat(node.letters())
        .containsExactly(
            new Letter("a", new Pulse(List.of(new RelayState(relay.id(), 1, 1)))),
            new Letter("c", new Pulse(List.of(new RelayState(other.id(), 0, 0)))));
  }

  @Test
  void oneMessageTellsOfNoMoreThanSoManyRelays() {
    for (int i = 0; i < GatewayRelays.MOST_IN_PULSE; i++) {
      relays.to(roomAt("a", 10 + i));
    }
    relays.pulse(node.now + SECOND);
    assertThat(node.letters())
        .extracting(letter -> ((Pulse) letter.message()).relays().size())
        .containsExactly(GatewayRelays.MOST_IN_PULSE, 1);
  }

  // ---- from the owner

  @Test
  void framesAreToldOnceAndInTheirOrder() {
    down(2, 0, REST);
    assertThat(node.rooms.calls()).isEmpty();
    down(1, 0, REST);
    down(1, 0, REST);
    down(2, 0, REST);
    relays.down("c", new Down(relay.id(), 3, 0, List.of(REST))); // that is not its owner
    assertThat(node.rooms.calls()).containsExactly("told Rest", "told Rest");
    pass(SECOND);
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void howThingsStandIsAskedForWhenAFrameIsMissingFor150Milliseconds() {
    down(2, 0, REST);
    pass(150 * MILLI);
    assertThat(node.letters()).isEmpty();
    pass(1);
    assertThat(node.letter("a", Up.class).items()).containsExactly(new Resync());
    assertThat(node.count(ClusterEvent.GAPS)).isEqualTo(1);
    down(5, 1, new ClusterMessage.Sync(44, List.of(7L)));
    assertThat(node.rooms.calls()).containsExactly("told Rest", "told Sync");
    down(6, 1, REST);
    assertThat(node.rooms.calls()).containsExactly("told Rest");
    pass(SECOND);
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void howThingsStandIsAskedForAgainAfterHalfASecond() {
    echo(relay.id(), 1, 0); // the last frame is lost
    pass(151 * MILLI);
    assertThat(node.letter("a", Up.class).number()).isEqualTo(1);
    pass(501 * MILLI);
    assertThat(node.letter("a", Up.class).number()).isEqualTo(1); // the question may be lost
    echo(relay.id(), 1, 1);
    pass(501 * MILLI);
    assertThat(node.letter("a", Up.class).number()).isEqualTo(2); // it was not: the answer is
  }

  @Test
  void whatCameEarlyIsToldAfterAGapButForTheRoundsWhichAreMissed() {
    DownItem round = new ClusterMessage.Batch(43, 43, false, new byte[0]);
    down(3, 0, new ClusterMessage.Dismissed(8), round);
    down(2, 0, round, new ClusterMessage.Tell(7, new byte[0]));
    down(4, 0, new ClusterMessage.Sync(44, List.of(7L)), REST);
    assertThat(node.rooms.calls())
        .containsExactly("told Tell", "told Dismissed", "told Sync", "told Rest");
    down(2, 0, REST);
    assertThat(node.rooms.calls()).isEmpty();
  }

  // ---- the owner knows it no more

  @Test
  void relayThatItsOwnerDoesNotKnowBeginsAnew() {
    say("one");
    long before = relay.id();
    node.letters();
    echo(before, 0, -1);
    assertThat(node.rooms.calls()).containsExactly("returned to 7", "enter again at " + ROOM.id());
    say("two");
    Up first = node.letter("a", Up.class);
    assertThat(first.number()).isEqualTo(1);
    assertThat(first.relay()).isEqualTo(relay.id()).isNotEqualTo(before);
    assertThat(first.replaces()).isEqualTo(before);
    relays.down("a", new Down(before, 1, 0, List.of(REST)));
    assertThat(node.rooms.calls()).isEmpty();
  }

  @Test
  void membersOfARoomThatItsOwnerNeverHadNeedOtherSeats() {
    say("one");
    relays.noRoom("a", new NoRoom(relay.id(), ROOM, Optional.empty()));
    assertThat(node.rooms.calls()).containsExactly("returned to 7", "refuse all");
  }

  @Test
  void membersFollowARoomToWhereItsOwnerSaysThatItIs() {
    node.announce("c");
    relays.noRoom("a", new NoRoom(relay.id(), ROOM, Optional.of(NEXT)));
    assertThat(node.rooms.calls()).containsExactly("enter again at " + NEXT.id());
    assertThat(relay.owner()).isEqualTo("c");
    assertThat(relay.localId()).isEqualTo(ROOM.id()); // as long as it lives
    assertThat(relays.to(NEXT)).isSameAs(relay);
    assertThat(relays.to(ROOM)).isNotSameAs(relay);
  }

  @Test
  void roomThatWasLetGoToANodeThatIsNotThereIsAdoptedAtOnce() {
    relays.noRoom("a", new NoRoom(relay.id(), ROOM, Optional.of(NEXT)));
    Adopt asked = (Adopt) node.letters().getFirst().message();
    assertThat(asked.force()).isTrue();
    assertThat(asked.before()).containsExactly(ROOM, NEXT);
  }

  @Test
  void membersFollowARoomToWhereAnotherNodeHasAdoptedIt() {
    Adoption adoption = new Adoption(ROOM, NEXT);
    relays.heardOf(adoption);
    assertThat(node.rooms.calls()).isEmpty(); // nobody is there who has it
    node.announce("c", adoption);
    relays.heardOf(adoption);
    assertThat(node.rooms.calls()).containsExactly("enter again at " + NEXT.id());
    relays.heardOf(adoption);
    assertThat(node.rooms.calls()).isEmpty();
  }

  // ---- an owner is gone

  @Test
  void ownerThatIsNotHeardForFiveSecondsIsGivenUp() {
    pass(5 * SECOND);
    assertThat(relay.state).isEqualTo(Relay.Stage.OPEN);
    relays.slept(node.now);
    pass(5 * SECOND);
    down(1, 0, REST);
    pass(5 * SECOND);
    assertThat(relay.state).isEqualTo(Relay.Stage.OPEN);
    node.rooms.calls();
    pass(1);
    assertThat(node.count(ClusterEvent.OWNERS_LOST)).isEqualTo(1);
    assertThat(node.rooms.calls()).containsExactly("enter again at " + ROOM.id()); // it is there
  }

  @Test
  void onlyRelaysToTheNodeThatIsGoneLookForAnotherOwner() {
    Relay other = relays.to(NEXT);
    say("one");
    node.rooms.calls();
    lose();
    assertThat(other.state).isEqualTo(Relay.Stage.OPEN);
    assertThat(node.rooms.calls()).containsExactly("returned to 7");
    say("two");
    assertThat(node.rooms.calls()).containsExactly("returned to 7");
  }

  @Test
  void allGatewaysAskTheSameNodeToAdoptARoom() {
    lose("c", "d");
    Adopt asked = node.letter(Rendezvous.choose(ROOM, List.of("b", "c", "d")), Adopt.class);
    assertThat(asked.before()).containsExactly(ROOM);
    assertThat(asked.force()).isFalse();
    assertThat(asked.room().number()).isEmpty();
    assertThat(asked.room().seats()).isEqualTo(node.rooms.onRelays);
  }

  @Test
  void nobodyIsAskedForARelayWithoutMembers() {
    node.rooms.onRelays = List.of();
    lose();
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void adoptionIsAskedForEvery400MillisecondsFirmlyAfterFourSecondsAndHereAfterSix() {
    relays.close(relay);
    relay = relays.to(adoptedElsewhere());
    lose("c");
    assertThat(node.letter("c", Adopt.class).force()).isFalse();
    pass(400 * MILLI);
    assertThat(node.letters()).isEmpty();
    pass(1);
    assertThat(node.letter("c", Adopt.class).force()).isFalse();
    pass(4 * SECOND - 400 * MILLI);
    assertThat(node.letter("c", Adopt.class).force()).isTrue();
    pass(2 * SECOND);
    assertThat(node.letter("b", Adopt.class).force()).isTrue();
  }

  /** A room that is to be adopted by c. */
  private static RoomKey adoptedElsewhere() {
    Random random = new Random(1);
    RoomKey room = ROOM;
    while (!Rendezvous.choose(room, List.of("b", "c")).equals("c")) {
      room = roomAt("a", random.nextInt(1_000));
    }
    return room;
  }

  @Test
  void roomIsWhereWhoeverWasAskedSaysThatItIs() {
    long id = lookingFor();
    assertThat(relays.adopted(id + 1, NEXT)).isFalse();
    assertThat(node.rooms.calls()).isEmpty();
    assertThat(relays.adopted(id, NEXT)).isTrue();
    assertThat(node.rooms.calls()).containsExactly("enter again at " + NEXT.id());
    assertThat(relays.adopted(id, NEXT)).isFalse(); // it has an owner
  }

  @Test
  void membersOfARoomThatNobodyMayOpenAgainNeedOtherSeats() {
    long id = lookingFor();
    relays.neverAdopted(id + 1);
    assertThat(node.rooms.calls()).isEmpty();
    relays.neverAdopted(id);
    assertThat(node.rooms.calls()).containsExactly("refuse all");
  }

  @Test
  void earlierRoomsAreLookedForAfterTwoSeconds() {
    node.announce("c");
    relays.adopted(lookingFor(), NEXT);
    node.announce("c");
    lose("d");
    RoomKey third = roomAt("d", 3);
    node.announce("d", new Adoption(ROOM, third)); // whose company may have parted from this one
    node.rooms.calls();
    pass(2 * SECOND - 1);
    assertThat(node.rooms.calls()).isEmpty();
    pass(401 * MILLI);
    assertThat(node.rooms.calls()).containsExactly("enter again at " + third.id());
  }

  // ---- who comes back with a secret

  private static SeatToken secretOf(RoomKey room) {
    return SeatToken.parse(SeatToken.make("0123456789012345678901", room, 1)).orElseThrow();
  }

  @Test
  void secretOfARoomLeadsToWhereThatIs() {
    assertThat(relays.forSecret(secretOf(ROOM))).contains(relay);
    node.announce("c", new Adoption(ROOM, NEXT));
    assertThat(relays.forSecret(secretOf(ROOM)).orElseThrow().owner()).isEqualTo("c");
    RoomKey here = node.tokens.key(node.sit().room());
    assertThat(relays.forSecret(secretOf(here))).isEmpty();
    RoomId closed = new RoomId(77, "b");
    assertThat(relays.forSecret(secretOf(node.tokens.opened(closed, false)))).isEmpty();
  }

  @Test
  void roomWhoseOwnerIsGoneIsLookedForWhenItsMemberIsThere() {
    RoomKey dead = roomAt("d", 5);
    Relay found = relays.forSecret(secretOf(dead)).orElseThrow();
    assertThat(found.state).isEqualTo(Relay.Stage.LOOKING);
    assertThat(node.letters()).isEmpty();
    pass(1);
    assertThat(((Adopt) node.letters().getFirst().message()).before()).containsExactly(dead);
  }

  @Test
  void nobodyComesBackToARoomAfterNinetySeconds() {
    RoomKey dead = roomAt("d", 5);
    node.announce("d");
    node.pass(60 * SECOND);
    node.nodes.expire(node.now);
    node.pass(90 * SECOND);
    RoomKey neverHeardOf = new RoomKey(new RoomId(6, "e"), 9 * RecordedNode.START);
    assertThat(relays.forSecret(secretOf(neverHeardOf))).isEmpty(); // since the start
    assertThat(relays.forSecret(secretOf(dead))).isPresent(); // since it is gone
    node.pass(1);
    assertThat(relays.forSecret(secretOf(roomAt("d", 6)))).isEmpty();
  }

  // ---- a room of this node is at another one

  @Test
  void membersOfARoomThatWentStayWhereTheyAre() {
    RoomKey here = node.tokens.key(node.sit().room());
    Relay followed = relays.forRoomThatWent(here.id(), here, NEXT);
    assertThat(relays.find(here.id())).isSameAs(followed);
    assertThat(relays.to(NEXT)).isSameAs(followed);
    assertThat(followed.keys()).containsExactly(NEXT, here);
    assertThat(node.rooms.calls()).isEmpty();
  }
}
