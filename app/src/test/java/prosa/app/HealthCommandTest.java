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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
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

  @Test
  void whoDribblesHasThreeSecondsInAll() throws Exception {
    long began = System.nanoTime();
    assertThat(health("HTTP/1.1 200 OK\r\n\r\n" + "r".repeat(100), Duration.ofMillis(200)))
        .isEqualTo("1 nobody answers at it");
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(15);
  }
}
