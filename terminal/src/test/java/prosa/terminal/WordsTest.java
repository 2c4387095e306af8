package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.client.ConnectError;
import prosa.protocol.Reason;

/** What the terminal says, in each of its languages. */
final class WordsTest {
  private static final Pattern PART = Pattern.compile("\\{\\d}");

  private static Properties bundle(Language language) throws Exception {
    String name = "words_" + language.tag().replace('-', '_') + ".properties";
    Properties words = new Properties();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(Words.class.getResourceAsStream(name)),
            StandardCharsets.UTF_8)) {
      words.load(in);
    }
    return words;
  }

  @ParameterizedTest
  @EnumSource(Language.class)
  void everyPhraseAndEveryRefusalHasWordsAndNoWordsAreLeftOver(Language language) throws Exception {
    Set<String> needed =
        Stream.concat(
                Arrays.stream(Phrase.values()).map(Phrase::key),
                Arrays.stream(Reason.values())
                    .filter(reason -> reason != Reason.OTHER)
                    .map(reason -> "reason-" + reason.code()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(new TreeSet<>(bundle(language).stringPropertyNames())).isEqualTo(needed);
  }

  @Test
  void bothLanguagesPutTheSameThingsIn() throws Exception {
    Properties english = bundle(Language.ENGLISH);
    Properties portuguese = bundle(Language.PORTUGUESE);
    for (String key : english.stringPropertyNames()) {
      assertThat(parts(portuguese.getProperty(key)))
          .as(key)
          .isEqualTo(parts(english.getProperty(key)));
    }
  }

  @ParameterizedTest
  @EnumSource(ConnectError.class)
  void everyTroubleHasAReason(ConnectError trouble) {
    assertThat(new Words(Language.PORTUGUESE).why(trouble)).isNotBlank();
  }

  @Test
  void whatIsPutInIsNotFilledAgain() {
    assertThat(new Words(Language.ENGLISH).say(Phrase.RENAMED, "{1}", "{0}"))
        .isEqualTo("{1} is now {0}.");
  }

  @ParameterizedTest
  @CsvSource({
    "pt-BR, PORTUGUESE",
    "pt_BR.UTF-8, PORTUGUESE",
    "pt, PORTUGUESE",
    "en, ENGLISH",
    "en-GB, ENGLISH",
  })
  void languagesAreKnownByTheirTags(String tag, Language language) {
    assertThat(Language.of(tag)).contains(language);
  }

  @Test
  void otherLanguagesAreNot() {
    assertThat(Language.of("fr")).isEmpty();
  }

  private static Set<String> parts(String words) {
    return PART.matcher(words)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
