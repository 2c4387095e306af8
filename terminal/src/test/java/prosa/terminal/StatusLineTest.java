package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.messages.Language;
import prosa.messages.Messages;

/** What stands around the line and in the title. */
final class StatusLineTest {
  @Test
  void theTitleHasTheNumberOfUnreadMessages() {
    StatusLine status = new StatusLine(Messages.in(Language.ENGLISH));
    RoomState room = new RoomState();
    assertThat(status.title(room)).isEqualTo("Prosa");
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, List.of()), JoinKind.NEW));
    room.apply(said(1));
    assertThat(status.title(room)).as("while it is looked at").isEqualTo("Chat0");
    room.watched(false);
    room.apply(said(2));
    assertThat(status.title(room)).isEqualTo("(1) Chat0");
    room.apply(said(3));
    assertThat(status.title(room)).isEqualTo("(2) Chat0");
    room.watched(true);
    assertThat(status.title(room)).isEqualTo("Chat0");
  }

  private static ChatEvent said(long number) {
    return new ChatEvent.Said(new Message(number, 2, "Bia", "oi", false, false, Optional.empty()));
  }
}
