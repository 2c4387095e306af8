package prosa.server.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import prosa.server.operations.Console;
import prosa.server.placement.RoomId;

class RoomConsoleTest {
  @Test
  void beyondItsRateOnlyTheLatestCountIsPrinted() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Runnable> later = new ArrayList<>();
    try (Console console =
        new Console(Console.Mode.PLAIN, new PrintStream(out, false, StandardCharsets.UTF_8))) {
      RoomConsole room =
          new RoomConsole(
              console, new RoomId(0), false, (task, millis) -> later.add(task), System::nanoTime);
      for (int i = 0; i < 1_000; i++) {
        room.userCame();
      }
      assertThat(later).hasSize(1);
      while (!later.isEmpty()) {
        later.removeFirst().run(); // which asks to be run later as long as there is no room
      }
    }
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines.size()).isBetween(31, 40);
    assertThat(lines.getFirst()).isEqualTo("Chat0\t|\tUsers connected: 1");
    assertThat(lines.getLast()).isEqualTo("Chat0\t|\tUsers connected: 1000");
  }
}
