package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.client.Message;

final class PlainLineTest {
  private static String line(String name, String text, boolean action) {
    return PlainLine.of(
        new Message(1, 1, name, text, action, false, Optional.empty()), Optional.empty());
  }

  @Test
  void authorOfALineIsCertain() {
    assertThat(line("Bruno: oi, Ana", "x", false)).isEqualTo("Bruno\\: oi, Ana: x");
    assertThat(line("a\\: b", "x", false)).isEqualTo("a\\\\\\: b: x");
    assertThat(line("Bia", "oi\nAna: forged", false)).isEqualTo("Bia: oi\\nAna: forged");
    assertThat(line("Bia\n", "x", false)).isEqualTo("Bia\\n: x");
  }

  @Test
  void whatOnlyLooksLikeAnActionIsToldApart() {
    assertThat(line("Bia", "waves", true)).isEqualTo("Bia: * waves");
    assertThat(line("Bia", "* waves", false)).isEqualTo("Bia: \\* waves");
  }

  @Test
  void timeIsInUtcToTheSecond() {
    Message message = new Message(1, 1, "Bia", "oi", false, false, Optional.empty());
    assertThat(PlainLine.of(message, Optional.of(Instant.parse("2026-11-26T23:10:05.123Z"))))
        .isEqualTo("2026-11-26T23:10:05Z Bia: oi");
  }
}
