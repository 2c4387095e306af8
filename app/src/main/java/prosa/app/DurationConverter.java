package prosa.app;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * Times as flags give them: {@code 500ms}, {@code 15s}, {@code 10m}, {@code 2h}; a year at most,
 * which every clock below can count.
 */
final class DurationConverter {
  private static final Duration LONGEST = Duration.ofDays(365);
  private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private DurationConverter() {}

  static Duration parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new TypeConversionException("'" + text + "' is not a time such as 500ms, 15s or 10m");
    }
    long n = Long.parseLong(form.group(1));
    Duration time =
        switch (form.group(2)) {
          case "ms" -> Duration.ofMillis(n);
          case "s" -> Duration.ofSeconds(n);
          case "m" -> Duration.ofMinutes(n);
          default -> Duration.ofHours(n);
        };
    if (time.compareTo(LONGEST) > 0) {
      throw new TypeConversionException(
          "'" + text + "' is too long: a time is at most " + LONGEST.toHours() + "h, a year");
    }
    return time;
  }
}
