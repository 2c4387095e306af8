package prosa.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "PORTUGUESE; quinta-feira, 31 de dezembro de 2026",
        "SPANISH; jueves, 31 de diciembre de 2026"
      })
  void aDayIsWrittenAsTheLanguageDoes(Language language, String written) {
    DayDivider days = new DayDivider(Messages.in(language));
    assertThat(days.next(NEW_YEARS_EVE.minusDays(1))).isEmpty();
    assertThat(days.next(NEW_YEARS_EVE)).contains(written);
  }
}
