package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packages that {@code ./package} makes: the same bytes each time, and what becomes of them in
 * a clean minimal Debian. Needs root, debootstrap and, the first time, Debian's mirror.
 */
@Tag("long")
@Timeout(value = 40, unit = TimeUnit.MINUTES) // two builds, or five systems, on a busy machine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class PackagesTest {
  private static final Path PACKAGES = Outcome.ROOT.resolve("target/packages");
  private static final Duration LONGEST = Duration.ofMinutes(20);

  @TempDir private Path folder;

  private void run(String... command) throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(Outcome.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(LONGEST.toMinutes(), TimeUnit.MINUTES);
    process.destroy();
    assertThat(ended).as(Files.readString(log)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(log)).isZero();
  }

  private static Map<Path, String> checksums() throws IOException {
    Map<Path, String> checksums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(PACKAGES)) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> checksums.put(PACKAGES.relativize(file), checksum(file)));
    }
    return checksums;
  }

  private static String checksum(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Order(1)
  void twoBuildsHaveTheSameBytes() throws IOException, InterruptedException {
    run("./package", "program");
    Map<Path, String> first = checksums();
    assertThat(first.keySet())
        .anyMatch(file -> file.toString().matches("prosa-[0-9.]+-linux-x86_64\\.tar\\.gz"))
        .anyMatch(file -> file.toString().matches("prosa_[0-9.]+_amd64\\.deb"))
        .anyMatch(file -> file.toString().matches("prosa-desktop_[0-9.]+_all\\.deb"))
        .anyMatch(file -> file.toString().matches("prosa-[0-9.]+\\.cdx\\.json"))
        .contains(Path.of("SHA256SUMS"));
    // as on another machine, by somebody else
    run(
        "env",
        "-u",
        "JAVA_HOME",
        "TZ=Asia/Tokyo",
        "LC_ALL=C",
        "JAVA_TOOL_OPTIONS=-XX:MaxRAM=2g",
        "sh",
        "-c",
        "umask 002 && exec ./package program");
    assertThat(checksums()).isEqualTo(first);
  }

  /** Each jar of the package is in its list of what it is made of, its Java, and nothing else. */
  @Test
  @Order(2)
  void theBillOfMaterialsNamesEachJarOfThePackageAndItsJava()
      throws IOException, InterruptedException {
    Path tar = only("prosa-[0-9.]+-linux-x86_64\\.tar\\.gz");
    run("tar", "-xzf", tar.toString(), "-C", folder.toString());
    Path list = only("prosa-[0-9.]+\\.cdx\\.json");
    run("python3", "-m", "json.tool", list.toString());
    String bill = Files.readString(list);
    String version =
        Files.readString(folder.resolve("prosa/lib/runtime/release"))
            .replaceFirst("(?s).*JAVA_VERSION=\"([^\"]+)\".*", "$1");
    assertThat(bill)
        .containsPattern(
            "\"name\" : \"openjdk\",\\s+\"version\" : \"" + Pattern.quote(version) + "[+\"]");
    TreeSet<String> listed = new TreeSet<>();
    Matcher name =
        Pattern.compile("\"purl\" : \"pkg:maven/[^/\"]+/([^@\"]+)@([^?\"]+)\\?[^\"]*\"")
            .matcher(bill);
    while (name.find()) {
      listed.add(name.group(1) + "-" + name.group(2));
    }
    TreeSet<String> packed = new TreeSet<>();
    try (Stream<Path> files = Files.walk(folder)) {
      files
          .filter(file -> !file.toString().contains("/lib/runtime/")) // the JDK's
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(".jar"))
          .map(file -> file.substring(0, file.length() - ".jar".length()))
          .forEach(packed::add);
    }
    assertThat(packed).anyMatch(jar -> jar.startsWith("bcprov-jdk18on-"));
    assertThat(packed).anyMatch(jar -> jar.startsWith("jnats-"));
    assertThat(packed)
        .allSatisfy(jar -> assertThat(listed).anyMatch(entry -> jar.startsWith(entry)));
    assertThat(folder.resolve("prosa/lib/native/libnetty_transport_native_epoll_x86_64.so"))
        .exists(); // which is all of its jar that is packed
    assertThat(listed)
        .allSatisfy(
            entry ->
                assertThat(packed)
                    .anyMatch(
                        jar ->
                            entry.startsWith("netty-transport-native-epoll-")
                                || jar.equals(entry)));
    assertThat(bill).doesNotContain("aarch_64");
  }

  private static Path only(String name) throws IOException {
    try (Stream<Path> files = Files.list(PACKAGES)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name))
          .reduce((a, b) -> b)
          .orElseThrow();
    }
  }

  @Test
  @Order(3)
  void theyServeInACleanSystemAndLeaveNothingBehind() throws IOException, InterruptedException {
    run("packaging/trial.sh");
  }

  /** As who develops with the library wants them: an editor finds both beside the jar. */
  @Test
  @Order(4)
  void theLibraryHasItsSourcesAndItsJavadocBesideEachJarAndBuildsTheExamples()
      throws IOException, InterruptedException {
    run("./package", "library");
    Path maven = PACKAGES.resolve("maven");
    run("sh", "-c", "cd " + maven + " && sha256sum --check --strict --quiet SHA256SUMS");
    List<Path> jars;
    try (Stream<Path> files = Files.walk(maven)) {
      jars =
          files.filter(file -> file.toString().matches(".*(?<!-sources|-javadoc)\\.jar")).toList();
    }
    assertThat(jars).anyMatch(jar -> jar.getFileName().toString().startsWith("prosa-client-"));
    for (Path jar : jars) {
      String name = jar.getFileName().toString().replaceAll("\\.jar$", "");
      List<String> classes = entries(jar, ".class");
      List<String> sources = entries(jar.resolveSibling(name + "-sources.jar"), ".java");
      List<String> pages = entries(jar.resolveSibling(name + "-javadoc.jar"), ".html");
      assertThat(pages).contains("index.html");
      assertThat(classes)
          .filteredOn(entry -> !entry.contains("$") && !entry.contains("-info"))
          .as(name)
          .isNotEmpty()
          .allMatch(entry -> sources.contains(entry.replaceAll("class$", "java")));
      if (name.startsWith("prosa-client-")) {
        assertThat(pages)
            .contains("prosa/client/ChatClient.html", "prosa/client/doc-files/recipes.html");
      }
    }

    List<String> compile = new ArrayList<>(List.of("-d", folder.toString(), "-cp"));
    compile.add(jars.stream().map(Path::toString).collect(Collectors.joining(":")));
    try (Stream<Path> examples = Files.list(Outcome.ROOT.resolve("examples"))) {
      examples
          .filter(file -> file.toString().endsWith(".java"))
          .forEach(file -> compile.add(file.toString()));
    }
    assertThat(compile).hasSizeGreaterThan(4);
    StringWriter said = new StringWriter();
    int exit =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(new PrintWriter(said), new PrintWriter(said), compile.toArray(String[]::new));
    assertThat(exit).as("examples with these jars and no others: " + said).isZero();
    runsOnTheModulePath(jars);
  }

  /** A program that is a module needs no other flags than the folder of all jars. */
  private void runsOnTheModulePath(List<Path> library) throws IOException, InterruptedException {
    Path modules = Files.createDirectories(folder.resolve("modules"));
    for (Path jar : library) {
      Files.copy(jar, modules.resolve(jar.getFileName()));
    }
    try (Stream<Path> others = Files.list(Outcome.ROOT.resolve("target/prosa"))) {
      for (Path jar : others.filter(file -> file.toString().endsWith(".jar")).toList()) {
        if (!jar.getFileName().toString().startsWith("prosa-")) {
          Files.copy(jar, modules.resolve(jar.getFileName()));
        }
      }
    }
    Path module = Files.createDirectories(folder.resolve("module"));
    Path description =
        Files.writeString(
            module.resolve("module-info.java"), "module bot { requires prosa.client; }");
    Path program =
        Files.writeString(
            Files.createDirectories(module.resolve("bot")).resolve("Bot.java"),
            """
            package bot;

            import prosa.client.*;

            public final class Bot {
              public static void main(String[] arguments) throws InterruptedException {
                ConnectOptions nowhere = ConnectOptions.to("127.0.0.1:1", "Bot");
                ChatClient client = ChatClient.enter(nowhere, (_, _) -> {});
                client.close();
                System.out.println(client.awaitEnd());
              }
            }
            """);
    String path = modules + ":" + module;
    run(
        java("javac"),
        "--module-path",
        modules.toString(),
        "-d",
        module.toString(),
        description.toString(),
        program.toString());
    run(java("java"), "--module-path", path, "-m", "bot/bot.Bot");
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  private static List<String> entries(Path jar, String ending) throws IOException {
    try (JarFile open = new JarFile(jar.toFile())) {
      return open.stream().map(JarEntry::getName).filter(name -> name.endsWith(ending)).toList();
    }
  }
}
