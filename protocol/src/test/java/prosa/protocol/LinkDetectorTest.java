package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.Growth;
import prosa.testing.TextExamples;

/** Links in texts, as an expression says what they are. */
final class LinkDetectorTest {
  private static final Pattern LINK =
      Pattern.compile("(?i)[a-z][a-z0-9+.-]{1,15}://|(?<![a-z0-9_])www\\.[a-z0-9]");
  private static final String[] PIECES = {
    "a", "Z", "7", "+", "-", ".", ":", "/", "://", "www", "WwW.", "www.x", "http", "_", " ", "é",
    "ſ"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        "see https://example.org/",
        "HTTP://EXAMPLE.ORG",
        "prosa://host",
        "www.example.org",
        "(WWW.example.org)",
        "x://no but git+ssh://yes",
      })
  void linksAreFound(String text) {
    assertThat(LinkDetector.hasLink(text)).isTrue();
    assertThat(mayHaveLink(text)).isTrue();
  }

  static Stream<TextExamples.Example> linksOfTheTable() {
    return TextExamples.of("link").stream().filter(example -> !example.expected().isEmpty());
  }

  /** What a front end shows as a link, the server counts as one. */
  @ParameterizedTest
  @MethodSource("linksOfTheTable")
  void linksOfTheTableOfAllFrontEndsAreFound(TextExamples.Example example) {
    assertThat(LinkDetector.hasLink(example.input())).isTrue();
    assertThat(mayHaveLink(example.input())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x://a", "12://a", "a: //b", "awww.example", "www.", "www. x", "w.w"})
  void otherTextsAreNone(String text) {
    assertThat(LinkDetector.hasLink(text)).isFalse();
  }

  @Test
  void randomTextsAreJudgedAsTheExpressionDoes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int found = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(12); piece > 0; piece--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      boolean expected = LINK.matcher(text).find();
      found += expected ? 1 : 0;
      assertThat(LinkDetector.hasLink(text.toString()))
          .as("seed %d: %s", seed, text)
          .isEqualTo(expected);
      assertThat(!expected || mayHaveLink(text.toString())).as("%d: %s", seed, text).isTrue();
    }
    assertThat(found).isBetween(10_000, 190_000);
  }

  @Test
  void anEscapeMayHideALink() {
    assertThat(mayHaveLink("http:\\/\\/example.org")).isTrue();
    assertThat(mayHaveLink("\\u0077ww.example.org")).isTrue();
    assertThat(mayHaveLink("plain words, and 1.5: /a/")).isFalse();
  }

  @Test
  void aTextOfWhichTheLinksAreBrokenHasNone() {
    assertThat(LinkDetector.broken("see http://a/?b=://c (WWW.d) awww.e x://f www."))
        .isEqualTo("see http: //a/?b=: //c (WWW. d) awww.e x: //f www.");
    Random random = new Random(14);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(12); piece > 0; piece--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      String broken = LinkDetector.broken(text.toString());
      assertThat(LinkDetector.hasLink(broken)).as("%s", text).isFalse();
      assertThat(broken.replace(" ", "")).isEqualTo(text.toString().replace(" ", ""));
    }
    Growth.isLinear("broken", LinkDetector::broken);
  }

  private static boolean mayHaveLink(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return LinkDetector.mayHaveLink(bytes, bytes.length);
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear("hasLink", LinkDetector::hasLink);
  }
}
