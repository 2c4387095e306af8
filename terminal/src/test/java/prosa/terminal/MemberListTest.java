package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.messages.Language;
import prosa.messages.Messages;

final class MemberListTest {
  private static final MemberInfo BIA = new MemberInfo(1, "Bia", true, false);
  private static final MemberInfo EVIL = new MemberInfo(3, "B\u202eia\n", false, true);
  private static final RoomSnapshot ROOM =
      new RoomSnapshot(Optional.of("Chat0"), "Ana", 2, 10, List.of(BIA, EVIL));

  private final RoomState room = new RoomState();

  @Test
  void membersAreListedByPlaceWithNothingThatCouldForgeALine() {
    room.apply(new ChatEvent.Seated(ROOM, JoinKind.NEW));
    room.mute(BIA, true);

    assertThat(new MemberList(Messages.in(Language.ENGLISH)).lines(room))
        .containsExactly(
            "Chat0, 3 of 10 seated:",
            "   1  Bia  (muted here)",
            "   2  Ana  (you)",
            "   3  B\\u202eia\\n  (away, the seat is kept, classic client)");
  }

  @Test
  void withoutASeatItSaysSo() {
    assertThat(new MemberList(Messages.in(Language.ENGLISH)).lines(room)).hasSize(1);
  }
}
