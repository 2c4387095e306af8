package prosa.server.room;

import java.time.Duration;
import java.util.Optional;
import prosa.net.OutgoingMemory;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;

/**
 * The settings of all rooms.
 *
 * @param capacity seats in a room
 * @param frameBytes the longest message frame
 * @param reading how much of a message is read before it is refused
 * @param rate the message rate of a member
 * @param queueBytes the longest outgoing queue of a member, which holds the longest message and
 *     what is told with it
 * @param outgoingBytes what may wait for all members of the server together
 * @param stuck how long a member may take to acknowledge what it was sent
 * @param hold how long a lost member's seat is held, as announced to members; zero to announce
 *     nothing
 * @param longestHold the longest time that a member can ask for
 * @param moderation how rooms protect themselves
 */
public record RoomConfig(
    int capacity,
    int frameBytes,
    ReadLimits reading,
    Rate rate,
    int queueBytes,
    long outgoingBytes,
    Duration stuck,
    Duration hold,
    Duration longestHold,
    ModerationConfig moderation) {

  /** What the server adds to a text: the fields of {@code said}, and a frame's header. */
  private static final int TOLD_WITH_A_TEXT = 1024;

  public RoomConfig {
    long least = leastQueue(frameBytes);
    if (queueBytes < least) {
      throw new IllegalArgumentException(
          "a member's queue must hold the longest message: " + least + " bytes or more");
    }
    if (outgoingBytes < queueBytes) {
      throw new IllegalArgumentException(
          "all queues together must hold at least one: " + queueBytes + " bytes or more");
    }
    if (!stuck.isPositive()) {
      throw new IllegalArgumentException("a queue must be allowed to stand still for a while");
    }
  }

  /** The shortest queue for messages of this length, in bytes. */
  public static int leastQueue(int frameBytes) {
    return Math.addExact(frameBytes, TOLD_WITH_A_TEXT);
  }

  /** With nothing told about holding seats. */
  public RoomConfig(
      int capacity,
      int frameBytes,
      ReadLimits reading,
      Rate rate,
      int queueBytes,
      long outgoingBytes,
      Duration stuck) {
    this(
        capacity,
        frameBytes,
        reading,
        rate,
        queueBytes,
        outgoingBytes,
        stuck,
        Duration.ZERO,
        Duration.ZERO,
        ModerationConfig.defaults());
  }

  /** The same, with the announced times for holding seats. */
  public RoomConfig holding(Duration time, Duration longest) {
    return new RoomConfig(
        capacity,
        frameBytes,
        reading,
        rate,
        queueBytes,
        outgoingBytes,
        stuck,
        time,
        longest,
        moderation);
  }

  /** The same, with other rules for how rooms protect themselves. */
  public RoomConfig moderating(ModerationConfig next) {
    return new RoomConfig(
        capacity,
        frameBytes,
        reading,
        rate,
        queueBytes,
        outgoingBytes,
        stuck,
        hold,
        longestHold,
        next);
  }

  /** The same, with another rate of messages. */
  public RoomConfig talking(Rate fastest) {
    return new RoomConfig(
        capacity,
        frameBytes,
        reading,
        fastest,
        queueBytes,
        outgoingBytes,
        stuck,
        hold,
        longestHold,
        moderation);
  }

  /** With as much for all queues together as is usual on this machine. */
  public RoomConfig(
      int capacity, int frameBytes, ReadLimits reading, Rate rate, int queueBytes, Duration stuck) {
    this(
        capacity,
        frameBytes,
        reading,
        rate,
        queueBytes,
        Math.max(queueBytes, OutgoingMemory.usual()),
        stuck);
  }

  /** The part that is announced to members, so that they can pace themselves. */
  ServerMessage.Limits limits() {
    return new ServerMessage.Limits(
        frameBytes,
        reading.text(),
        rate.off() ? Optional.empty() : Optional.of(rate),
        (int) hold.toSeconds(),
        (int) longestHold.toSeconds());
  }
}
