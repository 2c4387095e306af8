package prosa.server.room;

import prosa.protocol.LinkDetector;
import prosa.server.operations.EmergencyLevel;

/** What is different for what a member says in its first minute in a room. */
public enum NewcomerBrake {
  /** Nothing. */
  OFF,
  /** Links are marked, and front ends do not open them. */
  MILD,
  /** The same, and a long text or one with a link costs more of the message rate. */
  STRICT;

  /** What applies to one message: nothing. */
  static final BrakeEffect NOTHING = new BrakeEffect(false, 0);

  /** What applies to one that only members can read: they see themselves whether it has links. */
  static final BrakeEffect SEALED = new BrakeEffect(true, 0);

  /** A text with more UTF-16 code units than this is a long one. */
  static final int LONG_TEXT = 1_000;

  /** How many messages a long text, or one with a link, costs beyond the one that it is. */
  static final int EXTRA_COST = 9;

  /** Whether it applies to a member that sat down at this time, in monotonic nanoseconds. */
  boolean applies(long satDown, long now) {
    return this != OFF && EmergencyLevel.isNew(satDown, now);
  }

  /**
   * Whether a classic message of such a member needs a look, to be told from its bytes alone.
   *
   * @param length how many bytes it has, from the first
   */
  boolean concerns(byte[] json, int length) {
    return (this == STRICT && length > LONG_TEXT) || LinkDetector.mayHaveLink(json, length);
  }

  /** Looks at what such a member says. */
  BrakeEffect look(String text) {
    boolean link = LinkDetector.hasLink(text);
    boolean costly = this == STRICT && (link || text.length() > LONG_TEXT);
    return link || costly ? new BrakeEffect(link, costly ? EXTRA_COST : 0) : NOTHING;
  }

  /**
   * How many messages a text costs beyond the one that it is; for the node that has the socket,
   * where the room is another node's.
   */
  int extraCost(String text, long satDown, long now) {
    return applies(satDown, now) ? look(text).extraCost() : 0;
  }

  /**
   * What applies to one message.
   *
   * @param marked whether members are told that its links, if it has some, are a newcomer's
   * @param extraCost how many messages it costs beyond the one that it is
   */
  record BrakeEffect(boolean marked, int extraCost) {}
}
