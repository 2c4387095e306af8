package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.protocol.ServerMessage;

/**
 * Members on other ZeroMQ libraries than the rest of the tests use, each a small program in a
 * process of its own: seated by the classic and by the direct protocol, each talks with a member on
 * pyzmq. The build copies the older JeroMQs that are tried, the others are Debian's; {@code
 * docs/protocol.md} lists all.
 */
final class LibrariesTest {
  private static final Path TESTS = Outcome.ROOT.resolve("integration-tests");
  private static final Path JARS = TESTS.resolve("target/jeromq");
  private static final Path PROGRAMS = TESTS.resolve("src/test/libraries");

  static Stream<Arguments> libraries() throws Exception {
    Map<String, List<String>> programs = new LinkedHashMap<>();
    try (Stream<Path> jars = Files.list(JARS)) {
      jars.sorted().forEach(jar -> programs.put(jar.getFileName().toString(), jeromq(jar)));
    }
    programs.put("ZMQ::FFI (Perl)", List.of("perl", PROGRAMS.resolve("member.pl").toString()));
    programs.put("ffi-rzmq (Ruby)", List.of("ruby", PROGRAMS.resolve("member.rb").toString()));
    programs.put("php-zmq (PHP)", List.of("php", PROGRAMS.resolve("member.php").toString()));
    programs.put("czmq (C)", List.of(czmq().toString()));
    return programs.entrySet().stream()
        .flatMap(
            library ->
                Stream.of("classic", "dealer")
                    .map(way -> Arguments.of(library.getKey(), way, library.getValue())));
  }

  private static Path czmq() throws IOException, InterruptedException {
    Path program = Files.createDirectories(TESTS.resolve("target/libraries")).resolve("member");
    Outcome compiled =
        Outcome.of(
            TESTS,
            "gcc",
            "-Wall",
            "-o",
            program.toString(),
            PROGRAMS.resolve("member.c").toString(),
            "-lczmq",
            "-lzmq");
    assertThat(compiled.exit()).as(compiled.toString()).isZero();
    return program;
  }

  private static List<String> jeromq(Path jar) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx64m",
        "-cp",
        JeroMember.class.getProtectionDomain().getCodeSource().getLocation().getPath() + ":" + jar,
        JeroMember.class.getName());
  }

  /** Fetches what npm's client fetches, into this build's folder. */
  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"classic", "dealer"})
  void zeromqOfNpmIsSeatedAndTalks(String way) throws Exception {
    Path folder =
        Npm.install(
            TESTS.resolve("target/libraries/npm"),
            "zeromq@" + System.getProperty("prosa.zeromq.npm"));
    Path program = folder.resolve("member.js"); // beside its node_modules
    Files.copy(PROGRAMS.resolve("member.js"), program, StandardCopyOption.REPLACE_EXISTING);
    isSeatedAndTalks("zeromq.js (Node)", way, List.of("node", program.toString()));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("libraries")
  void isSeatedAndTalks(String library, String way, List<String> program) throws Exception {
    try (DirectTestServer here = DirectTestServer.meet()) {
      DirectPeer ana = here.dealer("Ana");
      ana.enters();
      try (LibraryMember member = LibraryMember.start(program, way, here.server().port())) {
        assertThat(ana.next(ServerMessage.Joined.class).classic()).isEqualTo(way.equals("classic"));
        // A PUB says nothing to anybody before it knows of a subscription.
        do {
          member.say("is this on?");
        } while (!(ana.within(Duration.ofMillis(200)) instanceof ServerMessage.Said));
        member.say("oi, " + way);
        ServerMessage.Said said = ana.skipsTo(ServerMessage.Said.class);
        while (said.message().equals("is this on?")) {
          said = ana.skipsTo(ServerMessage.Said.class);
        }
        assertThat(said.message()).isEqualTo("oi, " + way);
        assertThat(said.user()).isEqualTo("member");
        ana.says("olá");
        Await.until(library + " to hear it", () -> member.heard("\"Ana\"", "\"olá\""));
        assertThat(member.heard("\"member\"", "\"oi, " + way + "\"")).isTrue();
      }
    }
  }

  /** Such a program. */
  private record LibraryMember(Process process, BufferedWriter mouth, List<String> lines)
      implements AutoCloseable {

    static LibraryMember start(List<String> program, String way, int door) throws IOException {
      List<String> command = new ArrayList<>(program);
      command.addAll(List.of(way, Integer.toString(door), "member"));
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      List<String> lines = new CopyOnWriteArrayList<>();
      Thread.ofVirtual().start(() -> read(process, lines));
      return new LibraryMember(process, process.outputWriter(StandardCharsets.UTF_8), lines);
    }

    private static void read(Process process, List<String> lines) {
      try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
        reader.lines().forEach(lines::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void say(String line) throws IOException {
      mouth.write(line + "\n");
      mouth.flush();
    }

    /** Whether it has printed a message with all of these in it. */
    boolean heard(String... parts) {
      return lines.stream().anyMatch(line -> Stream.of(parts).allMatch(line::contains));
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly();
      process.onExit().orTimeout(Await.LONG.toSeconds(), TimeUnit.SECONDS).join();
    }
  }
}
