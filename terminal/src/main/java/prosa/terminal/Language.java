package prosa.terminal;

import java.util.Locale;
import java.util.Optional;

/** A language that Prosa speaks with people. */
public enum Language {
  ENGLISH("en"),
  PORTUGUESE("pt-BR");

  private final String tag;

  Language(String tag) {
    this.tag = tag;
  }

  /** The language tag, as flags and bundles have it. */
  public String tag() {
    return tag;
  }

  /** The language of a tag such as {@code pt-BR}, {@code pt_BR.UTF-8}, {@code pt} or {@code en}. */
  public static Optional<Language> of(String tag) {
    return switch (Locale.forLanguageTag(tag.split("\\.", 2)[0].replace('_', '-')).getLanguage()) {
      case "pt" -> Optional.of(PORTUGUESE);
      case "en" -> Optional.of(ENGLISH);
      default -> Optional.empty();
    };
  }

  /** The one for a locale: Portuguese where that is spoken, English elsewhere. */
  public static Language of(Locale locale) {
    return locale.getLanguage().equals("pt") ? PORTUGUESE : ENGLISH;
  }
}
