package prosa.server.room;

import prosa.protocol.ToMember;

/**
 * What a member with a full queue was not sent: a run of message numbers, and whether it lost track
 * of who sits at the table. It has nothing missed until something is.
 */
final class Lag {
  private long from;
  private long to;
  private boolean state;

  /** The messages {@code first} to {@code last}, or none if that is empty, were not sent. */
  void missed(long first, long last, boolean events) {
    if (last >= first) {
      if (from == 0) {
        from = first;
      }
      to = last;
    }
    state |= events;
  }

  /** Something that was not a message was not sent. */
  void missedState() {
    state = true;
  }

  boolean any() {
    return from != 0 || state;
  }

  boolean hasNumbers() {
    return from != 0;
  }

  boolean hasState() {
    return state;
  }

  /** The numbers, as the member is told them. */
  ToMember.Missed missed() {
    return new ToMember.Missed(from, to);
  }

  void clear() {
    from = 0;
    to = 0;
    state = false;
  }
}
