package prosa.messages;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * A language of the catalogue, with its tag and its rule for singular and plural. A new one is a
 * file beside the others and a line here.
 *
 * <p>The rules are those of the Unicode CLDR for whole numbers below a million; the category {@code
 * many}, which Portuguese and Spanish have for whole millions, is answered as {@code other}.
 *
 * <p>The two pseudo-locales are English made longer ({@code en-XA}) and English written from right
 * to left ({@code ar-XB}), by which a layout is tried before a translation exists. They are never
 * chosen by themselves and never offered.
 */
public enum Language {
  ENGLISH("en", number -> number == 1),
  PORTUGUESE("pt-BR", number -> number == 0 || number == 1),
  SPANISH("es", number -> number == 1),
  PSEUDO_LONG("en-XA"),
  PSEUDO_RIGHT_TO_LEFT("ar-XB");

  private static final List<Language> OFFERED =
      Arrays.stream(values()).filter(language -> !language.pseudo).toList();

  private final String tag;
  private final boolean pseudo;

  @SuppressWarnings("ImmutableEnumChecker") // a function without state
  private final LongPredicate one;

  private final Locale locale;

  /** One with a file of its own. */
  Language(String tag, LongPredicate one) {
    this(tag, false, one);
  }

  /** A pseudo-locale, made of the English sentences. */
  Language(String tag) {
    this(tag, true, number -> number == 1);
  }

  Language(String tag, boolean pseudo, LongPredicate one) {
    this.tag = tag;
    this.pseudo = pseudo;
    this.one = one;
    locale = Locale.forLanguageTag(tag);
  }

  /** The languages that users can choose. */
  public static List<Language> offered() {
    return OFFERED;
  }

  /** The tags of {@link #offered}, for a sentence: {@code en, pt-BR, es}. */
  public static String offeredTags() {
    return OFFERED.stream().map(Language::tag).collect(Collectors.joining(", "));
  }

  /**
   * The locale of a tag such as {@code pt-BR}, or of a name of the C library's such as {@code
   * pt_BR.UTF-8} or {@code es_ES@euro}, without encoding and variant.
   */
  public static Locale localeOf(String tag) {
    return Locale.forLanguageTag(tag.split("[.@]", 2)[0].replace('_', '-'));
  }

  /**
   * The language of a tag such as {@code pt-BR}, {@code pt_BR.UTF-8}, {@code es-419} or {@code en};
   * empty if Prosa does not speak it.
   */
  public static Optional<Language> of(String tag) {
    Locale wanted = localeOf(tag);
    return Arrays.stream(values())
        .filter(language -> language.locale.equals(wanted))
        .findFirst()
        .or(() -> spoken(wanted));
  }

  /** The language for this locale; English if Prosa does not have it. */
  public static Language of(Locale locale) {
    return spoken(locale).orElse(ENGLISH);
  }

  private static Optional<Language> spoken(Locale wanted) {
    return OFFERED.stream()
        .filter(language -> language.locale.getLanguage().equals(wanted.getLanguage()))
        .findFirst();
  }

  /** The BCP 47 tag, as flags have it. */
  public String tag() {
    return tag;
  }

  /** The locale in which times and numbers are written. */
  public Locale locale() {
    return locale;
  }

  /** Whether its sentences are made of the English ones. */
  boolean isPseudo() {
    return pseudo;
  }

  /** The name of the file with its sentences. */
  String file() {
    return "messages_" + tag.replace('-', '_') + ".properties";
  }

  /** Whether a number takes the singular: the CLDR category {@code one}. */
  boolean one(long number) {
    return one.test(number);
  }
}
