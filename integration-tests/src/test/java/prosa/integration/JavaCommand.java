package prosa.integration;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The command of a JVM that runs the product in a process of its own. It starts from a cache of
 * loaded classes (an AOT cache, as the product's launcher has), which saves half of a start; the
 * tests start hundreds.
 *
 * <p>The first test that needs a cache makes it, by a run of the product; tests of another JVM wait
 * for it. It holds for the jars that it was made from. Where the product is no jar (an IDE, {@code
 * mvn test}), and where no cache can be made, the command works without.
 */
public final class JavaCommand {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  private static final List<String> FLAGS =
      List.of(
          "-Xlog:aot*=off",
          "-Xlog:cds*=off",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseCompactObjectHeaders",
          "-XX:+UnlockDiagnosticVMOptions", // for the next, as in packaging/jvm-flags.sh
          "-XX:ArchiveRelocationMode=0",
          "-Dio.netty.jfr.enabled=false",
          "-Dpicocli.disable.closures=true", // these, too
          "-Dpicocli.converters.excludes=java.*",
          "-Dslf4j.provider=prosa.logging.LogServiceProvider",
          "-Dslf4j.internal.verbosity=WARN",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final long TRAINING_SECONDS = 60;

  /** What is run; each has a cache of its own. */
  public enum Program {
    SERVER,
    WINDOW
  }

  private JavaCommand() {}

  /** The JVM, its flags (these of the caller last) and its class path; the class's name follows. */
  public static List<String> of(Program program, String... flags) {
    List<String> jars = classPath().stream().filter(entry -> entry.endsWith(".jar")).toList();
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(FLAGS);
    Path cache = Path.of("target", "cache", program + ".aot").toAbsolutePath();
    if (isMade(program, cache, jars)) {
      command.add("-XX:AOTCache=" + cache);
    }
    command.addAll(List.of(flags));
    // The jars of the cache come first, in its order; folders cannot be in it.
    List<String> all = new ArrayList<>(jars);
    classPath().stream().filter(entry -> !entry.endsWith(".jar")).forEach(all::add);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, all)));
    return command;
  }

  private static List<String> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(JavaCommand::asTheProductHasIt)
        .toList();
  }

  /** The build changes some jars, so that a cache takes their classes. */
  private static String asTheProductHasIt(String entry) {
    Path jar = Path.of(entry).getFileName();
    Path changed = Outcome.ROOT.resolve("app/target/run/lib").resolve(jar);
    return jar.toString().startsWith("picocli-") && Files.exists(changed)
        ? changed.toString()
        : entry;
  }

  private static synchronized boolean isMade(Program program, Path cache, List<String> jars) {
    if (jars.stream()
        .noneMatch(jar -> Path.of(jar).getFileName().toString().startsWith("prosa-"))) {
      return false;
    }
    try {
      Files.createDirectories(cache.getParent());
      Path made = cache.resolveSibling(program + ".made");
      try (FileChannel lock =
              FileChannel.open(
                  cache.resolveSibling("lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock _ = lock.lock()) {
        String from = described(jars);
        if (!Files.exists(made) || !Files.readString(made).equals(from)) {
          train(program, cache, jars);
          Files.writeString(made, from);
        }
      }
      return Files.exists(cache);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String described(List<String> jars) {
    return jars.stream()
        .map(jar -> jar + " " + new File(jar).lastModified() + " " + new File(jar).length())
        .collect(Collectors.joining("\n"));
  }

  private static void train(Program program, Path cache, List<String> jars)
      throws IOException, InterruptedException {
    Path next = cache.resolveSibling(program + ".next");
    Path log = cache.resolveSibling(program + ".log");
    Files.deleteIfExists(cache);
    Files.deleteIfExists(next);
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(FLAGS);
    command.add("-XX:AOTCacheOutput=" + next);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, jars), "prosa.app.Main"));
    command.addAll(
        switch (program) {
          case SERVER -> List.of("serve", "--bind", "127.0.0.1", "--port", "0");
          case WINDOW -> List.of("desktop", "--rehearse");
        });
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (program == Program.SERVER) {
        var _ =
            Await.within(
                Await.LONG, () -> !process.isAlive() || text(log).contains("Ctrl-C closes"));
        process.toHandle().destroy();
      }
      if (process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) && Files.exists(next)) {
        Files.move(next, cache, StandardCopyOption.ATOMIC_MOVE);
      } else {
        System.out.println("no cache of loaded classes for the tests, see " + log);
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
