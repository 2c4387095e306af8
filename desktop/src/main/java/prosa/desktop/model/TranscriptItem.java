package prosa.desktop.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import prosa.client.MemberInfo;
import prosa.protocol.Sanitizer;

/** One entry of the {@link Transcript}. */
public sealed interface TranscriptItem {
  /** When it happened, by this machine's clock. */
  Instant at();

  /**
   * What opens at a click, by where it stands in the entry as it is shown. Only what somebody said
   * has links, and what the host says of the server: a name has none, wherever it stands.
   */
  List<Link> links();

  /**
   * A message that was sent or is waiting.
   *
   * @param id of the user's own texts; empty for all others
   * @param place the sender's; 0 where an original server does not tell
   * @param name as received; {@link #shownName} is sanitized
   * @param text as received; {@link #shown} is sanitized
   * @param mention whether it mentions the user
   * @param why for an unsent text: the reason as a sentence; otherwise empty
   * @param newcomer whether its links are those of somebody who came a moment ago, and stay text
   * @param sender the other member who said it, as it was then; empty if it was not known
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
      String why,
      boolean newcomer,
      Optional<MemberInfo> sender)
      implements TranscriptItem {
    /** The user's own text, or one of somebody who is not known. */
    Bubble(
        String id,
        int place,
        String name,
        String text,
        boolean action,
        boolean mine,
        boolean mention,
        Instant at,
        DeliveryStatus delivery,
        String why) {
      this(
          id, place, name, text, action, mine, mention, at, delivery, why, false, Optional.empty());
    }

    private static final Duration ONE_BREATH = Duration.ofMinutes(5);

    /** The sanitized text with its line breaks. */
    public String shown() {
      return Sanitizer.lines(text);
    }

    public String shownName() {
      return Sanitizer.line(name);
    }

    /** What stands in its bubble: the text, behind the name if it is an action. */
    public String bubbleText() {
      return beforeText() + shown();
    }

    private String beforeText() {
      return action ? shownName() + " " : "";
    }

    @Override
    public List<Link> links() {
      int start = beforeText().length();
      return newcomer
          ? List.of()
          : Link.in(shown()).stream()
              .map(link -> new Link(link.start() + start, link.end() + start, link.target()))
              .toList();
    }

    /** The same text with another status. */
    Bubble as(DeliveryStatus next, String reason) {
      return new Bubble(
          id, place, name, text, action, mine, mention, at, next, reason, newcomer, sender);
    }

    /** Whether it continues {@code before}: the same member, shortly after. */
    public boolean follows(TranscriptItem before) {
      return before instanceof Bubble that
          && that.place == place
          && that.mine == mine
          && that.name.equals(name)
          && that.sender.map(MemberInfo::id).equals(sender.map(MemberInfo::id))
          && !that.action
          && !action
          && Duration.between(that.at, at).compareTo(ONE_BREATH) < 0;
    }
  }

  /**
   * A notice: an event as a sentence.
   *
   * @param ofHost whether it is what the host says, with links
   */
  record Notice(String sentence, Instant at, boolean ofHost) implements TranscriptItem {
    /** An event. */
    Notice(String sentence, Instant at) {
      this(sentence, at, false);
    }

    @Override
    public List<Link> links() {
      return ofHost ? Link.in(sentence) : List.of();
    }
  }
}
