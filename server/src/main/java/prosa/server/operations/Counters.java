package prosa.server.operations;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
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
    /** Refusals sent to a peer, in any form: by a message, a ZMTP ERROR, or HTTP. */
    REFUSED,
    /** Seats and reservations refused: the address has as many as allowed. */
    SEATS_REFUSED,
    /** Rooms refused: the address or the connection has as many open as allowed. */
    ROOMS_REFUSED,
    /** Invite codes refused: the address has as many as allowed. */
    INVITES_REFUSED,
    /** Newcomers refused because the server had as many rooms as allowed, each with members. */
    FULL,
    /** Held seats released early, because their place or their room was needed. */
    EVICTED,
    /** Classic clients that got no room with ports: too many were open already. */
    PORTS_REFUSED,
    /** Pauses in reading a connection because its budget was used up. */
    CONNECTION_PAUSED,
    /** Pauses in reading a connection because its address's budget was used up. */
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
    /** Pauses in reading a connection because it was refused too often. */
    REFUSALS_PAUSED,
    /** REQ connections closed because they did not take an answer. */
    ANSWER_UNREAD,
    /** REQ connections closed because they asked nothing for too long. */
    QUESTION_LATE,
    /** HTTP requests that were answered late for coming too fast. */
    PAGES_PAUSED,
    /** Members that joined and left without being announced, because too many did. */
    UNANNOUNCED,
    /** Connections closed because they were not ready, or did not answer a PING, in time. */
    TIMED_OUT,
    /** Bytes received on all connections, after TLS, at the door and in rooms. */
    BYTES_RECEIVED,
    /** Messages, once for each recipient, including those that {@link #DROPPED} counts. */
    ADDRESSED,
    /** Completed ZMTP handshakes. */
    ZMTP_READY,
    /** WebSockets opened. */
    WEBSOCKET_READY,
    /** Completed TLS handshakes. */
    TLS_READY,
    /** TLS handshakes that failed. */
    TLS_FAILED
  }

  /** The kinds of members that take a seat. */
  public enum Join {
    /** A classic client, by its two connections. */
    CLASSIC,
    /** A direct member, with a new seat. */
    DIRECT,
    /** A browser member, with a new seat. */
    BROWSER,
    /** A direct or browser member that resumed its seat. */
    RESUMED
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
  private final Map<Join, LongAdder> joins = new EnumMap<>(Join.class);
  private final AtomicLong delivered = new AtomicLong();
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

  /** Counts a refusal sent to a peer, in all and by its code. */
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

  /** A connection is closed because it did not read its output. */
  public void stuck() {
    add(Count.STUCK);
    refusals.late(RefusalCounts.Late.UNREAD);
  }

  /** A connection is closed for not being ready, or not answering, in time. */
  public void timedOut(RefusalCounts.Late what) {
    add(Count.TIMED_OUT);
    refusals.late(what);
  }

  /** A seat was taken. */
  public void joined(Join how) {
    LongAdder adder = joins.get(how);
    if (adder != null) {
      adder.increment();
    }
  }

  /** A seat was taken, this many nanoseconds after the request. */
  public void joined(Join how, long nanos) {
    joined(how);
    joinTimes.record(nanos);
  }

  /** The number of seats taken so far in this way. */
  public long of(Join how) {
    LongAdder adder = joins.get(how);
    return adder == null ? 0 : adder.sum();
  }

  /** How long direct and browser members took from {@code enter} to {@code seated}. */
  public DurationHistogram joinTimes() {
    return joinTimes;
  }

  /**
   * Messages given to a member's connection, once for each member. Never less than it was: while a
   * round is delivered, what was dropped of it is counted before what it had, and who reads a
   * counter that falls takes it for that of another process.
   */
  public long delivered() {
    return delivered.accumulateAndGet(of(Count.ADDRESSED) - of(Count.DROPPED), Math::max);
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
