package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.Growth;

final class SanitizerTest {
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 0x1b, 0x7f, 0x9b, 0x200b, 0x2028, 0x2029, 0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff,
        0xfff9, 0xd800, 0xdfff
      })
  void whatControlsOrHidesIsWrittenAsAnEscape(int c) {
    String escape = String.format("\\u%04x", c);
    assertThat(Sanitizer.line("a" + Character.toString(c) + "b")).isEqualTo("a" + escape + "b");
    assertThat(Sanitizer.lines("a" + Character.toString(c) + "b")).isEqualTo("a" + escape + "b");
  }

  /** What another wrote and how it is shown, of the table that every front end is held to. */
  static List<Arguments> shown() throws IOException {
    return Files.readAllLines(Path.of("src/test/examples/text.tsv")).stream()
        .filter(line -> line.startsWith("show\t"))
        .map(line -> line.split("\t", -1))
        .map(cells -> Arguments.of(unescaped(cells[1]), unescaped(cells[2])))
        .toList();
  }

  private static String unescaped(String cell) {
    return ESCAPE
        .matcher(cell)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    found.group(1) != null
                        ? String.valueOf((char) Integer.parseInt(found.group(1), 16))
                        : switch (found.group(2)) {
                          case "n" -> "\n";
                          case "t" -> "\t";
                          case "s" -> " ";
                          default -> found.group(2);
                        }));
  }

  @ParameterizedTest
  @MethodSource("shown")
  void textOfAnotherIsShownAsInEveryFrontEnd(String text, String shown) {
    assertThat(Sanitizer.lines(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(ints = {'a', 0xa0, 0x061c, 0x200c, 0x200d, 0x200e, 0x200f, 0x5d0, 0x1f44d})
  void marksOfDirectionAndJoinersStay(int c) {
    assertThat(Sanitizer.line("a" + Character.toString(c))).isEqualTo("a" + Character.toString(c));
  }

  @Test
  void lineEndsAreEscapedOnOneLineAndKeptInSeveral() {
    assertThat(Sanitizer.line("a\r\nb\tc")).isEqualTo("a\\r\\nb\\tc");
    assertThat(Sanitizer.lines("a\r\nb\tc\rd")).isEqualTo("a\nb\tc\nd");
    assertThat(Sanitizer.line("x" + Character.toString(0xe0041))).isEqualTo("x\\u{e0041}");
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear("line", Sanitizer::line);
    Growth.isLinear("lines", Sanitizer::lines);
  }
}
