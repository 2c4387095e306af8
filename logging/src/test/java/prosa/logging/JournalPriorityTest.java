package prosa.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

final class JournalPriorityTest {
  @TempDir private Path folder;

  @Test
  void theJournalIsToldIfTheStreamIsStillTheOneThatSystemdOpened() throws IOException {
    Path stream = Files.createFile(folder.resolve("stream"));
    Path other = Files.createFile(folder.resolve("other"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), stream);
    Map<String, String> environment =
        Map.of(
            "JOURNAL_STREAM",
            Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));
    assertThat(JournalPriority.isTold(environment, link)).isTrue();
    assertThat(JournalPriority.isTold(environment, other)).isFalse();
    assertThat(JournalPriority.isTold(environment, folder.resolve("gone"))).isFalse();
    assertThat(JournalPriority.isTold(Map.of(), link)).isFalse();
    assertThat(JournalPriority.isTold(Map.of("JOURNAL_STREAM", ""), link)).isFalse();
  }

  @Test
  void eachLineHasThePriorityOfItsLevel() {
    assertThat(JournalPriority.before(Level.ERROR, "a\n\tat b")).isEqualTo("<3>a\n<3>\tat b");
    assertThat(JournalPriority.before(Level.WARN, "{}")).isEqualTo("<4>{}");
    assertThat(JournalPriority.before(Level.INFO, "a")).isEqualTo("<6>a");
    assertThat(JournalPriority.before(Level.DEBUG, "a")).isEqualTo("<7>a");
    assertThat(JournalPriority.before(Level.TRACE, "a")).isEqualTo("<7>a");
  }
}
