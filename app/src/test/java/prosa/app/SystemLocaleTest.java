package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The locale is that of the environment, whether it is installed or not. */
final class SystemLocaleTest {
  private static Map<String, String> environment(String given) {
    Map<String, String> environment = new HashMap<>();
    for (String one : given.split(" ", -1)) {
      if (!one.isEmpty()) {
        environment.put(one.split("=", 2)[0], one.split("=", 2)[1]);
      }
    }
    return environment;
  }

  @ParameterizedTest
  @CsvSource({
    "LANG=pt_BR.UTF-8, pt-BR",
    "LANG=pt_PT.utf8, pt-PT",
    "LANG=es, es",
    "LANG=es_MX.UTF-8 LC_MESSAGES=pt_BR.UTF-8, pt-BR",
    "LANG=es_MX.UTF-8 LC_TIME=pt_BR.UTF-8, es-MX",
    "LANG=pt_BR.UTF-8 LC_MESSAGES=pt_BR LC_ALL=es_ES@euro, es-ES",
    "LANG=de_DE.UTF-8, de-DE",
    "LANG=de_DE.UTF-8 LANGUAGE=fr:pt_BR:es, pt-BR",
    "LANG=en_US.UTF-8 LANGUAGE=es, es",
    "LANG=pt_BR.UTF-8 LANGUAGE=en:es, en",
    "LANG=pt_BR.UTF-8 LANGUAGE=fr:de, pt-BR",
    "LANG=pt_BR.UTF-8 LANGUAGE= LC_ALL=, pt-BR",
  })
  void sentencesAreThoseOfTheFirstVariableThatIsSet(String given, String tag) {
    assertThat(SystemLocale.forSentences(environment(given))).contains(Locale.forLanguageTag(tag));
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "LANG=C",
    "LANG=POSIX",
    "LANG=C.UTF-8",
    "LANG=C.UTF-8 LANGUAGE=pt_BR",
    "LANG=pt_BR.UTF-8 LC_ALL=C",
    "LANG=pt_BR.UTF-8 LC_ALL=C.UTF-8",
    "LANGUAGE=pt_BR",
    "LANG=!",
    "LANG=/usr/share/locale",
  })
  void withoutALanguageItIsJavas(String given) {
    assertThat(SystemLocale.forSentences(environment(given))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "LANG=en_US.UTF-8 LC_TIME=pt_BR.UTF-8, pt-BR",
    "LANG=pt_BR.UTF-8 LANGUAGE=es LC_MESSAGES=es_ES, pt-BR",
    "LANG=pt_BR.UTF-8 LC_TIME=en_GB.UTF-8 LC_ALL=es_MX.UTF-8, es-MX",
  })
  void timesAreThoseOfTheirCategory(String given, String tag) {
    assertThat(SystemLocale.forTimes(environment(given))).contains(Locale.forLanguageTag(tag));
  }
}
