package prosa.server.connection;

import io.netty.channel.Channel;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.operations.RateLimitedLogger.Event;

/**
 * Pauses accepting on every listening port while nearly all file descriptors are in use, and for a
 * moment when the system refuses one although fewer are in use than were counted on.
 *
 * <p>Connections are counted elsewhere; a listening port counts as one descriptor, too. Deciding
 * and acting happen under one lock, so a pause that races with a resume cannot leave a port paused
 * although nothing says so. Any thread; the lock is taken at accept only, never for a message.
 */
final class AcceptThrottle {
  /** For so many calls of {@link #resumeIfPossible} nothing is accepted after a failure. */
  static final int LOOKS_AFTER_FAILURE = 10;

  private final IntSupplier connections;
  private int limit;
  private final RateLimitedLogger log;
  private final Set<Channel> ports = new HashSet<>();
  private boolean paused;
  private int looksToWait;

  /**
   * No port yet.
   *
   * @param connections how many connections are open now
   * @param limit how many descriptors connections and ports may take
   */
  AcceptThrottle(IntSupplier connections, int limit, RateLimitedLogger log) {
    this.connections = connections;
    this.limit = limit;
    this.log = log;
  }

  /** Adds a listening port, which stops accepting while there are too few descriptors. */
  void add(Channel port) {
    synchronized (this) {
      ports.add(port);
      port.config().setAutoRead(!paused); // it may have failed, and all may have resumed, before
    }
    port.closeFuture().addListener(_ -> remove(port));
  }

  private synchronized void remove(Channel port) {
    ports.remove(port);
  }

  /** Changes how many descriptors connections and ports may take. */
  synchronized void limit(int most) {
    limit = most;
  }

  /** Pauses accepting if the limit is reached; to be called after each accepted connection. */
  synchronized void pauseIfFull() {
    if (!paused && used() >= limit) {
      pause("connections may use " + limit);
    }
  }

  /** Pauses accepting since the system had no descriptor for a connection at this port. */
  synchronized void pauseAfterFailure(Channel port) {
    looksToWait = LOOKS_AFTER_FAILURE;
    if (!paused) {
      pause("the system gives no more, with " + used() + " in use by connections");
    }
    port.config().setAutoRead(false); // also one that is not added yet
  }

  private void pause(String why) {
    paused = true;
    log.log(Event.DESCRIPTORS_USED, "Door", why);
    ports.forEach(port -> port.config().setAutoRead(false));
  }

  /** Accepts again if there is room again; to be called a few times a second. */
  synchronized void resumeIfPossible() {
    if (looksToWait > 0) {
      looksToWait--;
    } else if (paused && used() < limit) {
      paused = false;
      log.log(Event.DESCRIPTORS_FREE, "Door");
      ports.forEach(port -> port.config().setAutoRead(true));
    }
  }

  /** How many descriptors connections and ports take. */
  synchronized int used() {
    return connections.getAsInt() + ports.size();
  }
}
