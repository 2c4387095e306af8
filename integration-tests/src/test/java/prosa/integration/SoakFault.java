package prosa.integration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One fault of a soak's schedule.
 *
 * @param at when it begins, from the start of the soak
 * @param lasting for how long
 * @param choice what else is to be chosen, from 0 to 1
 */
record SoakFault(Kind kind, Duration at, Duration lasting, double choice) {
  private static final int SHORTEST_PAUSE = 300;
  private static final int LONGEST_PAUSE = 900;

  /** What happens, how often compared with the others, and for how many milliseconds at most. */
  enum Kind {
    CUT(60, 0, "connections cut"),
    FREEZE(12, 5_000, "connections frozen"),
    WEATHER(10, 0, "changes of loss, delay and order"),
    SERVER_STOPPED(2, 2_500, "server stopped"),
    MEMBERS_STOPPED(5, 5_000, "members stopped"),
    DESCRIPTORS(4, 2_000, "descriptors used up"),
    DISK(3, 4_000, "disk full"),
    CLOCK(6, 0, "clock jumps");

    private final int weight;
    private final int longest;
    private final String words;

    Kind(int weight, int longest, String words) {
      this.weight = weight;
      this.longest = longest;
      this.words = words;
    }

    String words() {
      return words;
    }

    private static Kind any(Random chance) {
      int sum = 0;
      for (Kind kind : values()) {
        sum += kind.weight;
      }
      int left = chance.nextInt(sum);
      for (Kind kind : values()) {
        left -= kind.weight;
        if (left < 0) {
          return kind;
        }
      }
      throw new AssertionError();
    }
  }

  /** What happens within a time, each kind at least once if there is time for it. */
  static List<SoakFault> schedule(Random chance, Duration time) {
    List<Kind> first = new ArrayList<>(List.of(Kind.values()));
    Collections.shuffle(first, chance);
    List<SoakFault> all = new ArrayList<>();
    long at = 0;
    while (true) {
      at += SHORTEST_PAUSE + chance.nextInt(LONGEST_PAUSE - SHORTEST_PAUSE);
      if (at >= time.toMillis()) {
        return all;
      }
      Kind kind = first.isEmpty() ? Kind.any(chance) : first.removeFirst();
      long lasting = kind.longest == 0 ? 0 : 200 + chance.nextInt(kind.longest - 200);
      all.add(
          new SoakFault(
              kind, Duration.ofMillis(at), Duration.ofMillis(lasting), chance.nextDouble()));
    }
  }
}
