package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;

/** The complete classic members according to the events alone. */
final class PairedMembers {

  private final Map<Long, Long> partner = new HashMap<>();

  void hear(Event event) {
    switch (event.what()) {
      case "paired" -> {
        assertThat(partner).as("paired twice: %s", event).doesNotContainKey(event.first());
        assertThat(partner).as("paired twice: %s", event).doesNotContainKey(event.second());
        partner.put(event.first(), event.second());
        partner.put(event.second(), event.first());
      }
      case "parted" -> {
        Long other = partner.remove(event.first());
        assertThat(other).as("parted, but never paired: %s", event).isNotNull();
        partner.remove(other);
      }
      case "lapsed" ->
          assertThat(partner).as("only lone halves lapse").doesNotContainKey(event.first());
      default -> {}
    }
  }

  int size() {
    return partner.size() / 2;
  }
}
