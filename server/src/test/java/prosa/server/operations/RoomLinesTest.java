package prosa.server.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import prosa.protocol.Rate;

/** The console among many rooms that come and go. */
class RoomLinesTest {
  @Test
  void chatsThatComeAndGoLeaveFewLinesAndTheirNumber() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Console console =
        new Console(Console.Mode.PLAIN, new PrintStream(out, false, StandardCharsets.UTF_8))) {
      for (int i = 0; i < 100_000; i++) {
        RoomLines room = console.room("Chat" + i);
        room.started();
        room.usersConnected(1);
        room.usersConnected(0);
      }
    }
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.size()).isBetween(Console.CHANGES.burst(), 2 * Console.CHANGES.burst());
    assertThat(lines.subList(0, 3))
        .containsExactly(
            "Chat0\t|\tStarted", "Chat0\t|\tUsers connected: 1", "Chat0\t|\tUsers connected: 0");
    int leftOut =
        lines.stream()
            .filter(line -> line.endsWith("change faster than they are printed)"))
            .mapToInt(line -> Integer.parseInt(line.substring(1, line.indexOf(' '))))
            .sum();
    long printed = lines.stream().filter(line -> line.contains("\t|\t")).count();
    assertThat(printed + leftOut).isEqualTo(300_000);
  }

  @Test
  void aChatThatHadToWaitIsPrintedAsItIsWhenItsTurnComes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Console console =
        new Console(
            Console.Mode.PLAIN,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new Rate(3, 20))) {
      RoomLines first = console.room("Chat0");
      first.started();
      first.usersConnected(1);
      first.usersConnected(2);
      first.usersConnected(1);
      first.usersConnected(0);
      RoomLines second = console.room("Chat1");
      second.started();
      for (int users = 1; users <= 10; users++) {
        second.usersConnected(users);
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!out.toString(StandardCharsets.UTF_8).contains(": 10")) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith(
            """
            Chat0\t|\tStarted
            Chat0\t|\tUsers connected: 1
            Chat0\t|\tUsers connected: 2
            Chat0\t|\tUsers connected: 0
            Chat1\t|\tStarted
            Chat1\t|\tUsers connected: 10
            """);
  }
}
