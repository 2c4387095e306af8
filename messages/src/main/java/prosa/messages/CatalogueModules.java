package prosa.messages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The catalogue as the page's JavaScript: {@code messages-TAG.js} for each language, and {@code
 * languages.js}, which lists them. The build of {@code web} runs {@link #main}.
 *
 * <p>A sentence has its key as its name. One without values is a string, one with values a function
 * of them; keys with a dot, {@code refused.rate}, make an object by the part after it. A module has
 * the sentences whose keys the page's sources name, and possibly a few more whose keys occur there
 * as other words. Sentences that only the sources in {@link #LATER} name, which are loaded when
 * they are needed, are in modules of their own, {@code later-TAG.js}.
 */
public final class CatalogueModules {
  private static final java.util.regex.Pattern WORD =
      java.util.regex.Pattern.compile("(?:messages\\.)?\\w+");

  /** The sources that are not part of the page's first view. */
  private static final Set<String> LATER =
      Set.of(
          "vote.js",
          "escape.js",
          "report.js",
          "sealed-room.js",
          "sealed-view.js",
          "room-cipher.js",
          "key-change.js");

  /** Refusals that the page does not get: it sends nothing that causes them, or shows none. */
  private static final Set<String> NEVER =
      Set.of(
          "refused.bad-json",
          "refused.multi-part",
          "refused.unknown-type",
          "refused.no-port",
          "refused.unknown-room",
          "refused.lapsed-too-often",
          "refused.unknown-request");

  /**
   * What the page needs seldom, and after the first view: it comes with the sentences of {@link
   * #LATER}.
   */
  private static final Set<String> SELDOM =
      Set.of(
          "refused.bad-field",
          "refused.too-large",
          "refused.not-seated",
          "refused.resumed-elsewhere",
          "refused.nowhere-else",
          "refused.too-many-invites",
          "refused.removed",
          "refused.room-closed",
          "refused.voted-away",
          "refused.votes-off",
          "refused.too-new-to-vote",
          "refused.too-few-to-vote",
          "refused.vote-later",
          "refused.no-vote",
          "refused.name-voted-away",
          "refused.links-off",
          "refused.too-much-unsent",
          "refused.no-answer",
          "refused.classic-server",
          "refused.already-seated",
          "refused.stale-seat",
          "refused.unknown-invite",
          "refused.table-full",
          "refused.too-many-reservations",
          "refused.too-many-seats",
          "refused.too-many-rooms",
          "refused.too-late",
          "refused.no-seat",
          "refused.blocked",
          "refused.encrypted-room",
          "refused.no-encryption",
          "refused.not-encrypted",
          "refused.not-sealed",
          "command.back",
          "command.encrypted",
          "command.code",
          "command.newkey");

  private CatalogueModules() {}

  /**
   * Writes the modules.
   *
   * @param args the folder of the page's sources, and the folder to write to
   * @throws IllegalStateException if a language lacks a sentence, or has one that is not in English
   */
  public static void main(String[] args) throws IOException {
    Path sources = Path.of(args[0]);
    Path out = Files.createDirectories(Path.of(args[1]));
    Set<String> all = Messages.in(Language.ENGLISH).keys();
    List<String> faults = new ArrayList<>();
    for (Language language : Language.offered()) {
      faults.addAll(faults(language.file(), all, Messages.in(language).keys()));
    }
    if (!faults.isEmpty()) {
      throw new IllegalStateException(String.join("; ", faults));
    }
    Set<String> keys = keys(sources, all, name -> !LATER.contains(name));
    keys.removeAll(SELDOM);
    Set<String> later = keys(sources, all, LATER::contains);
    later.removeAll(keys);
    for (Language language : Language.offered()) {
      Messages messages = Messages.in(language);
      Files.writeString(out.resolve(name(language)), module(messages, keys, "messages-en"));
      if (!later.isEmpty()) {
        Files.writeString(out.resolve(laterName(language)), module(messages, later, "later-en"));
      }
    }
    Files.writeString(out.resolve("languages.js"), languages());
  }

  /**
   * What is wrong with the keys of a language, as parts of a sentence; empty if nothing is.
   *
   * @param file its name
   * @param english the keys of the English sentences
   */
  static List<String> faults(String file, Set<String> english, Set<String> keys) {
    Set<String> missing = new TreeSet<>(english);
    missing.removeAll(keys);
    Set<String> unknown = new TreeSet<>(keys);
    unknown.removeAll(english);
    List<String> faults = new ArrayList<>();
    if (!missing.isEmpty()) {
      faults.add(
          "%s lacks %d of %d sentences: %s"
              .formatted(file, missing.size(), english.size(), String.join(", ", missing)));
    }
    if (!unknown.isEmpty()) {
      faults.add(
          "%s has sentences that the English file has not: %s"
              .formatted(file, String.join(", ", unknown)));
    }
    return faults;
  }

  /** The name of a language's module. */
  public static String name(Language language) {
    return "messages-" + language.tag() + ".js";
  }

  /** The name of a language's module with the sentences that are needed seldom. */
  public static String laterName(Language language) {
    return "later-" + language.tag() + ".js";
  }

  /** The keys of the sentences that these of the page's sources name. */
  static Set<String> keys(Path sources, Set<String> all, Predicate<String> wanted)
      throws IOException {
    Set<String> words = new TreeSet<>();
    try (Stream<Path> files = Files.list(sources)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (wanted.test(name) && (name.endsWith(".js") || name.endsWith(".html"))) {
          WORD.matcher(Files.readString(file))
              .results()
              .map(MatchResult::group)
              .forEach(
                  word -> {
                    words.add(word);
                    words.add(word.substring(word.indexOf('.') + 1));
                  });
        }
      }
    }
    return all.stream()
        .filter(key -> !NEVER.contains(key))
        .filter(
            key -> {
              int dot = key.indexOf('.');
              return words.contains(dot < 0 ? key : "messages." + key.substring(0, dot));
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The module that lists the languages. */
  static String languages() {
    StringBuilder out = new StringBuilder();
    out.append("// @ts-check\n// Written by the build from the catalogue in messages/.\n\n");
    out.append(
        "/** The tag of each language that the page speaks, and its own name for itself. */\n");
    out.append("export const languages = /** @type {const} */ ([\n");
    for (Language language : Language.offered()) {
      String itself = Messages.in(language).text("languageName");
      out.append("  [" + quoted(language.tag()) + ", " + quoted(itself) + "],\n");
    }
    return out.append("]);\n").toString();
  }

  /** The module of one language. */
  public static String module(Messages messages, Set<String> keys) {
    return module(messages, keys, "messages-en");
  }

  private static String module(Messages messages, Set<String> keys, String english) {
    Language language = messages.language();
    boolean isEnglish = language == Language.ENGLISH;
    StringBuilder out = new StringBuilder();
    out.append("// @ts-check\n// Written by the build from the catalogue in messages/.\n\n");
    out.append("/** The page's sentences, ").append(language.tag()).append(".");
    out.append(isEnglish ? "" : " @type {typeof import('./" + english + ".js').messages}")
        .append(" */\n");
    out.append("export const messages = {\n");
    Map<String, Map<String, String>> families = new TreeMap<>();
    Map<String, String> familyTypes = new TreeMap<>();
    for (String key : new TreeSet<>(keys)) {
      String value = value(messages.pattern(key), isEnglish);
      int dot = key.indexOf('.');
      if (dot < 0) {
        out.append("  " + key + ": " + value + ",\n");
      } else {
        families
            .computeIfAbsent(key.substring(0, dot), _ -> new TreeMap<>())
            .put(key.substring(dot + 1), value);
        familyTypes.put(
            key.substring(0, dot),
            value.startsWith("(") ? "(...values: (string | number)[]) => string" : "string");
      }
    }
    families.forEach(
        (family, members) -> {
          out.append(
              "  "
                  + family
                  + ": /** @type {Record<string, "
                  + familyTypes.get(family)
                  + ">} */ ({\n");
          members.forEach(
              (name, value) -> out.append("    " + quoted(name) + ": " + value + ",\n"));
          out.append("  }),\n");
        });
    out.append("};\n");
    return out.insert(out.indexOf("/** The page's sentences"), functions(out, language)).toString();
  }

  /** The functions that the sentences use. */
  private static String functions(StringBuilder sentences, Language language) {
    StringBuilder functions = new StringBuilder();
    if (sentences.indexOf("one(") >= 0) {
      functions
          .append("const rules = new Intl.PluralRules(" + quoted(language.tag()) + ");\n")
          .append("const one = (/** @type {number} */ n) => rules.select(n) === 'one';\n");
    }
    if (sentences.indexOf("shown(") >= 0) {
      functions
          .append("/** @typedef {string | number} Value */\n")
          .append("const shown = (/** @type {Value} */ v) =>\n")
          .append("  typeof v === 'number' && Math.abs(v) >= 10000 ? v.toLocaleString(")
          .append(quoted(language.tag()) + ") : v;\n\n");
    }
    return functions.toString();
  }

  private static String value(MessagePattern pattern, boolean typed) {
    Map<Integer, String> types = new TreeMap<>();
    types(pattern, types);
    if (types.isEmpty()) {
      return template(pattern);
    }
    int last = types.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
    String[] parameters = new String[last + 1];
    for (int i = 0; i <= last; i++) {
      String type = types.getOrDefault(i, "Value");
      parameters[i] = typed ? "/** @type {" + type + "} */ v" + i : "v" + i;
    }
    return "(" + String.join(", ", parameters) + ") => " + template(pattern);
  }

  private static void types(MessagePattern pattern, Map<Integer, String> types) {
    for (MessagePattern.Part part : pattern.parts()) {
      switch (part) {
        case MessagePattern.Part.Text _ -> {}
        case MessagePattern.Part.Value(int index) -> types.putIfAbsent(index, "Value");
        case MessagePattern.Part.Numeral(int index) -> types.put(index, "number");
        case MessagePattern.Part.Plural(
                int index,
                var exact,
                MessagePattern one,
                MessagePattern other) -> {
          types.put(index, "number");
          exact.values().forEach(form -> types(form, types));
          types(one, types);
          types(other, types);
        }
      }
    }
  }

  private static String template(MessagePattern pattern) {
    StringBuilder out = new StringBuilder("`");
    for (MessagePattern.Part part : pattern.parts()) {
      switch (part) {
        case MessagePattern.Part.Text(String text) -> out.append(escaped(text, '`'));
        case MessagePattern.Part.Value(int index) -> out.append("${shown(v" + index + ")}");
        case MessagePattern.Part.Numeral(int index) -> out.append("${shown(v" + index + ")}");
        case MessagePattern.Part.Plural(
                int index,
                var exact,
                MessagePattern one,
                MessagePattern other) -> {
          out.append("${");
          exact.forEach(
              (number, form) ->
                  out.append("v" + index + " === " + number + " ? " + template(form) + " : "));
          out.append("one(v" + index + ") ? " + template(one) + " : " + template(other) + "}");
        }
      }
    }
    return out.append("`").toString();
  }

  private static String quoted(String text) {
    return "'" + escaped(text, '\'') + "'";
  }

  private static String escaped(String text, char quote) {
    return text.replace("\\", "\\\\")
        .replace(String.valueOf(quote), "\\" + quote)
        .replace("\n", "\\n")
        .replace("${", "\\${");
  }
}
