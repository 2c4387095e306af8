package prosa.desktop.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a small program of the system without a shell and with a timeout. */
final class SystemCommand {
  private static final int SECONDS = 2;

  private SystemCommand() {}

  /** Its output if it succeeded; empty if it is missing, failed or took too long. */
  static Optional<String> ask(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try {
        process.getOutputStream().close();
        if (process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
          byte[] said = process.getInputStream().readNBytes(4_096);
          return Optional.of(new String(said, StandardCharsets.UTF_8));
        }
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }
}
