import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The formatter of this repository: google-java-format over every Java source below a folder, run
 * straight from its source by the JDK that compiles the product.
 *
 * <p>{@code Format.java check ROOT} names the files that are not formatted and exits with 1; {@code
 * Format.java apply ROOT} rewrites them.
 */
final class Format {
  private Format() {}

  public static void main(String[] args) throws IOException {
    boolean apply = args[0].equals("apply");
    Path root = Path.of(args[1]);
    var wrong = new ConcurrentLinkedQueue<String>();
    sources(root).parallelStream()
        .forEach(
            source -> {
              String complaint = format(source, apply);
              if (!complaint.isEmpty()) {
                wrong.add(root.relativize(source) + complaint);
              }
            });
    new TreeSet<>(wrong).forEach(System.err::println);
    if (!wrong.isEmpty()) {
      System.err.println("Run ./check --format, which formats every file that it can read.");
      System.exit(1);
    }
  }

  private static String format(Path source, boolean apply) {
    try {
      String before = Files.readString(source);
      String after = formatted(before);
      if (after.equals(before)) {
        return "";
      }
      if (!apply) {
        return ": not formatted";
      }
      Files.writeString(source, after);
      return "";
    } catch (FormatterException | IOException e) {
      return ": " + e.getMessage();
    }
  }

  private static String formatted(String source) throws FormatterException {
    String tidy =
        ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(source), Style.GOOGLE);
    return new Formatter(JavaFormatterOptions.defaultOptions()).formatSource(tidy);
  }

  private static List<Path> sources(Path root) throws IOException {
    var found = new TreeSet<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            boolean foreign =
                name.equals("target") || name.equals("node_modules") || name.startsWith(".");
            return foreign && !folder.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return List.copyOf(found);
  }
}
