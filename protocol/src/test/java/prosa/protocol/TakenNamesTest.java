package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import prosa.testing.Tries;

class TakenNamesTest {
  @Test
  void aPlaceMayHaveItsOwnNameAgainAndNobodyElsesInAnyForm() {
    TakenNames names = new TakenNames();
    names.put(1, "Ana");
    names.put(2, "Bia");
    assertThat(names.distinct(1, "ANA")).isEqualTo("ANA");
    assertThat(names.distinct(2, "Аna")).as("with a Cyrillic letter").isEqualTo("Аna 2");
    names.put(1, "Rui");
    assertThat(names.distinct(2, "Ana")).isEqualTo("Ana");
    names.remove(2);
    assertThat(names.distinct(3, "Bia")).isEqualTo("Bia");
  }

  @Test
  void aKeyThatTwoHaveIsTakenUntilBothAreGone() {
    TakenNames names = new TakenNames();
    names.put(1, "Ana");
    names.put(2, "ana");
    names.keepOnly(Set.of(2));
    assertThat(names.distinct(3, "Ana")).isEqualTo("Ana 2");
    assertThat(names.distinct(2, "Ana")).isEqualTo("Ana");
    names.keepOnly(Set.of());
    assertThat(names.distinct(3, "Ana")).isEqualTo("Ana");
  }

  @Test
  void itAnswersAsIfAllNamesWereComparedAnew() {
    String[] pool = {
      "Ana", "ANA", "ana 2", "Rui", "rui", "0lga", "Olga", "Olga 2", "rnario", "Mario"
    };
    Tries.of(
        200,
        random -> {
          TakenNames names = new TakenNames();
          Map<Integer, String> model = new HashMap<>();
          for (int step = 0; step < 60; step++) {
            int place = 1 + random.nextInt(8);
            String name = pool[random.nextInt(pool.length)];
            if (random.nextInt(3) == 0) {
              names.remove(place);
              model.remove(place);
            } else {
              names.put(place, name);
              model.put(place, name);
            }
            int asking = random.nextInt(9);
            Set<String> taken = new HashSet<>();
            model.forEach(
                (other, has) -> {
                  if (other != asking) {
                    taken.addAll(Names.keys(has));
                  }
                });
            assertThat(names.distinct(asking, name))
                .isEqualTo(Names.distinct(name, taken::contains));
          }
        });
  }
}
