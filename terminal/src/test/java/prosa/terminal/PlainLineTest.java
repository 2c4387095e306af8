package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;

final class PlainLineTest {
  private static String line(String name, String text, boolean action) {
    return PlainLine.of(
        new Message(1, 1, name, text, action, false, Optional.empty()),
        OutputKind.STREAM,
        new RoomState(),
        Optional.empty());
  }

  @Test
  void authorOfALineIsCertain() {
    assertThat(line("Bruno: oi, Ana", "x", false)).isEqualTo("Bruno\\: oi, Ana: x");
    assertThat(line("a\\: b", "x", false)).isEqualTo("a\\\\\\: b: x");
    assertThat(line("Bia", "oi\nAna: forged", false)).isEqualTo("Bia: oi\\nAna: forged");
    assertThat(line("Bia\n", "x", false)).isEqualTo("Bia\\n: x");
  }

  /** The server checks names of direct members alone: theirs stay as they are. */
  @Test
  void aClassicMemberThatTakesAnothersNameIsToldFromItByItsPlace() {
    RoomState room = new RoomState();
    MemberInfo bia = new MemberInfo(2, "Bia", true, false);
    MemberInfo impostor = new MemberInfo(3, "BIA", true, true);
    MemberInfo like = new MemberInfo(4, "Ana", true, true);
    MemberInfo other = new MemberInfo(5, "Rui\\[2]", true, true);
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(
                Optional.of("Chat0"), "Ana", 1, 10, List.of(bia, impostor, like, other)),
            JoinKind.NEW));
    assertThat(line(bia, room)).isEqualTo("Bia: oi");
    assertThat(line(impostor, room)).isEqualTo("BIA\\[3]: oi");
    assertThat(line(like, room)).isEqualTo("Ana\\[4]: oi");
    assertThat(line(other, room)).isEqualTo("Rui\\\\[2]: oi");
    room.apply(new ChatEvent.Left(bia));
    assertThat(line(impostor, room)).isEqualTo("BIA: oi");
  }

  private static String line(MemberInfo member, RoomState room) {
    return PlainLine.of(
        new Message(1, member.place(), member.name(), "oi", false, false, Optional.empty()),
        OutputKind.STREAM,
        room,
        Optional.empty());
  }

  @Test
  void whatOnlyLooksLikeAnActionIsToldApart() {
    assertThat(line("Bia", "waves", true)).isEqualTo("Bia: * waves");
    assertThat(line("Bia", "* waves", false)).isEqualTo("Bia: \\* waves");
  }

  @Test
  void timeIsInUtcToTheSecond() {
    Message message = new Message(1, 1, "Bia", "oi", false, false, Optional.empty());
    assertThat(
            PlainLine.of(
                message,
                OutputKind.STREAM,
                new RoomState(),
                Optional.of(Instant.parse("2026-11-26T23:10:05.123Z"))))
        .isEqualTo("2026-11-26T23:10:05Z Bia: oi");
  }
}
