package prosa.desktop.model;

import java.time.Duration;
import java.time.Instant;
import prosa.protocol.Sanitizer;

/** One entry of the {@link Transcript}. */
public sealed interface TranscriptItem {
  /** When it happened, by this machine's clock. */
  Instant at();

  /**
   * Something that was said, or is about to be.
   *
   * @param id of the person's own texts; empty for all others
   * @param place who said it; 0 where an original server does not tell
   * @param name as it came; {@link #shownName} is fit to be shown
   * @param text as it came; {@link #shown} is fit to be shown
   * @param mention whether it names the person
   * @param why for a text that was not said: a sentence; otherwise empty
   */
  record Bubble(
      String id,
      int place,
      String name,
      String text,
      boolean action,
      boolean mine,
      boolean mention,
      Instant at,
      DeliveryStatus delivery,
      String why)
      implements TranscriptItem {
    private static final Duration ONE_BREATH = Duration.ofMinutes(5);

    /** The text with its line breaks; nothing in it controls anything. */
    public String shown() {
      return Sanitizer.lines(text);
    }

    public String shownName() {
      return Sanitizer.line(name);
    }

    /** The same text, now this far. */
    Bubble as(DeliveryStatus next, String reason) {
      return new Bubble(id, place, name, text, action, mine, mention, at, next, reason);
    }

    /** Whether it is more of the same: the same member, soon after {@code before}. */
    public boolean follows(TranscriptItem before) {
      return before instanceof Bubble that
          && that.place == place
          && that.mine == mine
          && that.name.equals(name)
          && !that.action
          && !action
          && Duration.between(that.at, at).compareTo(ONE_BREATH) < 0;
    }
  }

  /** Something that happened, as a sentence. */
  record Notice(String sentence, Instant at) implements TranscriptItem {}
}
