package prosa.terminal;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import prosa.client.ServerAddress;

/** What a person typed, understood. */
sealed interface ChatInput {
  /** Every command, as it is completed. */
  List<String> COMMANDS =
      List.of(
          "/help",
          "/invite",
          "/join",
          "/me",
          "/mute",
          "/next",
          "/nick",
          "/private",
          "/quit",
          "/unmute",
          "/who");

  record Say(String text) implements ChatInput {}

  record Act(String text) implements ChatInput {}

  record Nick(String name) implements ChatInput {}

  record Join(String code) implements ChatInput {}

  record Mute(String name) implements ChatInput {}

  record Unmute(String name) implements ChatInput {}

  record Who() implements ChatInput {}

  record Next() implements ChatInput {}

  record Invite() implements ChatInput {}

  record Private() implements ChatInput {}

  record Help() implements ChatInput {}

  record Quit() implements ChatInput {}

  /** An empty line. */
  record Nothing() implements ChatInput {}

  /** A command that is none, or lacks what it is about: how to do it right. */
  record Wrong(Phrase hint, String what) implements ChatInput {}

  /** Understands a line. {@code //x} says {@code /x}. */
  static ChatInput of(String line) {
    if (line.isBlank()) {
      return new Nothing();
    }
    if (!line.startsWith("/")) {
      return new Say(line);
    }
    if (line.startsWith("//")) {
      return new Say(line.substring(1));
    }
    String[] parts = line.strip().split("\\s+", 2);
    String about = parts.length > 1 ? parts[1].strip() : "";
    return switch (parts[0].toLowerCase(Locale.ROOT)) {
      case "/me" -> about.isEmpty() ? new Wrong(Phrase.USAGE_ME, "") : new Act(about);
      case "/nick" -> about.isEmpty() ? new Wrong(Phrase.USAGE_NICK, "") : new Nick(about);
      case "/join" -> about.isEmpty() ? new Wrong(Phrase.USAGE_JOIN, "") : new Join(code(about));
      case "/mute" -> about.isEmpty() ? new Wrong(Phrase.USAGE_MUTE, "") : new Mute(about);
      case "/unmute" -> about.isEmpty() ? new Wrong(Phrase.USAGE_UNMUTE, "") : new Unmute(about);
      case "/who" -> new Who();
      case "/next" -> new Next();
      case "/invite" -> new Invite();
      case "/private" -> new Private();
      case "/help" -> new Help();
      case "/quit", "/exit" -> new Quit();
      default -> new Wrong(Phrase.UNKNOWN_COMMAND, parts[0]);
    };
  }

  private static String code(String linkOrCode) {
    Optional<String> code = ServerAddress.parse(linkOrCode).flatMap(ServerAddress::invite);
    return code.orElse(linkOrCode);
  }
}
