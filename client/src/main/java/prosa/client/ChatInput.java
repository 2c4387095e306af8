package prosa.client;

import java.util.Optional;
import java.util.regex.Pattern;
import prosa.protocol.Names;

/**
 * A parsed line of a front end's message input.
 *
 * <p>A line whose first letter is a slash is a command if a word follows it: {@code /next}. {@code
 * //x} says {@code /x}, and what cannot be a command's word, such as a path, {@code /usr/bin}, is
 * said as it is. A slash of full width, as input methods write it, is a slash. Nothing that a
 * person wrote is lost: what is no command, lacks its argument or has one too many, is left to be
 * corrected.
 */
public sealed interface ChatInput {
  /** A text to be sent as it was written. */
  record Say(String text) implements ChatInput {}

  /** A command; its argument is empty if nothing followed. */
  record Command(CommandName name, String argument) implements ChatInput {}

  /**
   * A command without its argument.
   *
   * @param word the word that was written for it, with its slash
   */
  record MissingArgument(CommandName name, String word) implements ChatInput {}

  /**
   * A command that takes nothing, with something behind it, as in {@code /leave me alone}.
   *
   * @param word the word that was written for it, with its slash
   */
  record SurplusArgument(CommandName name, String word) implements ChatInput {}

  /**
   * A word that is no command.
   *
   * @param word with its slash
   */
  record UnknownCommand(String word) implements ChatInput {}

  /** Nothing visible. */
  record Nothing() implements ChatInput {}

  /** The form of a command: nothing that is seen, a slash, a word, and what follows it. */
  Pattern COMMAND =
      Pattern.compile(
          "{unseen}*([/\uff0f])([\\p{L}?\uff1f][\\p{L}\\p{M}\\p{N}_-]*?)(?:(?={unseen})(.*))?"
              .replace(
                  "{unseen}",
                  "[\\s\\p{Cf}\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0]"),
          Pattern.DOTALL | Pattern.UNICODE_CHARACTER_CLASS);

  /** Parses a line, or several lines that are sent together. */
  static ChatInput of(String line) {
    if (Names.showsNothing(line)) {
      return new Nothing();
    }
    var command = COMMAND.matcher(line);
    if (!command.matches()) {
      String text = tidy(line);
      return new Say(isQuoted(text) ? text.substring(1) : text);
    }
    String word = command.group(1) + command.group(2);
    Optional<CommandName> name = CommandName.of(command.group(2));
    if (name.isEmpty()) {
      return new UnknownCommand(word);
    }
    String argument = command.group(3) == null ? "" : trimmed(command.group(3));
    boolean nothing = Names.showsNothing(argument);
    if (name.get().needsArgument()) {
      return nothing ? new MissingArgument(name.get(), word) : new Command(name.get(), argument);
    }
    return nothing ? new Command(name.get(), "") : new SurplusArgument(name.get(), word);
  }

  /** The line that says this text, which may begin with a slash. */
  static String saying(String text) {
    return !text.isEmpty() && isSlash(text.charAt(0)) ? text.charAt(0) + text : text;
  }

  /** Whether two slashes stand at its beginning: it is said with one. */
  static boolean isQuoted(String text) {
    return text.length() > 1 && isSlash(text.charAt(0)) && isSlash(text.charAt(1));
  }

  /** A slash, or one of full width. */
  static boolean isSlash(char c) {
    return c == '/' || c == '\uff0f';
  }

  /** Without blank lines before it and blanks after it; the first line keeps its indentation. */
  private static String tidy(String text) {
    int end = trimmedEnd(text);
    int first = trimmedStart(text);
    return text.substring(text.lastIndexOf('\n', first) + 1, end);
  }

  private static String trimmed(String text) {
    int start = trimmedStart(text);
    return start == text.length() ? "" : text.substring(start, trimmedEnd(text));
  }

  private static int trimmedStart(String text) {
    int start = 0;
    while (start < text.length() && isBlank(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private static int trimmedEnd(String text) {
    int end = text.length();
    while (end > 0 && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return end;
  }

  /** A space of any kind, no-break ones among them, and the byte order mark. */
  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff';
  }
}
