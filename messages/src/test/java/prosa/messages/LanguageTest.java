package prosa.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.PluralRules;
import com.ibm.icu.util.ULocale;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice of a language, and its plural rules. */
final class LanguageTest {
  @ParameterizedTest
  @CsvSource({
    "pt-BR, PORTUGUESE",
    "pt_BR.UTF-8, PORTUGUESE",
    "pt-PT, PORTUGUESE",
    "pt, PORTUGUESE",
    "en, ENGLISH",
    "en-GB, ENGLISH",
    "es, SPANISH",
    "es-419, SPANISH",
    "es_MX.UTF-8, SPANISH",
    "es_ES@euro, SPANISH",
    "ES, SPANISH",
    "en-XA, PSEUDO_LONG",
    "ar-XB, PSEUDO_RIGHT_TO_LEFT",
  })
  void languagesAreKnownByTheirTags(String tag, Language language) {
    assertThat(Language.of(tag)).contains(language);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fr", "", "C", "ar", "xx-XA", "espanol!"})
  void otherLanguagesAreNot(String tag) {
    assertThat(Language.of(tag)).isEmpty();
  }

  @Test
  void whoseLanguageIsNotSpokenIsAnsweredInEnglish() {
    assertThat(Language.of(Locale.GERMAN)).isEqualTo(Language.ENGLISH);
    assertThat(Language.of(Locale.forLanguageTag("en-XA"))).isEqualTo(Language.ENGLISH);
    assertThat(Language.of(Locale.forLanguageTag("es-AR"))).isEqualTo(Language.SPANISH);
    assertThat(Language.of(Locale.forLanguageTag("pt-PT"))).isEqualTo(Language.PORTUGUESE);
  }

  static List<Language> offered() {
    return Language.offered();
  }

  @ParameterizedTest
  @MethodSource("offered")
  void singularAndPluralAreThoseOfTheCldr(Language language) {
    PluralRules rules = PluralRules.forLocale(new ULocale(language.tag()));
    for (long number = 0; number < 1_000_000; number += number < 2_000 ? 1 : 997) {
      assertThat(language.one(number))
          .as("%d", number)
          .isEqualTo(rules.select((double) number).equals("one"));
    }
  }
}
