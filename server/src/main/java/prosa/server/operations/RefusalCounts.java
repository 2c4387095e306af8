package prosa.server.operations;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ErrorCode;

/**
 * The number of refusals since the server started, by reason. Each refusal, and each close for the
 * peer's fault, is counted here once. Thread-safe.
 *
 * <p>Reasons come from closed sets (codes of the protocol, statuses that this server answers with,
 * errors of the wire protocols), so their number is bounded.
 */
public final class RefusalCounts {

  /** The form of a refusal. */
  public enum RefusalForm {
    /** {@code refused}, an error of the door, or a ZMTP ERROR; the reason is its code. */
    MESSAGE,
    /** An answer of HTTP; the reason is its status. */
    HTTP,
    /** The connection broke its wire protocol and was closed; the reason is the error's name. */
    PROTOCOL,
    /** The connection was closed at accept or before its protocol was known. */
    ACCEPT,
    /** The connection was closed because it missed a deadline. */
    TIMEOUT,
    /** The connection kept most of the memory for unfinished input, and was closed. */
    MEMORY,
    /**
     * A classic message was not relayed because of the emergency level; its member cannot be
     * notified.
     */
    EMERGENCY
  }

  /** Why a connection is closed at accept. */
  public enum AtAccept {
    /** Its address has as many connections as allowed. */
    CONNECTIONS,
    /** Its address opened too many recently. */
    CONNECTION_RATE,
    /** Its network is blocked by the operator. */
    BLOCKED,
    /** Its address, or all together, have too many TLS handshakes under way, or TLS is off. */
    TLS,
    /** Its address, or all together, began too many handshakes of CURVE recently. */
    HANDSHAKES
  }

  /** Why the emergency level does not relay a classic message. */
  public enum KeptBack {
    /** It has a link. */
    LINK,
    /** Its member joined recently and sent a message recently. */
    NEWCOMER
  }

  /** The missed deadline. */
  public enum Late {
    /** Finish the handshake. */
    HANDSHAKE,
    /** Answer a PING. */
    HEARTBEAT,
    /** Read its output. */
    UNREAD,
    /** Send a request at the door. */
    QUESTION
  }

  /**
   * The key of a count.
   *
   * @param reason in lower case with hyphens, such as {@code stale-seat} or {@code 404}
   */
  public record RefusalReason(RefusalForm kind, String reason)
      implements Comparable<RefusalReason> {
    @Override
    public int compareTo(RefusalReason other) {
      int byKind = kind.compareTo(other.kind);
      return byKind != 0 ? byKind : reason.compareTo(other.reason);
    }

    // The JVM makes a record's own of these when they are first called, which a start waits for.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof RefusalReason same && kind == same.kind && reason.equals(same.reason);
    }

    @Override
    public int hashCode() {
      return 31 * kind.hashCode() + reason.hashCode();
    }
  }

  private static final String UNFINISHED = "unfinished";

  private final ConcurrentMap<RefusalReason, LongAdder> counts = new ConcurrentHashMap<>();

  /** A count of 0 for each reason known in advance. */
  public RefusalCounts() {
    for (ErrorCode code : ErrorCode.values()) {
      counts.put(new RefusalReason(RefusalForm.MESSAGE, code.code()), new LongAdder());
    }
    for (AtAccept why : AtAccept.values()) {
      counts.put(new RefusalReason(RefusalForm.ACCEPT, words(why)), new LongAdder());
    }
    for (KeptBack why : KeptBack.values()) {
      counts.put(new RefusalReason(RefusalForm.EMERGENCY, words(why)), new LongAdder());
    }
    for (Late what : Late.values()) {
      counts.put(new RefusalReason(RefusalForm.TIMEOUT, words(what)), new LongAdder());
    }
    counts.put(new RefusalReason(RefusalForm.MEMORY, UNFINISHED), new LongAdder());
  }

  /** A peer was told this code. */
  public void message(ErrorCode code) {
    add(RefusalForm.MESSAGE, code.code());
  }

  /** A request in HTTP was answered with this status, 400 or more. */
  public void http(int status) {
    add(RefusalForm.HTTP, Integer.toString(status));
  }

  /** A connection broke its protocol; {@code error} is one of a closed set of names. */
  public void protocol(Enum<?> error) {
    add(RefusalForm.PROTOCOL, words(error));
  }

  /** A connection violated HTTP or TLS, or had too many requests in progress, and was closed. */
  public void http() {
    add(RefusalForm.PROTOCOL, "http");
  }

  /** The same, of a WebSocket: {@code error} is the name of the code that it is closed with. */
  public void webSocket(Enum<?> error) {
    add(RefusalForm.PROTOCOL, "websocket-" + words(error));
  }

  /** A connection was closed at accept. */
  public void accept(AtAccept why) {
    add(RefusalForm.ACCEPT, words(why));
  }

  /** A connection was closed for being late. */
  public void late(Late what) {
    add(RefusalForm.TIMEOUT, words(what));
  }

  /** A connection was closed for what it kept of its unfinished input. */
  public void memory() {
    add(RefusalForm.MEMORY, UNFINISHED);
  }

  /** A classic message was not relayed for the emergency level. */
  public void keptBack(KeptBack why) {
    add(RefusalForm.EMERGENCY, words(why));
  }

  /** How often so far for this reason. */
  public long of(RefusalForm kind, String reason) {
    LongAdder count = counts.get(new RefusalReason(kind, reason));
    return count == null ? 0 : count.sum();
  }

  /** How often peers were told this code so far. */
  public long of(ErrorCode code) {
    return of(RefusalForm.MESSAGE, code.code());
  }

  /** All of them, in order. */
  public Map<RefusalReason, Long> all() {
    Map<RefusalReason, Long> all = new TreeMap<>();
    counts.forEach((reason, count) -> all.put(reason, count.sum()));
    return all;
  }

  private void add(RefusalForm kind, String reason) {
    counts.computeIfAbsent(new RefusalReason(kind, reason), _ -> new LongAdder()).increment();
  }

  private static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
