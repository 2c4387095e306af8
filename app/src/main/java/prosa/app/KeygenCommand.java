package prosa.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import prosa.zmtp.CurveKeyPair;

/** {@code prosa keygen}: makes a server's key for CURVE. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Makes a key for `prosa serve --curve-key`: the secret one is written to FILE, which only its"
          + " owner may read; the public one is printed, in Z85, as ZeroMQ programs take it.",
      "A file that is there already is left as it is. Exit code 0, or 2 and one sentence."
    },
    footerHeading = "%nExample:%n",
    footer = "  prosa keygen server.key && prosa serve --curve-key server.key")
final class KeygenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Where the secret key is to be.")
  private Path file = Path.of("");

  @Override
  public Integer call() {
    CurveKeyPair key = CurveKeyPair.generate(new SecureRandom());
    try {
      CurveKeyFile.write(file, key);
    } catch (FileAlreadyExistsException e) {
      return failed("'" + file + "' is there already, and stays as it is");
    } catch (IOException e) {
      return failed("'" + file + "' cannot be written");
    }
    spec.commandLine().getOut().println(key.publicKey().z85());
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private int failed(String sentence) {
    spec.commandLine().getErr().println("prosa: " + sentence + ".");
    spec.commandLine().getErr().flush();
    return ExitCode.USAGE;
  }
}
