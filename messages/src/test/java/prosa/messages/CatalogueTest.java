package prosa.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The catalogue is complete in every language, and formats as ICU does. */
final class CatalogueTest {
  private static final long[] NUMBERS = {0, 1, 2, 3, 5, 11, 21, 100, 999, 10_000, 123_456};

  static Stream<Language> languages() {
    return Language.offered().stream();
  }

  private static Properties file(Language language) throws IOException {
    Properties sentences =
        new Properties() {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized Object put(Object key, Object value) {
            assertThat(containsKey(key)).as("%s stands twice in %s", key, language.tag()).isFalse();
            return super.put(key, value);
          }
        };
    try (InputStream in =
        Objects.requireNonNull(Messages.class.getResourceAsStream(language.file()))) {
      sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return sentences;
  }

  /** The values of a sentence by their index: whether a number must be there. */
  private static Map<Integer, Boolean> values(MessagePattern pattern) {
    Map<Integer, Boolean> found = new TreeMap<>();
    for (MessagePattern.Part part : pattern.parts()) {
      switch (part) {
        case MessagePattern.Part.Text _ -> {}
        case MessagePattern.Part.Value(int index) -> found.putIfAbsent(index, false);
        case MessagePattern.Part.Numeral(int index) -> found.put(index, true);
        case MessagePattern.Part.Plural(
                int index,
                var exact,
                MessagePattern one,
                MessagePattern other) -> {
          found.put(index, true);
          Stream.concat(exact.values().stream(), Stream.of(one, other))
              .forEach(
                  form ->
                      values(form)
                          .forEach((i, number) -> found.merge(i, number, Boolean::logicalOr)));
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("languages")
  void noKeyIsMissingOrLeftOver(Language language) throws IOException {
    assertThat(new TreeSet<>(file(language).stringPropertyNames()))
        .hasSizeGreaterThan(200)
        .isEqualTo(new TreeSet<>(file(Language.ENGLISH).stringPropertyNames()));
  }

  @Test
  void theBuildSaysWhatALanguageLacks() {
    assertThat(
            CatalogueModules.faults(
                "messages_fr.properties", Set.of("cancel", "ok", "lead"), Set.of("ok", "okay")))
        .containsExactly(
            "messages_fr.properties lacks 2 of 3 sentences: cancel, lead",
            "messages_fr.properties has sentences that the English file has not: okay");
    assertThat(CatalogueModules.faults("messages_fr.properties", Set.of("ok"), Set.of("ok")))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void everySentenceTakesTheSameValuesAsTheEnglishOne(Language language) {
    Messages english = Messages.in(Language.ENGLISH);
    Messages messages = Messages.in(language);
    for (String key : english.keys()) {
      assertThat(values(messages.pattern(key))).as(key).isEqualTo(values(english.pattern(key)));
    }
  }

  /** A form without its number is one for a single number: exact, or a singular that is only 1. */
  @ParameterizedTest
  @MethodSource("languages")
  void everyPluralHasItsNumberInIt(Language language) {
    Messages messages = Messages.in(language);
    for (String key : messages.keys()) {
      for (MessagePattern.Part part : messages.pattern(key).parts()) {
        if (part
            instanceof
            MessagePattern.Part.Plural(int index, var exact, var one, MessagePattern other)) {
          assertThat(other.parts()).as(key).contains(new MessagePattern.Part.Numeral(index));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("languages")
  void noSentenceIsEmptyOrInAnotherScript(Language language) throws IOException {
    Properties sentences = file(language);
    for (String key : sentences.stringPropertyNames()) {
      String sentence = sentences.getProperty(key);
      assertThat(sentence).as(key).isNotBlank().doesNotContain("'").doesNotContain("\t");
      assertThat(sentence.codePoints())
          .as(key)
          .allMatch(c -> c == '\n' || (c >= ' ' && c < 0x250) || "’“”…↓".indexOf(c) >= 0);
    }
  }

  @Test
  void sentencesAreTranslated() throws IOException {
    Set<String> same = new TreeSet<>();
    Properties english = file(Language.ENGLISH);
    for (Language language : Language.offered()) {
      Properties other = file(language);
      for (String key : english.stringPropertyNames()) {
        if (language != Language.ENGLISH
            && other.getProperty(key).equals(english.getProperty(key))) {
          same.add(key);
        }
      }
    }
    assertThat(same)
        .containsExactlyInAnyOrder(
            "answersNo",
            "inviteLink",
            "ok",
            "originalTitle",
            "spoken",
            "takes.join",
            "windowTitle");
  }

  @ParameterizedTest
  @MethodSource("languages")
  void icuMakesTheSameOfEverySentence(Language language) throws IOException {
    Properties sentences = file(language);
    Messages messages = Messages.in(language);
    for (String key : sentences.stringPropertyNames()) {
      MessageFormat icu =
          new MessageFormat(sentences.getProperty(key), new ULocale(language.tag()));
      Map<Integer, Boolean> values = values(messages.pattern(key));
      for (long number : NUMBERS) {
        Object[] given = new Object[values.keySet().stream().mapToInt(i -> i + 1).max().orElse(0)];
        values.forEach((i, isNumber) -> given[i] = isNumber ? (Object) number : "Ana {0} " + i);
        assertThat(messages.text(key, given)).as(key).isEqualTo(icu.format(given));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "en, 0, 0 new messages",
    "en, 1, 1 new message",
    "en, 12, 12 new messages",
    "en, 12345, '12,345 new messages'",
    "pt-BR, 0, 0 mensagem nova",
    "pt-BR, 1, 1 mensagem nova",
    "pt-BR, 2, 2 mensagens novas",
    "es, 0, 0 mensajes nuevos",
    "es, 1, 1 mensaje nuevo",
    "es, 1234, 1234 mensajes nuevos",
    "es, 12345, 12.345 mensajes nuevos",
  })
  void numbersAreSpokenByTheRuleOfTheLanguage(String tag, long number, String sentence) {
    Messages messages = Messages.in(Language.of(tag).orElseThrow());
    assertThat(messages.text("newBelow", number)).isEqualTo(sentence);
  }

  @Test
  void whatIsPutInIsNotFilledAgain() {
    assertThat(Messages.in(Language.ENGLISH).text("renamed", "{1} it's", "{0, plural, #}"))
        .isEqualTo("{1} it's is called {0, plural, #} now");
  }

  @Test
  void unknownKeysAndWrongValuesAreFaults() {
    Messages messages = Messages.in(Language.ENGLISH);
    assertThatThrownBy(() -> messages.text("noSuchSentence"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> messages.text("renamed", "only one"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> messages.text("newBelow", "many"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"PSEUDO_LONG", "PSEUDO_RIGHT_TO_LEFT"})
  void pseudoLocalesHaveEverySentenceAndKeepItsValues(Language language) {
    Messages english = Messages.in(Language.ENGLISH);
    Messages pseudo = Messages.in(language);
    assertThat(pseudo.keys()).isEqualTo(english.keys());
    for (String key : english.keys()) {
      assertThat(values(pseudo.pattern(key))).as(key).isEqualTo(values(english.pattern(key)));
    }
  }

  @Test
  void longPseudoLocaleIsLongerAndAccented() {
    String sentence = Messages.in(Language.PSEUDO_LONG).text("satDown", "Ana");
    assertThat(sentence).isEqualTo("Ana sát~~ dówñ~~");
    Messages english = Messages.in(Language.ENGLISH);
    String long1 = Messages.in(Language.PSEUDO_LONG).text("lead");
    assertThat(long1.length()).isGreaterThan(english.text("lead").length() * 13 / 10);
  }

  @Test
  void rightToLeftPseudoLocaleTurnsEveryWordAndNothingElse() {
    assertThat(Messages.in(Language.PSEUDO_RIGHT_TO_LEFT).text("satDown", "Ana"))
        .isEqualTo("Ana \u202esat\u202c \u202edown\u202c");
  }

  @Test
  void malformedSentencesAreNotAccepted() {
    for (String wrong :
        new String[] {
          "it's",
          "{",
          "{x}",
          "{0",
          "}",
          "{0, plural, one {a}}",
          "{0, plural, other {a}}",
          "{0, plural, one {a} few {b} other {c}}",
          "{0, number}",
          "{0, plural, one {a} other {b}",
        }) {
      assertThatThrownBy(() -> MessagePattern.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
