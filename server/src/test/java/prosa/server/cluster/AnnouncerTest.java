package prosa.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.cluster.RecordedNode.CLIENT;
import static prosa.server.cluster.RecordedNode.MILLI;
import static prosa.server.cluster.RecordedNode.SECOND;
import static prosa.server.cluster.RecordedNode.roomAt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import prosa.server.cluster.ClusterMessage.Adoption;
import prosa.server.cluster.ClusterMessage.Announce;
import prosa.server.cluster.ClusterMessage.Remembered;
import prosa.server.cluster.RecordedNode.Letter;
import prosa.server.placement.RoomId;

/** What a node says of itself to all others, and when. */
final class AnnouncerTest {
  private static final Optional<String> DOOR = Optional.of("192.0.2.7:5555");

  private final RecordedNode node = new RecordedNode();
  private final Announcer announcer =
      new Announcer(
          node.nodes,
          node.messenger,
          node.directory,
          node.tokens,
          node.placement,
          node.loneMembers,
          DOOR,
          () -> 14,
          node::clock);

  private Announce announced() {
    announcer.tick(node.now);
    return node.letter("*", Announce.class);
  }

  private void isSilentFor(long nanos) {
    node.pass(nanos);
    announcer.tick(node.now);
    assertThat(node.letters()).isEmpty();
  }

  @Test
  void tellsHowTheNodeStands() {
    RoomId room = node.sit().room();
    RoomKey before = roomAt("z", 1);
    node.directory.goOn(List.of(before), room);
    RoomId alone = lone(1);
    assertThat(announced())
        .isEqualTo(
            new Announce(
                1,
                false,
                false,
                2,
                2,
                14,
                List.of(alone.number()),
                List.of(room.number()),
                1,
                DOOR,
                List.of(new Adoption(before, node.tokens.key(room))),
                Optional.of(node.tokens.tokenKey().text()),
                Optional.of(Set.of())));
  }

  /** A room of its own for somebody who has had no company. */
  private RoomId lone(int number) {
    String secret = SeatToken.make("0123456789012345678901", roomAt("y", number), 1);
    RoomId room =
        node.placement
            .openReunion(false, Optional.empty(), List.of(CLIENT), true, node.now)
            .orElseThrow();
    node.placement.keepSeat(room, 1, CLIENT, List.of(secret), true, Duration.ZERO, node.now);
    node.enter(secret);
    node.placement.endReunion(room, node.now);
    return room;
  }

  @Test
  void speaksOnceASecond() {
    announced();
    isSilentFor(SECOND - 1);
    node.pass(1);
    assertThat(announced().number()).isEqualTo(2);
  }

  @Test
  void tellsWithin50MillisecondsWhatTheOthersShouldKnowSoon() {
    announced();
    announcer.soon();
    isSilentFor(50 * MILLI - 1);
    node.pass(1);
    announced();
    isSilentFor(50 * MILLI); // it is told
  }

  @Test
  void tellsSoonThatSomebodySitsAloneOrDoesNoMore() {
    announced();
    node.sit();
    node.pass(50 * MILLI);
    assertThat(announced().freshSolos()).hasSize(1);
    node.sit();
    node.pass(50 * MILLI);
    Announce said = announced();
    assertThat(said.freshSolos()).isEmpty();
    assertThat(said.fewest()).isEqualTo(2);
    isSilentFor(50 * MILLI);
  }

  @Test
  void nodeThatDrainsHasNoSeats() {
    node.sit();
    node.nodes.draining(true);
    Announce said = announced();
    assertThat(said.draining()).isTrue();
    assertThat(said.fewest()).isZero();
  }

  @Test
  void tellsOfSoManyWhoSitAloneAtMost() {
    for (int i = 0; i <= Announcer.MOST_SOLOS; i++) {
      lone(i);
    }
    assertThat(announced().freshSolos()).hasSize(Announcer.MOST_SOLOS);
  }

  @Test
  void tellsANewNodeWhoWent() {
    node.announce("a");
    announcer.tick(node.now);
    List<Letter> letters = node.letters();
    assertThat(letters).extracting(Letter::to).containsExactly("*", "a");
    assertThat(letters.getLast().message()).isInstanceOf(Remembered.class);
  }

  @Test
  void nodeThatGoesOnAloneTellsOnlyThatItLeaves() {
    assertThat(announced().leaving()).isFalse();
    node.nodes.metNamesake(Long.MIN_VALUE, node.now);
    isSilentFor(2 * SECOND);
    announcer.leave();
    assertThat(node.letter("*", Announce.class).leaving()).isTrue();
  }

  /** It was not let in, because another node has its name. */
  @Test
  void nodeThatHasToldNothingDoesNotTellThatItLeaves() {
    announcer.leave();
    assertThat(node.letters()).isEmpty();
  }
}
