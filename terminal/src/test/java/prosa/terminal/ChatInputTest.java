package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ChatInputTest {
  static Stream<Arguments> lines() {
    return Stream.of(
        Arguments.of("oi", new ChatInput.Say("oi")),
        Arguments.of("  oi  ", new ChatInput.Say("  oi  ")),
        Arguments.of("//me is a command", new ChatInput.Say("/me is a command")),
        Arguments.of("", new ChatInput.Nothing()),
        Arguments.of("   ", new ChatInput.Nothing()),
        Arguments.of("/me waves at all", new ChatInput.Act("waves at all")),
        Arguments.of("/ME waves", new ChatInput.Act("waves")),
        Arguments.of("/me", new ChatInput.Wrong(Phrase.USAGE_ME, "")),
        Arguments.of("/nick Ana Luísa ", new ChatInput.Nick("Ana Luísa")),
        Arguments.of("/join abc", new ChatInput.Join("abc")),
        Arguments.of("/join http://192.0.2.7:5555/r/abc", new ChatInput.Join("abc")),
        Arguments.of("/mute Bia", new ChatInput.Mute("Bia")),
        Arguments.of("/unmute Bia", new ChatInput.Unmute("Bia")),
        Arguments.of("/who", new ChatInput.Who()),
        Arguments.of("/next", new ChatInput.Next()),
        Arguments.of("/invite", new ChatInput.Invite()),
        Arguments.of("/private", new ChatInput.Private()),
        Arguments.of("/help", new ChatInput.Help()),
        Arguments.of("/quit", new ChatInput.Quit()),
        Arguments.of("/dance now", new ChatInput.Wrong(Phrase.UNKNOWN_COMMAND, "/dance")));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void isUnderstood(String line, ChatInput meaning) {
    assertThat(ChatInput.of(line)).isEqualTo(meaning);
  }

  @Test
  void everyCommandThatIsCompletedIsOne() {
    for (String command : ChatInput.COMMANDS) {
      assertThat(ChatInput.of(command + " x"))
          .as(command)
          .isNotEqualTo(new ChatInput.Wrong(Phrase.UNKNOWN_COMMAND, command));
    }
  }
}
