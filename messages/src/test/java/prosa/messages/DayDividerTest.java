package prosa.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.testing.TextExamples;

final class DayDividerTest {
  private static final LocalDate NEW_YEARS_EVE = LocalDate.of(2026, 12, 31);

  @Test
  void aDayIsToldWhereItChangedAndNotBeforeTheFirstEntry() {
    DayDivider days = new DayDivider(Messages.in(Language.ENGLISH));
    assertThat(days.next(NEW_YEARS_EVE)).isEmpty();
    assertThat(days.next(NEW_YEARS_EVE)).isEmpty();
    assertThat(days.next(NEW_YEARS_EVE.plusDays(1))).contains("Friday, January 1, 2027");
    assertThat(days.next(NEW_YEARS_EVE.plusDays(1))).isEmpty();
  }

  static List<TextExamples.Example> days() {
    return TextExamples.of("day");
  }

  @ParameterizedTest
  @MethodSource("days")
  void aDayIsWrittenAsTheTableOfAllFrontEndsHasIt(TextExamples.Example example) {
    String[] given = example.input().split(" ", -1);
    LocalDate day = LocalDate.parse(given[1]);
    DayDivider days = new DayDivider(Messages.in(Language.of(given[0]).orElseThrow()));
    assertThat(days.next(day.minusDays(1))).isEmpty();
    assertThat(days.next(day)).contains(example.expected());
  }
}
