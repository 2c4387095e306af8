package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server with too little memory for its members, by the launcher and its flags: it serves until
 * it ends, with one sentence and exit code 3, so that whoever supervises it starts it again.
 */
@Timeout(180)
final class NoMemoryTest {
  private static final int EXIT = 3;

  /** Far more than fit into such a heap. */
  private static final int MEMBERS = 6000;

  /** Whose threads are counted: nobody else runs as this user. */
  private static final int UNUSED_USER = 64_987;

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(10);

  @TempDir private Path folder;

  @Test
  void aServerWhoseHeapIsFullEndsAtOnceWithOneSentence() throws Exception {
    Prosa prosa = Prosa.serveByLauncher(List.of("env", "PROSA_JAVA_OPTS=-Xmx10m"));
    List<RawPeer> crowd = new ArrayList<>();
    try {
      fill(prosa, crowd);
      assertThat(prosa.exit(ANSWERED_WITHIN)).isEqualTo(EXIT);
    } finally {
      prosa.kill();
      for (RawPeer peer : crowd) {
        peer.abort();
      }
    }
    assertThat(prosa.err()).containsOnlyOnce("java.lang.OutOfMemoryError: Java heap space");
    assertThat(prosa.err()).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(prosa.out()).doesNotContain("OutOfMemoryError");
    try (ServerSocket again = new ServerSocket()) {
      again.setReuseAddress(true);
      again.bind(new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), prosa.port()));
    }
  }

  /** Each has its seat in time, or the server has ended. */
  private static void fill(Prosa prosa, List<RawPeer> crowd) throws IOException {
    for (int i = 0; i < MEMBERS; i++) {
      long began = System.nanoTime();
      try {
        RawPeer peer = RawPeer.connect(prosa.port(), "127.0.2." + (i % 200 + 1));
        crowd.add(peer);
        peer.greet();
        peer.sendReady("DEALER");
        peer.send(RawPeer.message("{\"type\": \"enter\", \"user\": \"member\"}"));
        peer.command();
        assertThat(peer.messageBetweenPings()).contains("hello");
        assertThat(peer.messageBetweenPings()).contains("seated");
      } catch (IOException e) {
        return; // the server ends, or has ended
      } finally {
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(ANSWERED_WITHIN);
      }
    }
    throw new AssertionError("all of them fit");
  }

  @Test
  void aServerWithoutMemoryForItsPageDoesNotBegin() throws Exception {
    Outcome ended =
        Outcome.of(
            Outcome.ROOT,
            "env",
            "PROSA_JAVA_OPTS=-XX:MaxDirectMemorySize=256k",
            "./prosa",
            "serve",
            "--bind",
            Prosa.HOST,
            "--port",
            "0");
    assertThat(ended.exit()).isEqualTo(EXIT);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).matches("prosa: no memory is left: .*direct buffer memory.*\\.\\R");
  }

  /** Nobody but root is limited so; the limit counts the threads of the process. */
  @Tag("long")
  @ParameterizedTest(name = "{0} threads")
  @MethodSource("fewThreads")
  void aServerWithTooFewThreadsDoesNotBeginAndOneThatBeganEnds(int threads) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "not root");
    Path err = Files.createTempFile(folder, "server", ".err");
    Process process =
        new ProcessBuilder(
                "setpriv",
                "--reuid=" + UNUSED_USER,
                "--clear-groups",
                "--inh-caps=+dac_read_search,+dac_override",
                "--ambient-caps=+dac_read_search,+dac_override",
                "prlimit",
                "--nproc=" + threads,
                "./prosa",
                "serve",
                "--bind",
                Prosa.HOST,
                "--port",
                "0",
                "--console",
                "off")
            .directory(Outcome.ROOT.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      Await.until(
          "open or ended with " + threads + " threads",
          () -> text(err).contains("Ctrl-C") || !process.isAlive());
      boolean opened = process.isAlive();
      if (opened) {
        process.toHandle().destroy();
      }
      assertThat(process.waitFor(ANSWERED_WITHIN.toMillis(), TimeUnit.MILLISECONDS))
          .as("ended, opened: %s, %s", opened, text(err))
          .isTrue();
      if (opened) {
        assertThat(process.exitValue()).as(text(err)).isZero();
      } else if (process.exitValue() == EXIT) {
        assertThat(text(err)).matches("prosa: no thread can be made: [^\n]*\\.\n");
      } else { // the JVM itself, before anything of Prosa ran
        assertThat(text(err)).contains("Error occurred during initialization of VM");
      }
    } finally {
      process.toHandle().destroyForcibly();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static IntStream fewThreads() {
    int processors = Runtime.getRuntime().availableProcessors();
    return IntStream.rangeClosed(12 + processors, 30 + processors);
  }
}
