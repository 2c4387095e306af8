package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.testing.TextExamples;

/** The table of mutes that all front ends share; the page runs it, too. */
final class MutesTest {
  private final AtomicLong clock = new AtomicLong();
  private final RoomState room = new RoomState(clock::get);
  private String table = "";

  static List<TextExamples.Example> examples() {
    return TextExamples.of("mute");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whoIsMutedIsAsTheTableSays(TextExamples.Example example) {
    for (String step : example.input().split(" ", -1)) {
      String[] words = step.split(":", -1);
      take(words[0], words[1], words.length > 2 ? words[2] : "");
    }
    assertThat(
            room.muted().stream()
                .map(one -> one.place() + "=" + one.name())
                .collect(Collectors.joining(" ")))
        .isEqualTo(example.expected());
  }

  private void take(String what, String first, String second) {
    switch (what) {
      case "in" -> seated(first, second, table.isEmpty() ? JoinKind.NEW : JoinKind.MOVED);
      case "on" -> seated(first, second, JoinKind.CONTINUED);
      case "back" -> {
        room.apply(new ChatEvent.Lost());
        seated(table, first, JoinKind.RESUMED);
      }
      case "again" -> seated(table, first, JoinKind.RENEWED);
      case "came" -> room.apply(new ChatEvent.Joined(member(first)));
      case "left" -> room.apply(new ChatEvent.Left(at(first)));
      case "away" -> room.apply(new ChatEvent.WentAway(at(first), false));
      case "here" -> room.apply(new ChatEvent.CameBack(at(first)));
      case "named" -> room.apply(new ChatEvent.Renamed(member(first), "before", false));
      case "mute" -> room.mute(at(first), true);
      case "unmute" -> room.mute(at(first), false);
      case "pass" -> clock.addAndGet(Duration.ofSeconds(Integer.parseInt(first)).toNanos());
      default -> throw new IllegalArgumentException(what);
    }
  }

  private void seated(String name, String others, JoinKind how) {
    table = name;
    List<MemberInfo> members =
        Arrays.stream(others.split(",", -1))
            .filter(one -> !one.isEmpty())
            .map(MutesTest::member)
            .toList();
    room.apply(
        new ChatEvent.Seated(new RoomSnapshot(Optional.of(name), "Ana", 9, 10, members), how));
  }

  private MemberInfo at(String place) {
    return room.at(Integer.parseInt(place)).orElseThrow();
  }

  private static MemberInfo member(String written) {
    String[] parts = written.split("[=#]", -1);
    long id = parts.length > 2 ? Long.parseLong(parts[2]) : 0;
    return new MemberInfo(Integer.parseInt(parts[0]), parts[1], true, false, id);
  }
}
