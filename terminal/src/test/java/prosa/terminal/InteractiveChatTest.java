package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import prosa.client.EndReason;
import prosa.protocol.ErrorCode;

/** What comes after the end of a session at a terminal. */
final class InteractiveChatTest {
  /** As in the window and on the page. */
  @Test
  void whoGotNoEncryptedTableIsAskedWhereToSit() {
    assertThat(InteractiveChat.leadsToAnotherRoom(new EndReason.NotEncrypted(), false)).isTrue();
    assertThat(InteractiveChat.leadsToAnotherRoom(new EndReason.NotEncrypted(), true)).isTrue();
  }

  @Test
  void whoseTableIsGoneIsAskedAndWhoNeverSatIsToldWhy() {
    EndReason gone = new EndReason.Removed(ErrorCode.ROOM_CLOSED, "closed");
    assertThat(InteractiveChat.leadsToAnotherRoom(gone, true)).isTrue();
    assertThat(InteractiveChat.leadsToAnotherRoom(gone, false)).isFalse();
    EndReason blocked = new EndReason.Refused(ErrorCode.BLOCKED, "blocked");
    assertThat(InteractiveChat.leadsToAnotherRoom(blocked, true)).isFalse();
    assertThat(InteractiveChat.leadsToAnotherRoom(new EndReason.Left(), true)).isFalse();
  }
}
