package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.TextExamples;

final class MentionsTest {
  /** Who sits at the table of the examples. */
  private static final List<String> NAMES =
      List.of(
          "Ana",
          "Ana 2",
          "Ana Luísa",
          "Bia",
          "José",
          "李雷",
          "李雷雷",
          "민수",
          "Fê 🌻",
          "D'Ávila",
          "علی\u200cرضا");

  static List<TextExamples.Example> examples() {
    return TextExamples.of("mention");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void mentionsAreThoseOfTheTableOfAllFrontEnds(TextExamples.Example example) {
    assertThat(
            Mentions.find(example.input(), NAMES).stream()
                .map(Mentions.Mention::name)
                .collect(Collectors.joining("|")))
        .isEqualTo(example.expected());
  }

  @Test
  void aMentionIsTheWholeOfItsSign() {
    assertThat(Mentions.find("oi @ana luísa!", NAMES))
        .containsExactly(new Mentions.Mention(3, 13, "Ana Luísa"));
    assertThat(Mentions.in("oi @Ana 2", "Ana", List.of("Ana 2"))).isFalse();
    assertThat(Mentions.in("oi @Ana 2", "Ana", List.of())).isTrue();
    assertThat(Mentions.in("oi @", "", List.of())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"@", "@An", "@Ana ", "://", "https://x/@Ana", " ", "@A\u0301", "@李雷"})
  void nothingThatAMemberWritesTakesLong(String part) {
    String text = part.repeat(65_536 / part.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 5; i++) {
            assertThat(Mentions.find(text, NAMES)).hasSizeLessThanOrEqualTo(64);
          }
        });
  }
}
