package prosa.messages;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sentences of one language, by key. Immutable, safe for any thread.
 *
 * <p>An inserted value is not interpreted: braces in it have no meaning. Whole numbers are grouped
 * from five digits on, as the language does it; four digits are not, in any language.
 */
public final class Messages {
  private static final long GROUPED_FROM = 10_000;

  /** So much of a welcome is shown to who has just entered. */
  private static final int WELCOME_LINES = 8;

  private static final int WELCOME_CHARACTERS = 600;

  private final Language language;
  private final Locale locale;
  private final Map<String, MessagePattern> patterns;

  private Messages(Language language, Locale locale, Map<String, MessagePattern> patterns) {
    this.language = language;
    this.locale = locale;
    this.patterns = patterns;
  }

  /**
   * Reads the sentences of a language.
   *
   * @throws IllegalStateException if its file is missing or has a sentence that cannot be read
   */
  public static Messages in(Language language) {
    return new Messages(language, language.locale(), patterns(language));
  }

  /**
   * Reads the sentences for a person: in the language of their locale, or in English where Prosa
   * does not speak it. Times are still written as their locale does it.
   */
  public static Messages forPerson(Locale locale) {
    Language language = Language.of(locale.toLanguageTag()).orElse(Language.ENGLISH);
    return new Messages(language, locale, patterns(language));
  }

  private static Map<String, MessagePattern> patterns(Language language) {
    return language.isPseudo() ? pseudo(language) : read(language);
  }

  private static Map<String, MessagePattern> pseudo(Language language) {
    Map<String, MessagePattern> patterns = new TreeMap<>();
    read(Language.ENGLISH)
        .forEach((key, pattern) -> patterns.put(key, PseudoText.of(pattern, language)));
    return patterns;
  }

  private static Map<String, MessagePattern> read(Language language) {
    String name = language.file();
    Properties sentences = new Properties();
    try (InputStream in = Messages.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("there is no " + name);
      }
      sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, MessagePattern> patterns = new TreeMap<>();
    for (String key : sentences.stringPropertyNames()) {
      try {
        patterns.put(key, MessagePattern.parse(sentences.getProperty(key)));
      } catch (IllegalArgumentException e) {
        throw new IllegalStateException(name + ", " + key + ": " + e.getMessage(), e);
      }
    }
    return patterns;
  }

  /** The language of these sentences. */
  public Language language() {
    return language;
  }

  /** The locale in which times are written. */
  public Locale locale() {
    return locale;
  }

  /** Every key. */
  public Set<String> keys() {
    return Set.copyOf(patterns.keySet());
  }

  /**
   * The sentence with this key, and in it the values.
   *
   * @param values texts, or whole numbers; as many as the sentence has places for
   * @throws IllegalArgumentException if there is no such key, too few values, or a text where a
   *     number belongs
   */
  public String text(String key, Object... values) {
    StringBuilder out = new StringBuilder();
    try {
      write(pattern(key), values, out);
    } catch (ArrayIndexOutOfBoundsException | ClassCastException e) {
      throw new IllegalArgumentException("these are no values for " + key, e);
    }
    return out.toString();
  }

  /**
   * The sentence for a refusal.
   *
   * @param code the protocol's, {@code table-full}
   * @param otherwise what to say of a code that the catalogue does not have
   */
  public String refusal(String code, String otherwise) {
    String key = "refused." + code;
    return patterns.containsKey(key) ? text(key) : otherwise;
  }

  /**
   * Why a line of a filter's input is no command.
   *
   * @param kind a code of the protocol, or what else it is
   * @param type of the command
   * @param otherwise what to say of a kind that the catalogue does not have
   */
  public String inputFault(String kind, String type, String otherwise) {
    String key = "inputFault." + kind;
    return patterns.containsKey(key) ? text(key, type) : refusal(kind, otherwise);
  }

  /**
   * The sentence for the reason why there is no seat yet.
   *
   * @param why a constant such as {@code NO_ANSWER}, or that of a refusal, {@code NO_SEAT}
   * @param server whose seat is wanted
   */
  public String connectError(Enum<?> why, String server) {
    String code = why.name().toLowerCase(Locale.ROOT).replace('_', '-');
    String key = "trouble." + code;
    return patterns.containsKey(key)
        ? text(key, server)
        : text("noSeatAt", server) + " " + text("refused." + code);
  }

