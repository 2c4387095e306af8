package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.testing.Growth;
import prosa.testing.TextExamples;

final class MentionsTest {
  /** Who sits at the table of the examples. */
  private static final List<String> NAMES =
      List.of(
          "Ana",
          "Ana 2",
          "Ana Luísa",
          "Bia",
          "José",
          "李雷",
          "李雷雷",
          "민수",
          "Fê 🌻",
          "D'Ávila",
          "علی\u200cرضا");

  static List<TextExamples.Example> examples() {
    return TextExamples.of("mention");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void mentionsAreThoseOfTheTableOfAllFrontEnds(TextExamples.Example example) {
    assertThat(
            Mentions.find(example.input(), NAMES).stream()
                .map(Mentions.Mention::name)
                .collect(Collectors.joining("|")))
        .isEqualTo(example.expected());
  }

  @Test
  void aMentionIsTheWholeOfItsSign() {
    assertThat(Mentions.find("oi @ana luísa!", NAMES))
        .containsExactly(new Mentions.Mention(3, 13, "Ana Luísa"));
    assertThat(Mentions.in("oi @Ana 2", "Ana", List.of("Ana 2"))).isFalse();
    assertThat(Mentions.in("oi @Ana 2", "Ana", List.of())).isTrue();
    assertThat(Mentions.in("oi @", "", List.of())).isFalse();
  }

  @Test
  void workDoesNotGrowWithTheNamesAtTheTable() {
    allocated(9); // what is loaded and compiled first is not counted
    assertThat(allocated(900)).isLessThan(2 * allocated(9));
  }

  private static long allocated(int count) {
    List<String> names =
        IntStream.range(0, count).mapToObj(i -> "a".repeat(20) + (100 + i)).toList();
    String text = ("@" + "a ".repeat(15) + "\n").repeat(256);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThat(Mentions.find(text, names)).isEmpty();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear(
        "find", text -> assertThat(Mentions.find(text, NAMES)).hasSizeLessThanOrEqualTo(64));
    Growth.isLinear("in", text -> Mentions.in(text, "Ana", NAMES));
  }
}
