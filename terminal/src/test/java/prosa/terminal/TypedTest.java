package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class TypedTest {
  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("oi", new Typed.Say("oi")),
        Arguments.of("  oi  ", new Typed.Say("  oi  ")),
        Arguments.of("//me is a command", new Typed.Say("/me is a command")),
        Arguments.of("", new Typed.Nothing()),
        Arguments.of("   ", new Typed.Nothing()),
        Arguments.of("/me waves at all", new Typed.Act("waves at all")),
        Arguments.of("/ME waves", new Typed.Act("waves")),
        Arguments.of("/me", new Typed.Wrong(Phrase.USAGE_ME, "")),
        Arguments.of("/nick Ana Luísa ", new Typed.Nick("Ana Luísa")),
        Arguments.of("/join abc", new Typed.Join("abc")),
        Arguments.of("/join http://192.0.2.7:5555/r/abc", new Typed.Join("abc")),
        Arguments.of("/mute Bia", new Typed.Mute("Bia")),
        Arguments.of("/unmute Bia", new Typed.Unmute("Bia")),
        Arguments.of("/who", new Typed.Who()),
        Arguments.of("/next", new Typed.Next()),
        Arguments.of("/invite", new Typed.Invite()),
        Arguments.of("/private", new Typed.Private()),
        Arguments.of("/help", new Typed.Help()),
        Arguments.of("/quit", new Typed.Quit()),
        Arguments.of("/dance now", new Typed.Wrong(Phrase.UNKNOWN_COMMAND, "/dance")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isUnderstood(String line, Typed meaning) {
    assertThat(Typed.of(line)).isEqualTo(meaning);
  }

  @Test
  void everyCommandThatIsCompletedIsOne() {
    for (String command : Typed.COMMANDS) {
      assertThat(Typed.of(command + " x"))
          .as(command)
          .isNotEqualTo(new Typed.Wrong(Phrase.UNKNOWN_COMMAND, command));
    }
  }
}
