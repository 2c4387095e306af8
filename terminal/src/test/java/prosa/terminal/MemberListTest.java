package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;

final class MemberListTest {
  private static final MemberInfo BIA = new MemberInfo(1, "Bia", true, false);
  private static final MemberInfo EVIL = new MemberInfo(3, "B\u202eia\n", false, true);
  private static final RoomSnapshot TABLE =
      new RoomSnapshot(Optional.of("Chat0"), "Ana", 2, 10, List.of(BIA, EVIL));

  private final MemberList company = new MemberList(new Words(Language.ENGLISH));

  @Test
  void isFoundByNameHoweverSpeltOrByPlace() {
    assertThat(company.called(" bia ", Optional.of(TABLE))).contains(BIA);
    assertThat(company.called("3", Optional.of(TABLE))).contains(EVIL);
    assertThat(company.called("Ana", Optional.of(TABLE))).isEmpty();
    assertThat(company.called("Bia", Optional.empty())).isEmpty();
  }

  @Test
  void isMutedByPlaceUntilItLeaves() {
    company.mute(BIA);
    company.follow(new ChatEvent.Renamed(new MemberInfo(1, "Beatriz", true, false), "Bia", false));
    assertThat(company.hidden(1)).isTrue();
    company.follow(new ChatEvent.Left(new MemberInfo(1, "Beatriz", false, false)));
    assertThat(company.hidden(1)).isFalse();
  }

  @Test
  void isMutedThroughALostConnectionButNotAtAnotherTable() {
    company.mute(BIA);
    company.follow(new ChatEvent.Seated(TABLE, JoinKind.RESUMED));
    assertThat(company.hidden(1)).isTrue();
    company.follow(new ChatEvent.Seated(TABLE, JoinKind.MOVED));
    assertThat(company.hidden(1)).isFalse();
  }

  @Test
  void isListedByPlaceWithNothingThatCouldForgeALine() {
    company.mute(BIA);

    assertThat(company.who(Optional.of(TABLE)))
        .containsExactly(
            "Chat0, 3 of 10 seats taken:",
            "   1  Bia  (muted)",
            "   2  Ana  (you)",
            "   3  B\\u202eia\\n  (away, classic client)");
  }
}
