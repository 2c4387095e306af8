package prosa.app;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import prosa.messages.Language;

/**
 * The locale that the environment asks for, in the order of POSIX and of GNU gettext: for sentences
 * {@code LANGUAGE}, {@code LC_ALL}, {@code LC_MESSAGES} and {@code LANG}; for times and numbers
 * {@code LC_ALL}, {@code LC_TIME} and {@code LANG}.
 *
 * <p>Java takes it from the C library, which knows only the locales that are installed: in a
 * container, and where ssh brings {@code LANG} along, that is often none but {@code C}. There Java
 * would speak English, and it never looks at {@code LANGUAGE}.
 */
final class SystemLocale {
  /** The name of the locale that was not installed, from the launcher, which had to replace it. */
  private static final String REPLACED = "prosa.locale";

  private SystemLocale() {}

  /** Makes the locale of the environment that of this process. */
  static void adopt(Map<String, String> environment) {
    String replaced = System.getProperty(REPLACED, "");
    Map<String, String> asked =
        replaced.isEmpty()
            ? environment
            : Map.of("LC_ALL", replaced, "LANGUAGE", environment.getOrDefault("LANGUAGE", ""));
    Locale times = forTimes(asked).orElseGet(() -> Locale.getDefault(Locale.Category.FORMAT));
    forSentences(asked).ifPresent(Locale::setDefault); // of every category
    Locale.setDefault(Locale.Category.FORMAT, times);
  }

  /** The locale of sentences; empty if the environment names none but {@code C}. */
  static Optional<Locale> forSentences(Map<String, String> environment) {
    return first(environment, "LC_MESSAGES")
        .map(
            locale ->
                Stream.of(environment.getOrDefault("LANGUAGE", "").split(":", -1))
                    .filter(tag -> Language.of(tag).isPresent())
                    .findFirst()
                    .map(Language::localeOf)
                    .orElse(locale));
  }

  /** The locale of times and numbers; empty if the environment names none but {@code C}. */
  static Optional<Locale> forTimes(Map<String, String> environment) {
    return first(environment, "LC_TIME");
  }

  private static Optional<Locale> first(Map<String, String> environment, String category) {
    return Stream.of("LC_ALL", category, "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(name -> !name.isEmpty())
        .findFirst()
        .map(Language::localeOf)
        .filter(
            locale -> locale.getLanguage().length() > 1 && !locale.getLanguage().equals("posix"));
  }
}
