package prosa.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.ExitCode;
import prosa.zmtp.CurveKeyPair;

/** {@code prosa keygen}: makes a server's key for CURVE. */
final class KeygenCommand extends ProsaCommand {
  private final Flag<Path> file =
      argument("FILE", "1", Path.class, Path::of).saying("Where the secret key is to be.");

  KeygenCommand() {
    super(
        "keygen",
        "Makes a key for `prosa serve --curve-key`: the secret one is written to FILE, which only its"
            + " owner may read; the public one is printed, in Z85, as ZeroMQ programs take it.",
        "A file that is there already is left as it is. Exit code 0, or 2 and one sentence.");
    footer("Example", "  prosa keygen server.key && prosa serve --curve-key server.key");
  }

  @Override
  public Integer call() {
    CurveKeyPair key = CurveKeyPair.generate(new SecureRandom());
    try {
      CurveKeyFile.write(file.value(), key);
    } catch (FileAlreadyExistsException e) {
      return failed("'" + file.value() + "' is there already, and stays as it is");
    } catch (IOException e) {
      return failed("'" + file.value() + "' cannot be written");
    }
    commandLine().getOut().println(key.publicKey().z85());
    commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private int failed(String sentence) {
    commandLine().getErr().println("prosa: " + sentence + ".");
    commandLine().getErr().flush();
    return ExitCode.USAGE;
  }
}
