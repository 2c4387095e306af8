package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SeenMessagesTest {
  private static final Instant NOON = Instant.parse("2026-11-27T12:00:00.5Z");

  private final SeenMessages seen = new SeenMessages();

  private static Message message(int place, String text, boolean action) {
    return new Message(1, place, "Rui", text, action, false, Optional.empty());
  }

  @Test
  void aLineHasTheTimeThePlaceAndTheNameAndNothingThatControlsAScreen() {
    seen.add(message(3, "buy\nnow \u202e", false), "Rui", NOON);
    seen.add(message(3, "waves", true), "Rui (classic client)", NOON);
    seen.add(message(0, "oi", false), "Rui", NOON);
    assertThat(seen.lines())
        .containsExactly(
            "2026-11-27T12:00:00Z  [3] Rui: buy\\nnow \\u202e",
            "2026-11-27T12:00:00Z  [3] Rui (classic client): * waves",
            "2026-11-27T12:00:00Z  Rui: oi");
  }

  @Test
  void theLastOnesAreKeptAndThoseOfAnotherTableAreNot() {
    for (int i = 0; i < 2 * SeenMessages.MOST; i++) {
      seen.add(message(1, "text " + i, false), "Rui", NOON);
    }
    assertThat(seen.lines()).hasSize(SeenMessages.MOST);
    assertThat(seen.lines().getLast()).endsWith("text " + (2 * SeenMessages.MOST - 1));
    seen.clear();
    assertThat(seen.lines()).isEmpty();
  }

  /** What is sent to the host is exact; a display where a click opens a link may not be. */
  @Test
  void forATerminalNoNameAndNothingOfANewcomerIsALink() {
    String name = "www.buy.example (classic client)";
    seen.add(message(3, "http://a.example", false), name, NOON);
    seen.add(newcomers("http://a.example", false), "Rui", NOON);
    seen.add(newcomers("http://a.example", true), "Rui", NOON);
    String time = "2026-11-27T12:00:00Z  [3] ";
    assertThat(seen.lines())
        .containsExactly(
            time + name + ": http://a.example",
            time + "Rui: http://a.example",
            time + "Rui: http://a.example");
    assertThat(seen.linesWithoutLinks())
        .containsExactly(
            time + "www. buy.example (classic client): http://a.example",
            time + "Rui: http: //a.example",
            time + "Rui: http://a.example");
  }

  private static Message newcomers(String text, boolean mine) {
    return new Message(1, 3, "Rui", text, false, mine, Optional.empty(), Optional.empty(), true);
  }
}
