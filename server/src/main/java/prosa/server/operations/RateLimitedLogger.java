package prosa.server.operations;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import prosa.logging.RepeatLimit;

/**
 * The server's log and its only class that logs. Each {@link Event} is limited by its own {@link
 * RepeatLimit}, independently of the place. Suppressed lines are counted and reported with the next
 * line or, if none comes, by {@link #tellRest}.
 *
 * <p>Sentences and levels are fixed in {@link Event}; a place is a room or {@code Door}. No line
 * has a name or a text. Any thread; nothing here waits for a stream.
 */
public final class RateLimitedLogger {

  /** The events of the log, each with its level and its sentence. */
  public enum Event {
    /** A message that is not relayed for its form. */
    MALFORMED(Level.WARN, "a malformed message was left out"),
    /** A violation of ZMTP, HTTP or WebSocket. */
    VIOLATION(Level.WARN, "a connection broke the wire protocol and was closed"),
    /** X-Forwarded-For and Forwarded disagree. */
    TWO_CLIENTS(
        Level.WARN,
        "a request came by a proxy with X-Forwarded-For and Forwarded that name different clients,"
            + " and was refused: the proxy has to delete the header that it does not set"),
    /** ZMTP 1.0 or 2.0. */
    OLD_ZMTP(
        Level.WARN,
        "a peer of ZMTP before 3.0 was closed: Prosa is for ZeroMQ 4.0 and later, and this is"
            + " older"),
    /** Connections refused at accept. */
    CROWDED(Level.WARN, "an address has too many connections; more are refused"),
    /** Accepting pauses. */
    DESCRIPTORS_USED(Level.WARN, "too few descriptors are left: nobody more is let in for now"),
    /** Accepting resumes. */
    DESCRIPTORS_FREE(Level.INFO, "descriptors are free again: open"),
    /** A classic client is refused. */
    NO_CLASSIC_PORT(Level.WARN, "no classic port is left"),
    /** New TLS files are in use. */
    CERTIFICATE_READ(Level.INFO, "the certificate was read again"),
    /** New TLS files cannot be used. */
    CERTIFICATE_REFUSED(Level.WARN, "the certificate was not changed"),
    /** The limit of all outgoing queues together, or Java's memory, is reached. */
    MEMORY_USED(
        Level.WARN, "too much waits for members who read too slowly: the slowest are closed"),
    /** The limit of all unfinished input together is reached. */
    INPUT_KEPT(
        Level.WARN, "too much is kept of what was only begun: those who keep most are closed"),
    /** The server is taken out of service. */
    DRAINING(Level.INFO, "nobody is seated any more, and connections are closed"),
    /** It stays in service after all. */
    OPEN_AGAIN(Level.INFO, "open again"),
    /** An operator closed a room. */
    ROOM_CLOSED(Level.WARN, "closed"),
    /** An operator removed a member. */
    SEAT_REMOVED(Level.WARN, "a seat was taken from its member"),
    /** An operator blocked a network. */
    BLOCKED(Level.WARN, "nobody is let in from"),
    /** An operator unblocked a network. */
    UNBLOCKED(Level.WARN, "let in again"),
    /** An operator changed the emergency level. */
    EMERGENCY(Level.WARN, "the emergency level is"),
    /** A classic message is not relayed for the emergency level. */
    KEPT_BACK(Level.WARN, "a classic message was left out for the emergency level"),
    /** The node's place in its cluster changed. */
    CLUSTER(Level.WARN, "the cluster"),
    /** The settings were read again. */
    RELOADED(Level.INFO, "the settings were read again"),
    /** They cannot be used. */
    NOT_RELOADED(Level.WARN, "the settings were not changed"),
    /** The server's secret key is in a file that everybody may read. */
    OPEN_KEY(Level.WARN, "everybody on this machine may read the server's secret key: chmod 600"),
    /** The password of the cluster's NATS is in a file that everybody may read. */
    OPEN_PASSWORD(
        Level.WARN, "everybody on this machine may read the password for NATS: chmod 640"),
    /** What is in the file of the server's secret key may be the public one. */
    PUBLIC_KEY(
        Level.WARN,
        "nothing in the file of --curve-key says that it is a secret key; if it is the public one,"
            + " anybody can pretend to be this server (a line such as `# secret` above it says that"
            + " it is not)"),
    /** The operator's token is in a file that everybody may read. */
    OPEN_TOKEN(Level.WARN, "everybody on this machine may read the operator's token: chmod 640"),
    /** Our own code threw an exception. */
    INTERNAL_ERROR(Level.ERROR, "defect");

    /**
     * Events that only the host or an operator can cause, or that are limited where they are
     * noticed; none of their lines is suppressed.
     */
    private static final Set<Event> NEVER_KEPT_BACK =
        EnumSet.of(
            CLUSTER,
            CERTIFICATE_READ,
            CERTIFICATE_REFUSED,
            DRAINING,
            OPEN_AGAIN,
            ROOM_CLOSED,
            SEAT_REMOVED,
            BLOCKED,
            UNBLOCKED,
            EMERGENCY,
            RELOADED,
            NOT_RELOADED,
            OPEN_TOKEN,
            OPEN_PASSWORD,
            OPEN_KEY,
            PUBLIC_KEY);

    private final Level level;
    private final String sentence;

    Event(Level level, String sentence) {
      this.level = level;
      this.sentence = sentence;
    }

    /** Whether every occurrence is logged. */
    boolean isNeverKeptBack() {
      return NEVER_KEPT_BACK.contains(this);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger("prosa.server");

  private final Logger log;
  private final LongSupplier nanos;
  private final Map<Event, RepeatLimit> limits = new EnumMap<>(Event.class);

  /** A log without lines. */
  public RateLimitedLogger() {
    this(LOG, System::nanoTime);
  }

  RateLimitedLogger(Logger log, LongSupplier nanos) {
    this.log = log;
    this.nanos = nanos;
    for (Event event : Event.values()) {
      limits.put(event, new RepeatLimit());
    }
  }

  /** Logs an event of a room or the door, unless its limit is reached. */
  public void log(Event event, String place) {
    write(event, place, event.sentence);
  }

  /**
   * As above, with a detail for the operator.
   *
   * @param detail no name and no text, nor anything else that a peer chose
   */
  public void log(Event event, String place, String detail) {
    write(event, place, event.sentence + ": " + detail);
  }

  /** Logs that our own code threw; the exception's message is not written. */
  public void internalError(String place, Throwable thrown) {
    long more = limit(Event.INTERNAL_ERROR).admit(nanos.getAsLong());
    if (more >= 0) {
      log.error("{} - {}", place, Event.INTERNAL_ERROR.sentence + more(more), thrown);
    }
  }

  /** Reports suppressed lines that have waited long enough; to be called a few times a second. */
  public void tellRest() {
    long now = nanos.getAsLong();
    limits.forEach(
        (event, limit) -> {
          long count = limit.rest(now);
          if (count > 0) {
            log.atLevel(event.level).log("{} ({} times more)", event.sentence, count);
          }
        });
  }

  private void write(Event event, String place, String sentence) {
    long more = event.isNeverKeptBack() ? 0 : limit(event).admit(nanos.getAsLong());
    if (more >= 0) {
      log.atLevel(event.level).log("{} - {}", place, sentence + more(more));
    }
  }

  private static String more(long more) {
    return more == 0 ? "" : " (and " + more + " more like it)";
  }

  private RepeatLimit limit(Event event) {
    RepeatLimit limit = limits.get(event);
    if (limit == null) {
      throw new IllegalStateException("an event without a limit: " + event);
    }
    return limit;
  }
}
