package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.testing.TextExamples;

final class NewcomerLinksTest {
  private final NewcomerLinks links = new NewcomerLinks();

  static List<TextExamples.Example> examples() {
    return TextExamples.of("newcomer");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void itIsSaidWhenTheTableOfAllFrontEndsSaysIt(TextExamples.Example example) {
    List<String> told = new ArrayList<>();
    int number = 0;
    for (String step : example.input().split(" ", -1)) {
      number++;
      switch (step) {
        case "resumed" -> links.seated(JoinKind.RESUMED);
        case "moved" -> links.seated(JoinKind.MOVED);
        default -> {
          if (links.isNews(said(step.substring(4), step.startsWith("new:")))) {
            told.add(String.valueOf(number));
          }
        }
      }
    }
    assertThat(String.join(" ", told)).isEqualTo(example.expected());
  }

  private static Message said(String name, boolean newcomer) {
    return new Message(
        1,
        name.charAt(0) - 'A' + 1,
        name,
        "https://example.org/",
        false,
        name.equals("Ana"),
        Optional.empty(),
        Optional.empty(),
        newcomer);
  }
}
