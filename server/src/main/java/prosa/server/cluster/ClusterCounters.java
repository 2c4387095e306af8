package prosa.server.cluster;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What a node counts of its dealings with the others. Any thread. */
public final class ClusterCounters {
  /** What is counted. */
  public enum ClusterEvent {
    /** Messages to other nodes. */
    SENT,
    /** Messages that the transport did not take. */
    NOT_SENT,
    /** Messages from other nodes. */
    RECEIVED,
    /** Messages that were none of this protocol. */
    MALFORMED,
    /** Seats that were asked for at other nodes. */
    ASKED,
    /** Of these, answered by a seat. */
    GIVEN,
    /** Of these, answered too late or not at all. */
    UNANSWERED,
    /** Frames from an owner that were lost. */
    GAPS,
    /** Frames to an owner that were sent again. */
    SENT_AGAIN,
    /**
     * Texts of members that came back to them, because their owner is gone or they were too many.
     */
    RETURNED,
    /** Relays that lost their owner. */
    OWNERS_LOST,
    /** Secrets that are not of the node that they name. */
    FORGED,
    /** Rooms of other nodes that go on here. */
    ADOPTED,
    /** Rooms of other nodes that were not opened here, because a limit was reached. */
    NOT_ADOPTED,
    /** Rooms of this node that go on at another one. */
    HANDED_OVER,
    /** Members who sat alone and were brought to somebody else who did. */
    BROUGHT_TOGETHER
  }

  private final Map<ClusterEvent, LongAdder> counts = new EnumMap<>(ClusterEvent.class);

  /** All zero. */
  public ClusterCounters() {
    for (ClusterEvent event : ClusterEvent.values()) {
      counts.put(event, new LongAdder());
    }
  }

  /** Counts one. */
  public void add(ClusterEvent what) {
    Objects.requireNonNull(counts.get(what)).increment();
  }

  /** How often it has happened. */
  public long of(ClusterEvent what) {
    return Objects.requireNonNull(counts.get(what)).sum();
  }
}
