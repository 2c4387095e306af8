package prosa.client;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The commands that a member can write into the message line of a front end, {@code /me} and so on.
 *
 * <p>This is the one list of them. A command that only asks the server for something is added here
 * and nowhere else in Java: its words above, and what it does in {@link #execute}. What concerns
 * the screen is a method of {@link FrontEndActions}, and the compiler names the front ends that
 * lack it. Every alias works in every language.
 */
public enum CommandName {
  /** {@code /me waves}: tells what one does. */
  ME(true, "me"),
  /** {@code /nick Ana}: another name. */
  NICK(true, "nick", "name", "nome", "apelido", "nombre", "apodo"),
  /** {@code /next}: another room. */
  NEXT(false, "next", "n", "outra", "otra"),
  /** {@code /back}: the room that was left a moment ago. */
  BACK(false, "back", "voltar", "volver"),
  /** {@code /invite}: a link to this room. */
  INVITE(false, "invite", "i", "convidar", "convite", "invitar"),
  /** {@code /join LINK}: the room of an invitation. */
  JOIN(true, "join", "j", "entrar"),
  /** {@code /private}: a new room without strangers. */
  PRIVATE(false, "private", "privada", "privado"),
  /** {@code /encrypted}: a new room that only its members can read. */
  ENCRYPTED(false, "encrypted", "cifrada", "cifrado"),
  /** {@code /code}: who can read here, and the code to compare aloud. */
  CODE(false, "code", "código", "codigo"),
  /** {@code /newkey}: a new key for an encrypted room, which who left and old links have not. */
  NEWKEY(false, "newkey", "novachave", "nuevaclave"),
  /** {@code /who}: the members of the room. */
  WHO(false, "who", "w", "names", "quem", "quien", "quién"),
  /** {@code /mute Ana}: not to see what somebody says. */
  MUTE(true, "mute", "ignore", "silenciar", "ignorar"),
  /** {@code /unmute Ana}: to see it again. */
  UNMUTE(true, "unmute", "unignore", "ouvir", "oir", "oír"),
  /** {@code /vote Ana}: asks the others to move somebody away. */
  VOTE(true, "vote", "votar"),
  /** {@code /report}: what one has seen, to be sent to the host by oneself. */
  REPORT(false, "report", "denunciar"),
  /** {@code /about}: what the host says of the server. */
  ABOUT(false, "about", "host", "sobre", "acerca"),
  /** {@code /clear}: an empty screen. */
  CLEAR(false, "clear", "limpar", "limpiar"),
  /** {@code /help}: the list of commands. */
  HELP(false, "help", "h", "?", "ajuda", "ayuda"),
  /** {@code /quit}: leave. */
  QUIT(false, "quit", "q", "exit", "leave", "sair", "salir");

  private final boolean needsArgument;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which nobody changes
  private final List<String> words;

  CommandName(boolean needsArgument, String... words) {
    this.needsArgument = needsArgument;
    this.words = List.of(words);
  }

  /** Whether something must follow it. */
  public boolean needsArgument() {
    return needsArgument;
  }

  /** Whether it asks the server for something at once: without a connection that waits for one. */
  public boolean asksServer() {
    return this == NICK || this == INVITE || this == ABOUT;
  }

  /** The word after the slash, by which it is listed and completed. */
  public String word() {
    return words.getFirst();
  }

  /** All words that mean it, the usual one first. */
  public List<String> words() {
    return words;
  }

  /**
   * Does what the command asks for.
   *
   * @param argument what followed the word
   * @param screen the front end that it was typed in
   */
  public void execute(String argument, ChatClient chat, FrontEndActions screen) {
    switch (this) {
      case ME -> screen.act(argument);
      case NICK -> chat.rename(argument);
      case NEXT -> screen.next();
      case BACK -> {
        if (chat.room().wayBack().isPresent()) {
          screen.back();
        } else {
          screen.noWayBack();
        }
      }
      case INVITE -> chat.invite();
      case JOIN -> screen.join(argument);
      case PRIVATE -> screen.privateRoom();
      case ENCRYPTED -> screen.encryptedRoom();
      case CODE -> screen.code();
      case NEWKEY -> chat.newKey();
      case WHO -> screen.listMembers();
      case MUTE, UNMUTE ->
          toMember(argument, chat, screen, member -> screen.mute(member, this == MUTE));
      case VOTE -> toMember(argument, chat, screen, screen::vote);
      case REPORT -> screen.report();
      case ABOUT -> screen.about();
      case CLEAR -> screen.clear();
      case HELP -> screen.help();
      case QUIT -> screen.quit();
    }
  }

  /** Does it to the one member that is meant; says so if that is nobody, or may be several. */
  private static void toMember(
      String argument, ChatClient chat, FrontEndActions screen, Consumer<MemberInfo> action) {
    List<MemberInfo> meant = chat.room().meant(argument);
    switch (meant.size()) {
      case 0 -> screen.nobodyCalled(argument);
      case 1 -> action.accept(meant.getFirst());
      default -> screen.severalCalled(argument, meant);
    }
  }

  /** The command that a word without its slash means, in any case. */
  static Optional<CommandName> of(String word) {
    // An accent may come as a letter of its own, and letters may be of full width.
    String wanted = Normalizer.normalize(word, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    for (CommandName name : values()) {
      if (name.words.contains(wanted)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
