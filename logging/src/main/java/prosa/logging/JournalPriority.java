package prosa.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.event.Level;

/**
 * The priority of lines for systemd's journal: a number of syslog in angle brackets before each
 * line, which the journal takes off ({@code sd-daemon(3)}). Without it all lines are of priority 6,
 * and {@code journalctl -p warning} finds none.
 */
final class JournalPriority {
  private JournalPriority() {}

  /**
   * Whether a stream of this process leads to the journal: systemd names the file that it has
   * opened, and the stream may lead elsewhere since ({@code systemd.exec(5)}, {@code
   * $JOURNAL_STREAM}).
   *
   * @param stream a link to the stream's file, such as {@code /proc/self/fd/2}
   */
  static boolean isTold(Map<String, String> environment, Path stream) {
    String journal = environment.get("JOURNAL_STREAM");
    if (journal == null) {
      return false;
    }
    try {
      return journal.equals(
          Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false; // no Linux
    }
  }

  /** The text with the priority before each of its lines. */
  static String before(Level level, String text) {
    String priority =
        switch (level) {
          case ERROR -> "<3>";
          case WARN -> "<4>";
          case INFO -> "<6>";
          case DEBUG, TRACE -> "<7>";
        };
    return text.lines().map(priority::concat).collect(Collectors.joining(System.lineSeparator()));
  }
}
