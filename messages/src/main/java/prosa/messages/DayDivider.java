package prosa.messages;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Optional;

/** Says where the day changed between two entries of a talk. Not thread-safe. */
public final class DayDivider {
  private final Messages messages;
  private Optional<LocalDate> last = Optional.empty();

  /** In the language of these sentences. */
  public DayDivider(Messages messages) {
    this.messages = messages;
  }

  /**
   * An entry of this day comes next.
   *
   * @return the day with its weekday, if the entry before was of another one; empty before the
   *     first entry
   */
  public Optional<String> next(LocalDate day) {
    boolean changed = last.isPresent() && !last.get().equals(day);
    last = Optional.of(day);
    return changed ? Optional.of(written(day)) : Optional.empty();
  }

  private String written(LocalDate day) {
    return DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
        .localizedBy(messages.locale())
        .format(day);
  }
}
