package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The bill of materials names the library and each module of Prosa that it needs. */
final class BomTest {
  private static final Pattern MODULE =
      Pattern.compile(
          "<dependency>\\s*<groupId>\\$\\{project.groupId}</groupId>\\s*<artifactId>prosa-([a-z]+)</artifactId>"
              + "(?:\\s*<version>[^<]*</version>)?(\\s*<scope>test</scope>)?");
  private static final Pattern VERSION = Pattern.compile("<version>([^$<]*)</version>");

  private static Set<String> modules(Path pom) throws Exception {
    return MODULE
        .matcher(Files.readString(pom))
        .results()
        .filter(found -> found.group(2) == null)
        .map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void itListsWhatTheClientIsMadeOf() throws Exception {
    TreeSet<String> needed = new TreeSet<>();
    TreeSet<String> next = new TreeSet<>();
    next.add("client");
    while (!next.isEmpty()) {
      String module = next.removeFirst();
      if (needed.add(module)) {
        next.addAll(modules(Path.of("..", module, "pom.xml")));
      }
    }
    assertThat(modules(Path.of("../bom/pom.xml"))).isEqualTo(needed);
  }

  @Test
  void itHasTheVersionOfTheProduct() throws Exception {
    assertThat(first(Path.of("../bom/pom.xml"))).isEqualTo(first(Path.of("../pom.xml")));
  }

  private static String first(Path pom) throws Exception {
    return VERSION
        .matcher(Files.readString(pom))
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow();
  }
}