  /** Who is typing, as a sentence; empty if nobody is. */
  public String typing(List<String> names) {
    return switch (names.size()) {
      case 0 -> "";
      case 1 -> text("typingOne", names.get(0));
      case 2 -> text("typingTwo", names.get(0), names.get(1));
      default -> text("typingMany");
    };
  }

  /**
   * Who can read in a room, and the code to compare.
   *
   * @param code as it is shown; empty if the server can read, too
   */
  public List<String> readers(Optional<String> code) {
    return code.map(shown -> List.of(text("encryptedRoom"), text("safetyCode", shown)))
        .orElseGet(() -> List.of(text("safetyNone")));
  }

  /**
   * Something that a member of an encrypted room sealed is not as it should be.
   *
   * @param fault a constant such as {@code FORGED}
   * @param count of how many texts
   */
  public String unopened(Enum<?> fault, String name, long count) {
    return text("unopened." + fault.name().toLowerCase(Locale.ROOT), name, count);
  }

  /**
   * A name as it stands in sentences and before texts.
   *
   * @param name as it can be shown
   * @param classic whether it is that of a classic client, which nobody checked
   */
  public String marked(String name, boolean classic) {
    return classic ? name + " (" + text("classic") + ")" : name;
  }

  /**
   * The same of a member that is to be told from all others, with its place if it is needed.
   *
   * @param place its number; 0 if nobody else is called so
   */
  public String marked(String name, boolean classic, int place) {
    return marked(place == 0 ? name : name + " [" + place + "]", classic);
  }

  /**
   * A name may mean several.
   *
   * @param members as {@link #marked} with their places
   */
  public String severalCalled(String name, Stream<String> members) {
    return text("severalCalled", name, members.collect(Collectors.joining(", ")));
  }

  /**
   * Somebody asks for a new key of an encrypted room.
   *
   * @param mine whether the reader does
   * @param seconds how long the others may take to agree
   */
  public String keyAsked(boolean mine, String name, int seconds) {
    return mine ? text("keyAskedByYou", seconds) : text("keyAsked", name, seconds);
  }

  /**
   * An encrypted room has a new key.
   *
   * @param with the others who have it
   * @param without those who have it not
   * @param code to compare anew, as it is shown
   */
  public List<String> keyChanged(List<String> with, List<String> without, String code) {
    List<String> sentences = new ArrayList<>();
    sentences.add(
        with.isEmpty() ? text("keyChangedAlone") : text("keyChanged", String.join(", ", with)));
    if (!without.isEmpty()) {
      sentences.add(text("keyWithout", String.join(", ", without)));
    }
    sentences.add(text("safetyCode", code));
    return sentences;
  }

  /**
   * An encrypted room keeps its key.
   *
   * @param why a constant such as {@code DECLINED}
   * @param mine whether that is the reader's doing
   * @param name by whom it is
   */
  public String keyStays(Enum<?> why, boolean mine, String name) {
    return mine
        ? text("keyAsItWas")
        : text("keyStays." + why.name().toLowerCase(Locale.ROOT), name);
  }

  /**
   * A vote has begun.
   *
   * @param mine whether the reader has asked for it
   * @param reason the protocol's code
   * @param leads what becomes of a member that is voted away, see {@link #voteLeads}
   */
  public String voteAsked(boolean mine, String by, String about, String reason, String leads) {
    return mine
        ? text("voteAskedByYou", about, voteReason(reason))
        : text("voteAsked", by, about, voteReason(reason)) + " " + leads;
  }

  /**
   * What becomes of a member that is voted away.
   *
   * @param encrypted whether the room is
   * @param classic whether it is a classic client, which cannot be given another seat
   */
  public String voteLeads(boolean encrypted, boolean classic) {
    return text(encrypted ? "voteLeadsEncrypted" : classic ? "voteLeadsClassic" : "voteLeads");
  }

  /**
   * A vote is over.
   *
   * @param moved whether the member was moved away
   * @param me whether that is the reader
   * @param reason the protocol's code
   */
  public String voteEnded(boolean moved, boolean me, String about, String reason) {
    if (!moved) {
      return text("voteFailed", about);
    }
    return me
        ? text("votedAway") + " " + text("votedAwayMore", voteReason(reason))
        : text("voteMoved", about, voteReason(reason));
  }

