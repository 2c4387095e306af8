package prosa.server.operations;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often what has happened since the server started. Any thread adds, any thread reads. */
public final class Counters {

  /** What is counted. */
  public enum Count {
    /** Connections accepted, of any kind. */
    ACCEPTED,
    /** Connections closed at accept: too many from one address. */
    TURNED_AWAY,
    /** Connections closed for a violation of the wire protocol. */
    VIOLATIONS,
    /** Messages refused for their content or form. */
    MALFORMED,
    /** Messages refused for coming too fast (direct members). */
    TOO_FAST,
    /** Messages relayed, counted once each. */
    RELAYED,
    /** Messages not queued for a slow member, counted per member. */
    DROPPED,
    /** Connections closed because their outgoing queue was stuck. */
    STUCK,
    /** Requests at the door that got no seat. */
    REFUSED,
    /** Seats and reservations refused: the address has as many as it may. */
    SEATS_REFUSED,
    /** Rooms refused: as many are open for the address or the connection as may be. */
    ROOMS_REFUSED,
    /** Invite codes refused: the address has as many as it may. */
    INVITES_REFUSED,
    /** Newcomers refused because the server had as many rooms as it may, and somebody in each. */
    FULL,
    /** Held seats given up before their time, because their place or their room was needed. */
    EVICTED,
    /** Classic clients that got no ports of a room of their own: too many were open already. */
    PORTS_REFUSED
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

  public Counters() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  /** Counts one more. */
  public void add(Count count) {
    add(count, 1);
  }

  /** Counts {@code n} more. */
  public void add(Count count, long n) {
    LongAdder adder = counts.get(count);
    if (adder != null) {
      adder.add(n);
    }
  }

  /** How often so far. */
  public long of(Count count) {
    LongAdder adder = counts.get(count);
    return adder == null ? 0 : adder.sum();
  }
}
