package prosa.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import prosa.protocol.ErrorCode;

/**
 * How much of what this client missed others said. What it said itself before a server stood still
 * or its connection was lost may be among it, and is acknowledged only when it is sent again: until
 * it is known what became of that, nothing is told. Has the thread of its owner.
 */
public final class MissedCount {
  private final Set<String> unanswered = new HashSet<>();
  private long from;
  private long to;
  private long count;

  /** Nothing is missed yet. */
  public MissedCount() {}

  /**
   * How much is to be told as missed before this event is shown; usually nothing.
   *
   * @param event each of the session, in order
   */
  public List<Long> before(ChatEvent event) {
    List<Long> known = new ArrayList<>();
    switch (event) {
      case ChatEvent.Missed missed -> {
        known.addAll(all());
        from = missed.from();
        to = missed.to();
        count = to - from + 1;
        unanswered.addAll(missed.perhapsOwn());
        known.addAll(ifKnown());
      }
      case ChatEvent.Said(Message message)
          when message.id().filter(unanswered::remove).isPresent() -> {
        count -= from <= message.number() && message.number() <= to ? 1 : 0;
        known.addAll(ifKnown());
      }
      case ChatEvent.Refused(var _, ErrorCode _, String _, var text) -> {
        text.map(UnsentMessage::id).ifPresent(unanswered::remove);
        known.addAll(ifKnown());
      }
      case ChatEvent.Seated(var _, JoinKind how) when how == JoinKind.NEW -> { // another session
        unanswered.clear();
        count = 0;
      }
      case ChatEvent.Seated(var _, JoinKind how) when !how.isSameStay() -> known.addAll(all());
      case ChatEvent.Returned _, ChatEvent.Ended _ -> known.addAll(all());
      default -> {} // says nothing of it
    }
    return known;
  }

  private List<Long> all() {
    unanswered.clear();
    return ifKnown();
  }

  private List<Long> ifKnown() {
    if (!unanswered.isEmpty() || count <= 0) {
      return List.of();
    }
    long known = count;
    count = 0;
    return List.of(known);
  }
}
