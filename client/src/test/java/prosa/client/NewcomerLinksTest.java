package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NewcomerLinksTest {
  private final NewcomerLinks links = new NewcomerLinks();

  private static Message said(int place, String name, boolean newcomer) {
    return new Message(
        1,
        place,
        name,
        "https://example.org/",
        false,
        false,
        Optional.empty(),
        Optional.empty(),
        newcomer);
  }

  @Test
  void itIsSaidOnceForEachMemberAndAnewAtAnotherTable() {
    assertThat(links.isNews(said(1, "Ana", true))).isTrue();
    assertThat(links.isNews(said(1, "Ana", true))).isFalse();
    assertThat(links.isNews(said(2, "Bia", true))).isTrue();
    assertThat(links.isNews(said(1, "Ana", true))).isFalse();
    assertThat(links.isNews(said(1, "Rui", true))).as("has that place now").isTrue();
    links.clear();
    assertThat(links.isNews(said(2, "Bia", true))).isTrue();
  }

  @Test
  void linksThatCanBeClickedAreNoNews() {
    assertThat(links.isNews(said(1, "Ana", false))).isFalse();
    assertThat(links.isNews(said(1, "Ana", true))).isTrue();
  }
}
