package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  private static String printed(Console.Mode mode) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Console console = new Console(mode, new PrintStream(out, false, StandardCharsets.UTF_8))) {
      console.serverStarted();
      RoomLines room = console.room("Chat0");
      room.started();
      room.usersConnected(2);
      console.received("Chat0", "Ana", "oi\u001b[2J\n");
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void fullPrintsWhatTheOriginalServerPrinted() {
    assertThat(printed(Console.Mode.FULL))
        .isEqualTo(
            """
            Main Server Started
            Chat0\t|\tStarted
            Chat0\t|\tUsers connected: 2
            Chat0\t|\tReceived from Ana: oi\\u001b[2J\\n
            """);
  }

  @Test
  void plainNeverPrintsWhatIsSaid() {
    assertThat(printed(Console.Mode.PLAIN))
        .isEqualTo(
            """
            Main Server Started
            Chat0\t|\tStarted
            Chat0\t|\tUsers connected: 2
            """);
  }

  @Test
  void offPrintsNothing() {
    assertThat(printed(Console.Mode.OFF)).isEmpty();
  }

  @Test
  void autoIsFullOnATerminalOnly() {
    assertThat(Console.Mode.AUTO.on(true)).isEqualTo(Console.Mode.FULL);
    assertThat(Console.Mode.AUTO.on(false)).isEqualTo(Console.Mode.PLAIN);
    assertThat(Console.Mode.PLAIN.on(true)).isEqualTo(Console.Mode.PLAIN);
  }

  @Test
  void slowTerminalSkipsLinesAndIsToldHowMany() {
    CountDownLatch reads = new CountDownLatch(1);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    OutputStream slow =
        new OutputStream() {
          @Override
          public void write(int b) {
            await(reads);
            read.write(b);
          }
        };
    try (Console console =
        new Console(Console.Mode.FULL, new PrintStream(slow, true, StandardCharsets.UTF_8))) {
      for (int i = 0; i < 10_000; i++) {
        console.received("Chat0", "Ana", "oi"); // returns at once, though nothing can be printed
      }
      reads.countDown();
    }
    assertThat(read.toString(StandardCharsets.UTF_8))
        .contains("lines skipped: this terminal is slower than the talk");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
