package prosa.desktop.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import prosa.client.CommandName;
import prosa.client.ConnectError;
import prosa.client.JoinKind;
import prosa.protocol.Reason;

/** Every sentence exists in both languages, and no key leads nowhere. */
final class WordsTest {
  private static final Pattern LITERAL = Pattern.compile("\"([a-z]+(?:[.-][a-z_-]+)*)\"");
  private static final Set<String> MADE =
      Set.of("command.", "refused.", "trouble.", "arrival.", "menu.look.");

  @Test
  void bothLanguagesHaveTheSameKeys() throws IOException {
    assertThat(bundle("_pt").stringPropertyNames())
        .containsExactlyInAnyOrderElementsOf(bundle("").stringPropertyNames());
  }

  @Test
  void sentencesTakeTheSameValuesInBothLanguages() throws IOException {
    Properties english = bundle("");
    Properties portuguese = bundle("_pt");
    for (String key : english.stringPropertyNames()) {
      assertThat(values(portuguese.getProperty(key)))
          .as(key)
          .isEqualTo(values(english.getProperty(key)));
    }
  }

  @Test
  void noSentenceIsEmptyOrHasAnApostropheWithAMeaning() throws IOException {
    for (String language : new String[] {"", "_pt"}) {
      Properties bundle = bundle(language);
      assertThat(bundle.values()).allSatisfy(v -> assertThat((String) v).isNotBlank());
      assertThat(bundle.values()).allSatisfy(v -> assertThat((String) v).doesNotContain("'"));
    }
  }

  @Test
  void everyKeyIsUsedAndEveryUsedKeyExists() throws IOException {
    Set<String> keys = bundle("").stringPropertyNames();
    String sources = sources();
    Set<String> literals = new TreeSet<>();
    LITERAL.matcher(sources).results().forEach(found -> literals.add(found.group(1)));
    literals.forEach(
        literal -> {
          if (sources.contains("words.of(\"" + literal + "\"")
              || sources.contains("words().of(\"" + literal + "\"")) {
            assertThat(keys).contains(literal);
          }
        });
    for (String key : keys) {
      boolean hint = key.endsWith(".hint") && literals.contains(key.substring(0, key.length() - 5));
      assertThat(literals.contains(key) || hint || MADE.stream().anyMatch(key::startsWith))
          .as("%s is used", key)
          .isTrue();
    }
  }

  @Test
  void everyReasonTroubleArrivalAndLookHasItsSentence() {
    for (String language : new String[] {"en", "pt-BR"}) {
      Words words = new Words(Locale.forLanguageTag(language));
      for (Reason reason : Reason.values()) {
        assertThat(words.refusal(reason, "the server's own")).isNotBlank();
      }
      for (ConnectError trouble : ConnectError.values()) {
        assertThat(words.trouble(trouble, "host:1")).contains("host:1");
      }
      for (JoinKind arrival : JoinKind.values()) {
        if (arrival != JoinKind.RENEWED) {
          assertThat(words.of("arrival." + arrival.name().toLowerCase(Locale.ROOT))).isNotBlank();
        }
      }
      for (CommandName command : CommandName.values()) {
        if (command.needsArgument()) {
          assertThat(words.of("command." + command.word())).isNotBlank();
        }
      }
      for (ThemeChoice look : ThemeChoice.values()) {
        assertThat(words.of("menu.look." + look.name().toLowerCase(Locale.ROOT))).isNotBlank();
      }
    }
  }

  @Test
  void portugueseOfAnyCountryIsBrazilianAndTheRestIsEnglish() {
    assertThat(words("pt-BR").of("entry.enter")).isEqualTo("Entrar");
    assertThat(words("pt-PT").of("entry.name")).isEqualTo("Usuário");
    assertThat(words("en-GB").of("entry.enter")).isEqualTo("Enter");
    assertThat(words("de").of("entry.enter")).isEqualTo("Enter");
  }

  @Test
  void numbersAreSpokenInTheSingularAndInThePlural() {
    assertThat(words("en").of("notice.missed", 1L)).startsWith("One message did");
    assertThat(words("en").of("notice.missed", 12L)).startsWith("12 messages did");
    assertThat(words("pt-BR").of("notice.missed", 2L)).startsWith("2 mensagens não chegaram");
  }

  @Test
  void whatOthersWroteIsNoPattern() {
    assertThat(words("en").of("notice.joined", "{0} it's '{1}'"))
        .isEqualTo("{0} it's '{1}' sat down");
  }

  private static Words words(String language) {
    return new Words(Locale.forLanguageTag(language));
  }

  private static int values(String pattern) {
    return new MessageFormat(pattern, Locale.ROOT).getFormatsByArgumentIndex().length;
  }

  private static Properties bundle(String language) throws IOException {
    Properties properties = new Properties();
    try (InputStream in =
        Objects.requireNonNull(
            Words.class.getResourceAsStream("Words" + language + ".properties"))) {
      properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    }
    return properties;
  }

  private static String sources() throws IOException {
    Path root = Path.of(System.getProperty("prosa.root", "..")).resolve("desktop/src/main/java");
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
