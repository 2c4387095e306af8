package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LinkTest {
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

  @Property
  void whateverIsFoundIsOfTheWeb(@ForAll String before, @ForAll String after) {
    for (Link link : Link.in(before + "https://example.org/" + after)) {
      assertThat(link.target().getScheme()).isIn("http", "https");
      assertThat(link.target().getHost()).isNotNull();
      assertThat(link.end()).isGreaterThan(link.start());
    }
  }

  private static List<String> texts(String shown) {
    return Link.in(shown).stream().map(l -> shown.substring(l.start(), l.end())).toList();
  }
}
