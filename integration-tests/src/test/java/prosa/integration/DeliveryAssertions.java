package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Assertions about clients in the same room. */
final class DeliveryAssertions {
  private DeliveryAssertions() {}

  /** Each says something, and each hears each of that once, and nothing else, ever after. */
  static void everybodyHearsEverybodyOnce(String topic, Collection<? extends ClassicClient> table) {
    List<Integer> before = new ArrayList<>();
    table.forEach(client -> before.add(client.heard().size()));
    sinceThen(topic, table, before, List.of());
  }

  /**
   * As {@link #everybodyHearsEverybodyOnce}, and what is heard besides, since {@code before}, is
   * {@code more}.
   *
   * @param before how much each had heard at some time
   */
  static void sinceThen(
      String topic,
      Collection<? extends ClassicClient> table,
      List<Integer> before,
      List<String> more) {
    List<String> expected = new ArrayList<>(more);
    for (String turn : List.of(topic, topic + ", and that was all")) {
      for (ClassicClient client : table) {
        client.say(turn);
        expected.add(client.name() + ": " + turn);
      }
    }
    int i = 0;
    for (ClassicClient client : table) {
      int earlier = before.get(i++);
      Await.until(
          client.name() + " to hear everybody",
          () -> client.heard().size() >= earlier + expected.size());
      List<String> heard = client.heard();
      assertThat(heard.subList(earlier, heard.size()))
          .as("what %s heard", client.name())
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(client.broken()).as("what broke %s", client.name()).isEmpty();
    }
  }
}
