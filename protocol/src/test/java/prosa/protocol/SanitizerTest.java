package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SanitizerTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 0x1b, 0x7f, 0x9b, 0x200b, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff,
        0xfff9, 0xd800, 0xdfff
      })
  void whatControlsOrHidesIsWrittenAsAnEscape(int c) {
    String escape = String.format("\\u%04x", c);
    assertThat(Sanitizer.line("a" + Character.toString(c) + "b")).isEqualTo("a" + escape + "b");
    assertThat(Sanitizer.lines("a" + Character.toString(c) + "b")).isEqualTo("a" + escape + "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {'a', 0xa0, 0x061c, 0x200c, 0x200d, 0x200e, 0x200f, 0x5d0, 0x1f44d})
  void marksOfDirectionAndJoinersStay(int c) {
    assertThat(Sanitizer.line("a" + Character.toString(c))).isEqualTo("a" + Character.toString(c));
  }

  @Test
  void lineEndsAreEscapedOnOneLineAndKeptInSeveral() {
    assertThat(Sanitizer.line("a\r\nb\tc")).isEqualTo("a\\r\\nb\\tc");
    assertThat(Sanitizer.lines("a\r\nb\tc\rd")).isEqualTo("a\nb\tc\\rd");
    assertThat(Sanitizer.line("x" + Character.toString(0xe0041))).isEqualTo("x\\u{e0041}");
  }
}
