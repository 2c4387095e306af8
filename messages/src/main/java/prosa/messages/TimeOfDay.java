package prosa.messages;

import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.util.Locale;

/**
 * The time of day, in the words of a language and with the 12 or 24 hours of the reader's own
 * country, which is often none of those where the language is at home: English is read in Berlin.
 */
public final class TimeOfDay {
  private TimeOfDay() {}

  /**
   * The format of a reader.
   *
   * @param system the locale of the reader's system; one without a country says nothing, and the
   *     language's own is taken
   */
  public static DateTimeFormatter format(Locale system, Locale language) {
    String pattern =
        DateTimeFormatterBuilder.getLocalizedDateTimePattern(
            null,
            FormatStyle.SHORT,
            IsoChronology.INSTANCE,
            system.getCountry().isEmpty() ? language : system);
    boolean halves = pattern.contains("a") || pattern.contains("B");
    return DateTimeFormatter.ofPattern(halves ? "h:mm a" : "HH:mm", language);
  }
}
