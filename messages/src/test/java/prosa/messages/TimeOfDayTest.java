package prosa.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.testing.TextExamples;

final class TimeOfDayTest {
  static List<TextExamples.Example> times() {
    return TextExamples.of("time");
  }

  @ParameterizedTest
  @MethodSource("times")
  void isWrittenAsTheTableOfAllFrontEndsHasIt(TextExamples.Example example) {
    String[] given = example.input().split(" ", -1);
    assertThat(written(given[0], given[1], LocalTime.parse(given[2])))
        .isEqualTo(example.expected());
  }

  @ParameterizedTest
  @CsvSource({"en, pt-BR, 15:04", "en, en-US, 3:04 PM"})
  void systemWithoutACountryHasTheHoursOfTheLanguage(String system, String language, String shown) {
    assertThat(written(system, language, LocalTime.of(15, 4))).isEqualTo(shown);
  }

  private static String written(String system, String language, LocalTime time) {
    return TimeOfDay.format(Locale.forLanguageTag(system), Locale.forLanguageTag(language))
        .format(time)
        .replaceAll("[\u202f\u00a0]", " ");
  }
}
