package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.server.placement.TestPlacement.chat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who gets a seat in an encrypted room. */
final class EncryptedSeatsTest {
  private static final JoinRequest OPENING = JoinRequests.forPrivateRoom().encrypted(true);
  private static final ClientAddress OTHER = new ClientAddress("203.0.113.5", false);

  private final TestPlacement tables = TestPlacement.of(10);

  private JoinRequest invited(TestPlacement.Member member) {
    return JoinRequest.withInvite(tables.code(member));
  }

  @Test
  void onlyARoomThatWasAskedForHasASalt() {
    assertThat(tables.placement.saltOf(tables.enter(OPENING).room())).isPresent();
    JoinRequest plain = JoinRequests.forPrivateRoom();
    assertThat(tables.placement.saltOf(tables.enter(plain).room())).isEmpty();
    JoinRequest anywhere = JoinRequest.anywhere().encrypted(true);
    assertThat(tables.placement.saltOf(tables.enter(anywhere).room())).isEmpty();
    assertThat(tables.placement.saltOf(chat(99))).isEmpty();
  }

  @Test
  void whoHasNoSecretIsRefused() {
    TestPlacement.Member owner = tables.enter(OPENING);
    JoinRequest invited = invited(owner);
    assertThat(tables.refused(invited)).isEqualTo(Refusal.ENCRYPTED_ROOM);
    assertThat(tables.enter(invited.encrypted(true)).room()).isEqualTo(owner.room());
    assertThat(
            tables.placement.reserveDirect(
                invited, tables.newConnection(), TestPlacement.HERE, tables.now))
        .isEqualTo(new Reservation.Refused(Refusal.ENCRYPTED_ROOM));
    assertThat(
            tables.placement.reserveDirect(
                invited.encrypted(true), tables.newConnection(), TestPlacement.HERE, tables.now))
        .isInstanceOf(Reservation.Reserved.class);
  }

  @Test
  void whoComesBackNeedsTheSeatOnly() {
    TestPlacement.Member owner = tables.enter(OPENING);
    tables.lost(owner);
    assertThat(tables.enter(JoinRequest.forSeat(owner.seat())).room()).isEqualTo(owner.room());
  }

  @Test
  void noClassicClientGetsThere() {
    TestPlacement.Member owner = tables.enter(OPENING);
    for (int i = 0; i < 30; i++) {
      assertThat(tables.findChat(TestPlacement.THERE).room()).isNotEqualTo(owner.room());
    }
  }

  @Test
  void aBanThereIsNotByTheNameThatAllHave() {
    JoinRequest opening = OPENING.named(Set.of("friend"));
    TestPlacement.Member owner = tables.enter(opening);
    JoinRequest invited = invited(owner).encrypted(true).named(Set.of("friend"));
    TestPlacement.Member troll = tables.enter(invited, OTHER);
    JoinResult moved =
        tables.placement.moveAway(
            troll.room(),
            new Expulsion(
                troll.place(),
                troll.connection(),
                Set.of(OTHER),
                Set.of("friend"),
                Set.of(),
                true,
                true),
            tables.now);
    assertThat(moved).as("no seat that the server reads").isInstanceOf(JoinResult.Refused.class);
    assertThat(tables.state(troll.room(), troll.place())).isEmpty();
    assertThat(tables.refused(invited, OTHER)).isEqualTo(Refusal.VOTED_AWAY);
    assertThat(tables.enter(invited, TestPlacement.THERE).room()).isEqualTo(owner.room());
  }
}
