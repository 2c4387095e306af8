package prosa.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The result of a finished program: its exit code and its output.
 *
 * <p>A program that has not ended after two minutes is killed, and the test fails.
 */
record Outcome(int exit, String out, String err) {
  static final Path ROOT = Path.of(System.getProperty("prosa.root", "..")).toAbsolutePath();

  /** Runs {@code command} in {@code folder}, with nothing on its standard input. */
  static Outcome of(Path folder, String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile("prosa-trial", ".out");
    Path err = Files.createTempFile("prosa-trial", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("still running after two minutes: " + Arrays.toString(command));
      }
      return new Outcome(process.exitValue(), read(out), read(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** What goes before a command that is to run in the network of another process; for root. */
  static List<String> enterNetworkOf(long pid) {
    return List.of("nsenter", "--net", "--target", Long.toString(pid));
  }

  /** Runs one of the tests' Python programs in the network of another process. */
  static Outcome inNetworkOf(long pid, String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(enterNetworkOf(pid));
    command.addAll(List.of("/usr/bin/python3", "integration-tests/src/test/python/" + script));
    command.addAll(List.of(arguments));
    return of(ROOT, command.toArray(String[]::new));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
