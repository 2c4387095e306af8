package prosa.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code prosa man}: writes the manual pages; the packages are made with it. */
@Command(
    name = "man",
    hidden = true,
    mixinStandardHelpOptions = true,
    description = "Writes the manual pages of all commands into a folder.")
final class ManCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Where they go.")
  private @Nullable Path folder;

  @Override
  public Integer call() throws IOException {
    Path into = Files.createDirectories(Objects.requireNonNull(folder));
    Map<String, String> pages =
        ManPage.all(spec.parent().commandLine(), ManPage.date(System.getenv("SOURCE_DATE_EPOCH")));
    for (Map.Entry<String, String> page : pages.entrySet()) {
      Files.writeString(into.resolve(page.getKey()), page.getValue());
    }
    return ExitCode.OK;
  }
}
