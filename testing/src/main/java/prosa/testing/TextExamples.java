package prosa.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The examples of text that every front end treats alike: protocol/src/test/examples/text.tsv. */
public final class TextExamples {
  private static final Path FOLDER = Path.of("../protocol/src/test/examples");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

  /** One row. */
  public record Example(String kind, String input, String expected) {}

  private TextExamples() {}

  /** All examples of a kind; there are some. */
  public static List<Example> of(String kind) {
    return of("text.tsv", kind);
  }

  /** All examples of a kind in a file beside that one; there are some. */
  static List<Example> of(String file, String kind) {
    try (Stream<String> lines = Files.lines(FOLDER.resolve(file))) {
      List<Example> examples =
          lines
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> line.split("\t", -1))
              .filter(cells -> cells[0].equals(kind))
              .map(cells -> new Example(kind, unescaped(cells[1]), unescaped(cells[2])))
              .toList();
      if (examples.isEmpty()) {
        throw new IllegalStateException("no examples of " + kind + " in " + file);
      }
      return examples;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescaped(String cell) {
    return ESCAPE
        .matcher(cell)
        .replaceAll(
            found -> {
              if (found.group(1) != null) {
                return quoted(String.valueOf((char) Integer.parseInt(found.group(1), 16)));
              }
              return switch (found.group(2)) {
                case "n" -> "\n";
                case "t" -> "\t";
                case "s" -> " ";
                default -> quoted(found.group(2));
              };
            });
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }
}
