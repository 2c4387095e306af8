package prosa.client;

/**
 * An earlier message of the room, which another one answers or reacts to.
 *
 * @param number its number in its room
 * @param name who said it, as it came: what {@code line} begins with; empty if it is not known
 * @param line its beginning with who said it, as it came; empty if it is not known any more. It is
 *     not to be shown if {@link RoomState#hides(EarlierMessage)}
 */
public record EarlierMessage(long number, String name, String line) {
  /** The line without the name. */
  public String afterName() {
    return line.substring(name.length());
  }

  /** The beginning of its text, without the name; empty if it is not known. */
  public String text() {
    return name.isEmpty() ? "" : afterName().replaceFirst("^: ?", "");
  }
}
