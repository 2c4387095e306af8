package prosa.server.operations;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import prosa.protocol.ErrorCode;

/** Counts events since the server started. Any thread adds, any thread reads. */
public final class Counters {

  /** The counters. */
  public enum Count {
    /** Connections accepted, of any kind. */
    ACCEPTED,
    /** Connections closed at accept, for any reason. */
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
    /** Refusals that a peer was told, in any form: by a message, a ZMTP ERROR, or HTTP. */
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
    PORTS_REFUSED,
    /** Times a connection was not read from for a while because its budget was used up. */
    CONNECTION_PAUSED,
    /** Times a connection was not read from for a while because its address's was. */
    ADDRESS_PAUSED,
    /** Connections of addresses that share a budget, because too many have one of their own. */
    ADDRESSES_SHARED,
    /** {@code typing} that was not passed on for coming too fast. */
    TYPING_DROPPED,
    /** Requests of members refused for coming too fast. */
    REQUESTS_REFUSED,
    /** Joins and questions at the door refused for coming too fast. */
    JOINS_REFUSED,
    /** Private rooms refused for coming too fast. */
    PRIVATE_ROOMS_REFUSED,
    /** Times a connection was not read from for a while because it was refused so often. */
    REFUSALS_PAUSED,
    /** REQ connections closed because they did not take an answer. */
    ANSWER_UNREAD,
    /** REQ connections closed because they asked nothing for too long. */
    QUESTION_LATE,
    /** HTTP requests that were answered late for coming too fast. */
    PAGES_PAUSED,
    /** Members who came and went without being announced, because too many did. */
    UNANNOUNCED,
    /** Connections closed because they were not ready, or did not answer a PING, in time. */
    TIMED_OUT,
    /** Bytes received on all connections, after TLS, at the door and in rooms. */
    BYTES_RECEIVED,
    /** Messages, once for each member that was to hear them; those of {@link #DROPPED} did not. */
    ADDRESSED,
    /** Handshakes of ZMTP that came to an end. */
    ZMTP_READY,
    /** WebSockets opened. */
    WEBSOCKET_READY,
    /** TLS handshakes that came to an end. */
    TLS_READY,
    /** TLS handshakes that failed. */
    TLS_FAILED
  }

  /** The ways of getting a seat. */
  public enum Join {
    /** A classic client, by its two connections. */
    CLASSIC,
    /** A direct member, with a new seat. */
    DIRECT,
    /** A browser member, with a new seat. */
    BROWSER,
    /** A direct or browser member that came back to the seat it had. */
    RESUMED
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Map<Join, LongAdder> joins = new EnumMap<>(Join.class);
  private final DurationHistogram joinTimes = new DurationHistogram();
  private final RefusalCounts refusals = new RefusalCounts();

  public Counters() {
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
    for (Join join : Join.values()) {
      joins.put(join, new LongAdder());
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

  /** A peer is told this code: counted, and counted by it. */
  public void refused(ErrorCode code) {
    add(Count.REFUSED);
    refusals.message(code);
  }

  /** A request in HTTP is answered with this status, 400 or more. */
  public void refusedOverHttp(int status) {
    add(Count.REFUSED);
    refusals.http(status);
  }

  /** A connection is closed at accept. */
  public void turnedAway(RefusalCounts.AtAccept why) {
    add(Count.TURNED_AWAY);
    refusals.accept(why);
  }

  /** A connection is closed for what it did not take of what was sent to it. */
  public void stuck() {
    add(Count.STUCK);
    refusals.late(RefusalCounts.Late.UNREAD);
  }

  /** A connection is closed for not being ready, or not answering, in time. */
  public void timedOut(RefusalCounts.Late what) {
    add(Count.TIMED_OUT);
    refusals.late(what);
  }

  /** Somebody got a seat. */
  public void joined(Join how) {
    LongAdder adder = joins.get(how);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Somebody got a seat, so many nanoseconds after asking for it. */
  public void joined(Join how, long nanos) {
    joined(how);
    joinTimes.record(nanos);
  }

  /** How many got a seat so far in this way. */
  public long of(Join how) {
    LongAdder adder = joins.get(how);
    return adder == null ? 0 : adder.sum();
  }

  /** How long direct and browser members took from {@code enter} to {@code seated}. */
  public DurationHistogram joinTimes() {
    return joinTimes;
  }

  /** Refusals by their reason. */
  public RefusalCounts refusals() {
    return refusals;
  }

  /** The current count. */
  public long of(Count count) {
    LongAdder adder = counts.get(count);
    return adder == null ? 0 : adder.sum();
  }
}
