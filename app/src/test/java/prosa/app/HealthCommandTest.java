package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code prosa health} and what answers it. */
final class HealthCommandTest {
  /** The exit code and the line, of a port that answers with this, byte by byte. */
  private static String health(String answer, Duration between) throws Exception {
    try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> answer(port, answer, between));
      StringWriter out = new StringWriter();
      int exit =
          Main.commandLine()
              .setOut(new PrintWriter(out))
              .execute("health", "127.0.0.1:" + port.getLocalPort());
      server.interrupt();
      server.join();
      return (exit + " " + out.toString().strip())
          .replace("127.0.0.1:" + port.getLocalPort(), "it");
    }
  }

  private static void answer(ServerSocket port, String answer, Duration between) {
    try (Socket socket = port.accept();
        OutputStream out = socket.getOutputStream()) {
      var _ = socket.getInputStream().read(new byte[1000]);
      for (byte b : answer.getBytes(StandardCharsets.UTF_8)) {
        out.write(b);
        if (!between.isZero()) {
          Thread.sleep(between);
        }
      }
    } catch (IOException e) {
      // it hung up
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | ready | 0 ready",
        "200 | ready, with b, c (draining) | 0 ready, with b, c (draining)",
        "503 | draining | 1 not ready: draining",
        "200 | <title>A page for everything</title> | 1 what answers at it is no operator's port",
        "200 | ready to serve | 1 what answers at it is no operator's port",
        "200 | ready, \u001b[31m | 1 what answers at it is no operator's port",
        "404 | ready | 1 what answers at it is no operator's port",
      })
  void onlyAServerThatSaysSoIsReady(int status, String body, String line) throws Exception {
    assertThat(health("HTTP/1.1 " + status + " X\r\n\r\n" + body + "\n", Duration.ZERO))
        .isEqualTo(line);
  }

  /** A container's HEALTHCHECK names no port, wherever the settings have it. */
  @Test
  void itAsksWhereTheSettingsHaveTheOperatorsPort(@TempDir Path folder) throws IOException {
    try (ServerSocket port = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAll(port));
      String here = "127.0.0.1:" + port.getLocalPort();
      Path file = folder.resolve("prosa.properties");
      assertThat(health(Map.of("PROSA_ADMIN", here), file)).isEqualTo("0 ready");
      assertThat(health(Map.of("PROSA_ADMIN", "none"), file))
          .isEqualTo("1 the settings have no operator's port: admin = none");
      assertThat(health(Map.of("PROSA_ADMIN", "127.0.0.1:1"), file, here)).isEqualTo("0 ready");

      assertThat(health(Map.of("PROSA_ADMIN", "0.0.0.0:1"), file))
          .isEqualTo("1 nobody answers at 127.0.0.1:1");
      assertThat(health(Map.of("PROSA_ADMIN", "[::]:1"), file))
          .isEqualTo("1 nobody answers at [::1]:1");

      Files.writeString(file, "# mine\nadmin = " + here + "\nport = 1\n");
      assertThat(health(Map.of(), file)).isEqualTo("0 ready");
      assertThat(health(Map.of("PROSA_ADMIN", "127.0.0.1:1"), file))
          .isEqualTo("1 nobody answers at 127.0.0.1:1");
      Path none = folder.resolve("none");
      assertThat(health(Map.of("PROSA_CONFIG", file.toString()), none)).isEqualTo("0 ready");
      assertThat(health(Map.of("PROSA_CONFIG", none.toString()), none, here)).isEqualTo("0 ready");
      Files.writeString(file, "admin = everywhere\n");
      assertThat(health(Map.of(), file)).startsWith("2 ");
    }
  }

  /** Which may be gone for a moment only; what is no address at all is a mistake. */
  @Test
  void aNameThatNobodyKnowsIsNotReady() {
    Path none = Path.of("/nonexistent");
    assertThat(health(Map.of(), none, "no-such-host.invalid:5556"))
        .isEqualTo("1 there is no address 'no-such-host.invalid'");
    assertThat(health(Map.of(), none, "localhost"))
        .startsWith("2 prosa: 'localhost' is no address");
  }

  private static String health(Map<String, String> environment, Path file, String... address) {
    StringWriter out = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of("health"));
    arguments.addAll(List.of(address));
    int exit =
        Main.run(
            Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(out)),
            arguments.toArray(String[]::new),
            environment,
            List.of(file));
    return exit + " " + out.toString().strip();
  }

  private static void answerAll(ServerSocket port) {
    while (!port.isClosed()) {
      answer(port, "HTTP/1.1 200 OK\r\n\r\nready\n", Duration.ZERO);
    }
  }

  @Test
  void whoDribblesHasThreeSecondsInAll() throws Exception {
    long began = System.nanoTime();
    assertThat(health("HTTP/1.1 200 OK\r\n\r\n" + "r".repeat(100), Duration.ofMillis(200)))
        .isEqualTo("1 nobody answers at it");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(15);
  }
}
