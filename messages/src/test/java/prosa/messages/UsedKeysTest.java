package prosa.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The sources of the product and the catalogue name the same keys: none that does not exist, and
 * none that nobody names.
 */
final class UsedKeysTest {
  private static final Path ROOT = Path.of(System.getProperty("prosa.root", ".."));
  private static final List<String> MODULES =
      List.of("messages", "server", "web", "terminal", "desktop", "app");

  /** Keys that are made of two parts: the second comes from a code. */
  private static final Set<String> FAMILIES =
      Set.of(
          "command.",
          "inputFault.",
          "keyStays.",
          "refused.",
          "takes.",
          "trouble.",
          "unopened.",
          "usage.",
          "voteReason.");

  /** {@code messages.text(} and all up to the comma or the bracket that ends its first value. */
  private static final Pattern ASKED =
      Pattern.compile(
          "\\b(?:messages(?:\\(\\))?|ENGLISH)\\s*\\.text\\(([^,()]*(?:\\([^()]*\\)[^,()]*)*)");

  private static final Pattern LITERAL = Pattern.compile("\"([A-Za-z][A-Za-z0-9.-]*)\"");

  private static final Pattern PAGE =
      Pattern.compile(
          "\\b(?:messages|later)\\.([A-Za-z0-9]+)\\b|data-message(?:-[a-z]+)?=\"([A-Za-z0-9]+)\"");

  private final Set<String> keys = Messages.in(Language.ENGLISH).keys();

  private static String sources(String end) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(end)).sorted().toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }

  private static Set<String> all(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    pattern
        .matcher(text)
        .results()
        .forEach(
            match -> {
              for (int i = 1; i <= match.groupCount(); i++) {
                if (match.group(i) != null) {
                  found.add(match.group(i));
                }
              }
            });
    return found;
  }

  private static Set<String> page() throws IOException {
    Set<String> named = all(PAGE, sources(".js") + sources(".html"));
    named.removeAll(Set.of("css", "js")); // of the names of files
    FAMILIES.forEach(family -> named.remove(family.substring(0, family.length() - 1)));
    return named;
  }

  @Test
  void everyKeyThatThePageNamesExists() throws IOException {
    assertThat(page()).hasSizeGreaterThan(80).isSubsetOf(keys);
  }

  @Test
  void everyKeyThatJavaAsksForExists() throws IOException {
    Set<String> asked = new TreeSet<>();
    for (String first : all(ASKED, sources(".java"))) {
      asked.addAll(all(LITERAL, first));
    }
    asked.removeAll(FAMILIES);
    assertThat(asked).hasSizeGreaterThan(90).isSubsetOf(keys);
  }

  @Test
  void everyKeyIsNamedSomewhere() throws IOException {
    Set<String> named = page();
    named.addAll(all(LITERAL, sources(".java")));
    assertThat(keys)
        .allSatisfy(
            key ->
                assertThat(named.contains(key) || FAMILIES.stream().anyMatch(key::startsWith))
                    .as("%s is used", key)
                    .isTrue());
  }

  @Test
  void noFrontEndHasSentencesOfItsOwn() throws IOException {
    for (String module : List.of("web", "terminal", "desktop")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
        assertThat(
                files.filter(f -> f.getFileName().toString().matches(".*(words|messages)[_-].*")))
            .as(module)
            .isEmpty();
      }
    }
  }
}
