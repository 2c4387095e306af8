package prosa.integration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program that attacks a server in a process of its own, at the lowest priority: it takes
 * what the machine has left, so that a test measures the server and not the struggle for the
 * processor. A program tells on standard output what it did, and ends by itself.
 */
final class AttackProcess {
  private AttackProcess() {}

  /**
   * Runs a program until it ends; what it told, for the test's log.
   *
   * @param seconds how long it attacks
   */
  static String run(Class<?> program, int seconds, List<String> arguments)
      throws IOException, InterruptedException {
    return run(List.of(), program, seconds, arguments);
  }

  /**
   * The same by another program, which becomes it.
   *
   * @param by a command whose last argument is a command that it becomes; empty for none
   */
  static String run(List<String> by, Class<?> program, int seconds, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(by);
    command.addAll(
        List.of(
            "nice",
            "-n",
            "19",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
    command.addAll(arguments);
    Path told = Files.createTempFile("prosa-attack", ".out");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    try {
      boolean ended = process.waitFor(seconds + Await.LONG.toSeconds(), TimeUnit.SECONDS);
      String all = Files.readString(told).strip();
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError("the attack " + (ended ? "failed: " : "does not end: ") + all);
      }
      return all;
    } finally {
      process.destroyForcibly();
      Files.delete(told);
    }
  }
}
