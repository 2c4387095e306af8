package prosa.terminal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import prosa.client.Message;
import prosa.client.RoomState;
import prosa.protocol.Sanitizer;

/**
 * A message as one line of text: {@code NAME: TEXT}, or {@code NAME: * TEXT} for an action. The
 * author of a line is certain: in a name each colon and backslash has a backslash before it, and so
 * has the asterisk of a text that only looks like an action. Line breaks and what controls a screen
 * are escaped, too. A classic member, which may take anybody's name, has its place behind it while
 * somebody else at the table is called so: {@code NAME\[3]: TEXT}. No name can look like that.
 */
final class PlainLine {
  private PlainLine() {}

  /**
   * The line, without its end.
   *
   * @param output where the line goes
   * @param room where it was said
   * @param at the time to begin it with, in UTC to the second
   */
  static String of(Message message, OutputKind output, RoomState room, Optional<Instant> at) {
    String time = at.map(now -> now.truncatedTo(ChronoUnit.SECONDS) + " ").orElse("");
    String name = output.name(message.name().replace("\\", "\\\\").replace(":", "\\:"));
    int place = room.isClassic(message) ? placeToShow(message, room) : 0;
    String marked = place == 0 ? name : name + "\\[" + place + "]";
    String text = output.text(message, Sanitizer.line(message.text()));
    String shown = message.action() ? "* " + text : text.startsWith("* ") ? "\\" + text : text;
    return time + marked + ": " + shown;
  }

  private static int placeToShow(Message message, RoomState room) {
    return room.at(message.place()).map(room::placeToShow).orElse(0);
  }
}
