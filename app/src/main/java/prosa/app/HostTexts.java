package prosa.app;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import prosa.messages.Language;
import prosa.net.OperatorFile;
import prosa.protocol.ServerMessage;

/**
 * The host's statement about a server: its name, a welcome, a contact, and terms of use. Plain
 * text; web addresses in it become links.
 *
 * <p>A text comes from a file, {@code welcome.txt}, for all languages. One for a language lies
 * beside it, {@code welcome.pt-BR.txt}, and goes before it.
 *
 * @param name what the server is called; empty for nothing
 * @param contact how to reach its host; empty for nothing
 * @param welcome by the tag of the language, or an empty one for all others; empty for nothing
 * @param terms in the same way
 */
record HostTexts(
    String name, String contact, Map<String, String> welcome, Map<String, String> terms) {
  /** Nothing is said. */
  static final HostTexts NONE = new HostTexts("", "", Map.of(), Map.of());

  /** The most characters of a name and a contact. */
  static final int LONGEST_LINE = 200;

  private static final int LONGEST_TEXT = 20_000;

  HostTexts {
    welcome = Map.copyOf(welcome);
    terms = Map.copyOf(terms);
    require(name.length() <= LONGEST_LINE, "--name", LONGEST_LINE);
    require(contact.length() <= LONGEST_LINE, "--contact", LONGEST_LINE);
  }

  private static void require(boolean holds, String flag, int most) {
    if (!holds) {
      throw new IllegalArgumentException(
          "what " + flag + " says has at most " + most + " characters");
    }
  }

  /**
   * Reads the files.
   *
   * @throws IOException with a sentence for the host
   */
  static HostTexts read(String name, String contact, @Nullable Path welcome, @Nullable Path terms)
      throws IOException {
    return new HostTexts(
        name.strip(), contact.strip(), texts(welcome, "--welcome"), texts(terms, "--terms"));
  }

  private static Map<String, String> texts(@Nullable Path file, String flag) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    if (file == null) {
      return texts;
    }
    texts.put("", text(file, flag));
    for (Language language : Language.offered()) {
      Path own = file.resolveSibling(inLanguage(file.getFileName().toString(), language.tag()));
      if (Files.exists(own)) {
        texts.put(language.tag(), text(own, flag));
      }
    }
    return texts;
  }

  /** {@code welcome.pt-BR.txt} for {@code welcome.txt}. */
  private static String inLanguage(String name, String tag) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name + "." + tag : name.substring(0, dot) + "." + tag + name.substring(dot);
  }

  private static String text(Path file, String flag) throws IOException {
    try {
      return text(file);
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + file + "', given as " + flag + ": " + e.getMessage(), e);
    }
  }

  /**
   * The text of a file, as it is shown.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  static String text(Path file) {
    try {
      String text = plain(OperatorFile.text(file)).strip();
      if (text.length() > LONGEST_TEXT) {
        throw new IllegalArgumentException("it has more than " + LONGEST_TEXT + " characters");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("it is not UTF-8", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(OperatorFile.why(e), e);
    }
  }

  /** Without the mark that some editors put first, and without control characters but line ends. */
  private static String plain(String text) {
    String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
    return unmarked.replaceAll("\r\n?", "\n").replaceAll("[\\p{Cntrl}&&[^\n\t]]", "");
  }

  /** Whether there is anything. */
  boolean isEmpty() {
    return equals(NONE);
  }

  /** The tag of the language in which {@link #text} has what is wanted; empty for no own one. */
  static String tagOfText(String wanted) {
    return Language.of(wanted.isEmpty() ? "en" : wanted).map(Language::tag).orElse("");
  }

  /**
   * All of it as plain text, in the language of a tag; in that for all others where there is none.
   *
   * @param tag as {@link #tagOfText} has it
   */
  String text(String tag) {
    StringBuilder text = new StringBuilder();
    append(text, Optional.of(name));
    append(text, in(welcome, tag));
    append(text, Optional.of(contact));
    append(text, in(terms, tag));
    return text.toString();
  }

  /** All of it for a member, in a language; in that for all others where there is none. */
  ServerMessage.About about(String wanted) {
    String tag = Language.of(wanted).map(Language::tag).orElse("");
    return new ServerMessage.About(
        name, in(welcome, tag).orElse(""), contact, in(terms, tag).orElse(""));
  }

  private static Optional<String> in(Map<String, String> texts, String tag) {
    return Optional.ofNullable(texts.get(tag)).or(() -> Optional.ofNullable(texts.get("")));
  }

  private static void append(StringBuilder all, Optional<String> text) {
    text.filter(some -> !some.isEmpty())
        .ifPresent(some -> all.append(all.isEmpty() ? "" : "\n").append(some).append('\n'));
  }

  /** All of it as JSON, for the page. */
  String json() {
    return "{\"name\": %s, \"contact\": %s, \"welcome\": %s, \"terms\": %s}"
        .formatted(quoted(name), quoted(contact), object(welcome), object(terms));
  }

  private static String object(Map<String, String> texts) {
    StringBuilder object = new StringBuilder("{");
    new TreeMap<>(texts)
        .forEach(
            (tag, text) ->
                object
                    .append(object.length() == 1 ? "" : ", ")
                    .append(quoted(tag))
                    .append(": ")
                    .append(quoted(text)));
    return object.append('}').toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
