package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents link to in this tree is there: pages and pictures. */
final class DocumentLinksTest {
  private static final Path ROOT =
      Path.of(System.getProperty("prosa.root", "..")).toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:\\s]+)(?:#[^)\\s]*)?\\)");

  private static List<Path> documents() throws IOException {
    try (Stream<Path> roots = Files.list(ROOT);
        Stream<Path> pages = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(roots, pages).filter(file -> file.toString().endsWith(".md")).toList();
    }
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path document : documents()) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        links++;
        if (!Files.exists(document.resolveSibling(link.group(1)))) {
          dead.add(ROOT.relativize(document) + ": " + link.group(1));
        }
      }
    }
    assertThat(links).isGreaterThan(100);
    assertThat(dead).isEmpty();
  }
}
