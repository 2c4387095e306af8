package prosa.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is expected of clients that sit at one table. */
final class Talk {
  private Talk() {}

  /** Each says something, and each hears each of that once, and nothing else, ever after. */
  static void everybodyHearsEverybodyOnce(String topic, Collection<? extends ClassicClient> table) {
    List<List<String>> before = new ArrayList<>();
    table.forEach(client -> before.add(client.heard()));
    List<String> expected = new ArrayList<>();
    for (String turn : List.of(topic, topic + ", and that was all")) {
      for (ClassicClient client : table) {
        client.say(turn);
        expected.add(client.name() + ": " + turn);
      }
    }
    int i = 0;
    for (ClassicClient client : table) {
      List<String> earlier = before.get(i++);
      Patience.until(
          client.name() + " to hear everybody",
          () -> client.heard().size() >= earlier.size() + expected.size());
      List<String> heard = client.heard();
      assertThat(heard.subList(earlier.size(), heard.size()))
          .as("what %s heard", client.name())
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(client.broken()).as("what broke %s", client.name()).isEmpty();
    }
  }
}
