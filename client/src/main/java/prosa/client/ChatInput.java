package prosa.client;

import java.util.Optional;
import java.util.regex.Pattern;
import prosa.protocol.Names;

/**
 * A parsed line of a front end's message input.
 *
 * <p>A line whose first letter is a slash is a command if a word follows it: {@code /next}. {@code
 * //x} says {@code /x}, and what cannot be a command's word, such as a path, {@code /usr/bin}, is
 * said as it is. Nothing that a person wrote is lost: what is no command, or lacks its argument, is
 * left to be corrected.
 */
public sealed interface ChatInput {
  /** A text to be sent as it was written. */
  record Say(String text) implements ChatInput {}

  /** A command; its argument is empty if nothing followed. */
  record Command(CommandName name, String argument) implements ChatInput {}

  /** A command without its argument. */
  record MissingArgument(CommandName name) implements ChatInput {}

  /**
   * A word that is no command.
   *
   * @param word with its slash
   */
  record UnknownCommand(String word) implements ChatInput {}

  /** Nothing visible. */
  record Nothing() implements ChatInput {}

  /** The form of a command's word. */
  Pattern COMMAND = Pattern.compile("/(\\?|\\p{L}+)(?:\\s+(.*))?", Pattern.DOTALL);

  /** Parses a line, or several lines that are sent together. */
  static ChatInput of(String line) {
    if (Names.showsNothing(line)) {
      return new Nothing();
    }
    if (line.startsWith("//")) {
      return new Say(line.substring(1));
    }
    var command = COMMAND.matcher(line.strip());
    if (!command.matches()) {
      return new Say(line);
    }
    Optional<CommandName> name = CommandName.of(command.group(1));
    if (name.isEmpty()) {
      return new UnknownCommand("/" + command.group(1));
    }
    String argument = command.group(2) == null ? "" : command.group(2).strip();
    return name.get().needsArgument() && Names.showsNothing(argument)
        ? new MissingArgument(name.get())
        : new Command(name.get(), argument);
  }
}
