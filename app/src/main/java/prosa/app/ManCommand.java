package prosa.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.ExitCode;

/** {@code prosa man}: writes the manual pages; the packages are made with it. */
final class ManCommand extends ProsaCommand {
  private final Flag<Path> folder =
      argument("FOLDER", "1", Path.class, Path::of).saying("Where they go.");

  ManCommand() {
    super("man", "Writes the manual pages of all commands into a folder.");
    usage().hidden(true);
  }

  @Override
  public Integer call() throws IOException {
    Path into = Files.createDirectories(folder.value());
    Map<String, String> pages =
        ManPage.all(
            spec().parent().commandLine(), ManPage.date(System.getenv("SOURCE_DATE_EPOCH")));
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Files.writeString(into.resolve(page.getKey()), page.getValue());
    }
    return ExitCode.OK;
  }
}
