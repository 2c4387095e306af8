package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.testing.TextExamples;

/** Who may be meant by a name: the table that all front ends share. */
final class MemberReferenceTest {
  static List<TextExamples.Example> examples() {
    return TextExamples.of("called");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void whoIsMeantIsAsTheTableSays(TextExamples.Example example) {
    int colon = example.input().indexOf(':');
    List<MemberInfo> others =
        Arrays.stream(example.input().substring(0, colon).split(",", -1))
            .map(one -> one.split("=", 2))
            .map(one -> new MemberInfo(Integer.parseInt(one[0]), one[1], true, false))
            .toList();
    RoomState room = new RoomState();
    room.apply(
        new ChatEvent.Seated(
            new RoomSnapshot(Optional.of("Chat0"), "Eva", 9, 10, others), JoinKind.NEW));
    assertThat(
            room.meant(example.input().substring(colon + 1)).stream()
                .map(member -> String.valueOf(member.place()))
                .collect(Collectors.joining(" ")))
        .isEqualTo(example.expected());
  }
}