  private String voteReason(String code) {
    return text("voteReason." + code);
  }

  /**
   * What the host of a server says of it, part by part, each of one line or more; one sentence if
   * it says nothing. All four texts are to be fit for display already.
   *
   * @param name what the server is called; empty for nothing, as the others
   */
  public List<String> about(String name, String welcome, String contact, String terms) {
    List<String> parts = new ArrayList<>();
    parts.add(name);
    parts.add(welcome);
    parts.add(contact.isEmpty() ? "" : text("hostContact") + " " + contact);
    parts.add(terms.isEmpty() ? "" : text("hostTerms") + ":\n" + terms);
    parts.removeIf(String::isEmpty);
    return parts.isEmpty() ? List.of(text("hostSilent")) : parts;
  }

  /**
   * What the host of a server says to who has just entered: the name and the beginning of the
   * welcome, and how to see the rest, if there is more.
   *
   * @param more whether there is something besides the name and the welcome
   */
  public List<String> welcome(String name, String welcome, boolean more) {
    String said = welcome.strip();
    String beginning = said.lines().limit(WELCOME_LINES).collect(Collectors.joining("\n"));
    if (beginning.codePointCount(0, beginning.length()) > WELCOME_CHARACTERS) {
      beginning = beginning.substring(0, beginning.offsetByCodePoints(0, WELCOME_CHARACTERS));
    }
    boolean whole = beginning.length() == said.length();
    List<String> parts = new ArrayList<>();
    parts.add(name);
    parts.add(whole ? beginning : beginning.stripTrailing() + " …");
    parts.add(whole && !more ? "" : text("hostMore"));
    parts.removeIf(String::isEmpty);
    return parts;
  }

  /**
   * The sentence for a server that does not tell what its host says.
   *
   * @param code the protocol's; an older server does not know what it was asked
   */
  public String aboutRefusal(String code, String otherwise) {
    return List.of("unknown-type", "classic-server", "other").contains(code)
        ? text("hostUnknown")
        : refusal(code, otherwise);
  }

  /**
   * The sentence for who asks for the seat that it has left, and does not get it.
   *
   * @param code the protocol's
   */
  public String returnRefusal(String code, String otherwise) {
    return code.equals("nowhere-else") ? text("noWayBack") : refusal(code, otherwise);
  }

  MessagePattern pattern(String key) {
    MessagePattern pattern = patterns.get(key);
    if (pattern == null) {
      throw new IllegalArgumentException("there is no sentence " + key + " in " + language.file());
    }
    return pattern;
  }

  private void write(MessagePattern pattern, Object[] values, StringBuilder out) {
    for (MessagePattern.Part part : pattern.parts()) {
      switch (part) {
        case MessagePattern.Part.Text(String text) -> out.append(text);
        case MessagePattern.Part.Value(int index) -> out.append(shown(values[index]));
        case MessagePattern.Part.Numeral(int index) -> out.append(shown(values[index]));
        case MessagePattern.Part.Plural(
                int index,
                var exact,
                MessagePattern one,
                MessagePattern other) -> {
          long number = ((Number) values[index]).longValue();
          MessagePattern singular = language.one(number) ? one : other;
          write(exact.getOrDefault(number, singular), values, out);
        }
      }
    }
  }

  private String shown(Object value) {
    if (!(value instanceof Integer || value instanceof Long)) {
      return value.toString();
    }
    long number = ((Number) value).longValue();
    return Math.abs(number) < GROUPED_FROM
        ? Long.toString(number)
        : NumberFormat.getIntegerInstance(language.locale()).format(number);
  }

  /**
   * A report that the user may send to the host: what it is, what was seen, and where to send it.
   *
   * @param room the room's name
   * @param server where it is
   * @param user what the user is called
   * @param seen the messages, one a line; none if nothing was said
   * @param contact how to reach the host; empty if that is not known
   */
  public List<String> report(
      String room, String server, String user, List<String> seen, String contact) {
    if (seen.isEmpty()) {
      return List.of(text("reportNothing"));
    }
    List<String> lines = new ArrayList<>();
    lines.add(text("reportHead", room, server, user));
    lines.addAll(seen);
    lines.add(contact.isEmpty() ? text("reportSendUnknown") : text("reportSend", contact));
    return lines;
  }
}
