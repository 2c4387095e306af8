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
    assertThat(InteractiveChat.leadsToAnotherTable(new EndReason.NotEncrypted(), false)).isTrue();
    assertThat(InteractiveChat.leadsToAnotherTable(new EndReason.NotEncrypted(), true)).isTrue();
  }

  @Test
  void whoseTableIsGoneIsAskedAndWhoNeverSatIsToldWhy() {
    EndReason gone = new EndReason.Removed(ErrorCode.ROOM_CLOSED, "closed");
    assertThat(InteractiveChat.leadsToAnotherTable(gone, true)).isTrue();
    assertThat(InteractiveChat.leadsToAnotherTable(gone, false)).isFalse();
    EndReason blocked = new EndReason.Refused(ErrorCode.BLOCKED, "blocked");
    assertThat(InteractiveChat.leadsToAnotherTable(blocked, true)).isFalse();
    assertThat(InteractiveChat.leadsToAnotherTable(new EndReason.Left(), true)).isFalse();
  }
}
