package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.Sanitizer;
import prosa.testing.Growth;
import prosa.testing.RandomText;
import prosa.testing.TextExamples;

final class LinkTest {
  private static final String SPECIAL = " :/@.,?#%[]()0aä";

  @Test
  void addressesAreFoundWithoutTheSentenceAroundThem() {
    assertThat(texts("See https://example.org/a?b=c#d, or (http://b.example/x)."))
        .containsExactly("https://example.org/a?b=c#d", "http://b.example/x");
    assertThat(texts("https://en.wikipedia.org/wiki/Prosa_(music)!"))
        .containsExactly("https://en.wikipedia.org/wiki/Prosa_(music)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "mailto:ana@example.org",
        "data:text/html,x",
        "https://",
        "https:// example.org",
        "http://bank.example@evil.example/",
        "xhttps://example.org/",
        "www.example.org",
        "<a href=x>y</a>"
      })
  void nothingElseIsALink(String text) {
    assertThat(Link.in(text)).isEmpty();
  }

  @Test
  void escapedControlsEndALink() {
    assertThat(texts("https://example.org/\\u202egpj.exe")).containsExactly("https://example.org/");
  }

  @Test
  void letterOfAnotherScriptIsShownAsWhatItIs() {
    assertThat(Link.in("https://example.org/ä").getFirst().target())
        .hasToString("https://example.org/%C3%A4");
  }

  @Test
  void whateverIsFoundIsOfTheWeb() {
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text =
          Sanitizer.lines(
              RandomText.of(random, 20, SPECIAL)
                  + "https://example.org/"
                  + RandomText.of(random, 20, SPECIAL));
      for (Link link : Link.in(text)) {
        assertThat(link.target().getScheme()).as(text).isIn("http", "https");
        assertThat(link.target().getHost()).as(text).isNotNull();
        assertThat(link.end()).as(text).isGreaterThan(link.start());
      }
    }
  }

  static List<TextExamples.Example> links() {
    return TextExamples.of("link");
  }

  @ParameterizedTest
  @MethodSource("links")
  void linksAreThoseOfTheTableOfAllFrontEnds(TextExamples.Example example) {
    String shown = Sanitizer.lines(example.input());
    assertThat(String.join(" ", texts(shown))).isEqualTo(example.expected());
  }

  static List<TextExamples.Example> targets() {
    return TextExamples.of("target");
  }

  @ParameterizedTest
  @MethodSource("targets")
  void linksLeadWhereTheTableOfAllFrontEndsSays(TextExamples.Example example) {
    assertThat(
            Link.in(Sanitizer.lines(example.input())).stream()
                .map(link -> link.target().toString())
                .collect(Collectors.joining(" ")))
        .isEqualTo(example.expected());
  }

  private static List<String> texts(String shown) {
    return Link.in(shown).stream().map(l -> shown.substring(l.start(), l.end())).toList();
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear("in", Link::in);
  }
}
