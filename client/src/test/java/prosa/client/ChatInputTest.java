package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.testing.Growth;
import prosa.testing.TextExamples;
import prosa.testing.TextExamples.Example;

final class ChatInputTest {
  static List<Example> commands() {
    return TextExamples.of("command");
  }

  static List<Example> invisible() {
    return TextExamples.of("invisible");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void isUnderstoodAsTheTableOfAllFrontEndsSays(Example example) {
    String meaning =
        switch (ChatInput.of(example.input())) {
          case ChatInput.Say(String text) -> "say " + text;
          case ChatInput.Command(CommandName name, String argument) ->
              (name.word() + " " + argument).strip();
          case ChatInput.MissingArgument(CommandName _, String word) -> "missing " + word;
          case ChatInput.SurplusArgument(CommandName _, String word) -> "surplus " + word;
          case ChatInput.UnknownCommand(String word) -> "unknown " + word;
          case ChatInput.Nothing _ -> "nothing";
        };
    assertThat(meaning).isEqualTo(example.expected());
  }

  @ParameterizedTest
  @MethodSource("invisible")
  void whatNobodySeesIsNotSaid(Example example) {
    assertThat(ChatInput.of(example.input()) instanceof ChatInput.Nothing)
        .isEqualTo(Boolean.parseBoolean(example.expected()));
  }

  @Test
  void everyWordMeansOneCommandInAnyCase() {
    Set<String> words = new HashSet<>();
    for (CommandName name : CommandName.values()) {
      for (String word : name.words()) {
        assertThat(words.add(word)).as(word).isTrue();
        String written = "/" + word.toUpperCase(Locale.ROOT);
        assertThat(ChatInput.of(written + " x"))
            .isEqualTo(
                name.needsArgument()
                    ? new ChatInput.Command(name, "x")
                    : new ChatInput.SurplusArgument(name, written));
      }
    }
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear("of", ChatInput::of);
  }
}
