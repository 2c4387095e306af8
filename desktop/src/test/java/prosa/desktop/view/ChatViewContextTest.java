package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalTime;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChatViewContextTest {
  @ParameterizedTest
  @CsvSource({
    "en-US, en,    3:04 PM",
    "en-GB, en,    15:04",
    "de-DE, en,    15:04",
    "fr-FR, en,    15:04",
    "pt-BR, pt-BR, 15:04",
    "ja-JP, en,    15:04",
    "en-IN, en,    3:04 PM",
    "en,    pt-BR, 15:04", // a system without a country
    "en,    en-US, 3:04 PM",
  })
  void hoursAreThoseOfTheSystem(String system, String language, String shown) {
    Locale own = Locale.forLanguageTag(system);
    Locale spoken = Locale.forLanguageTag(language);
    String time = ChatViewContext.clock(own, spoken).format(LocalTime.of(15, 4));
    assertThat(time.replace('\u202f', ' ')).isEqualToIgnoringCase(shown);
  }
}
