package prosa.server.operations;

import java.util.concurrent.TimeUnit;

/**
 * Gives memory back after many members have left. The JVM shrinks its heap only in a full
 * collection, and a server that nobody uses makes too little garbage for one: it would keep what it
 * took at its busiest.
 *
 * <p>A collection is asked for once, when at least {@value #FEWEST_GONE} connections and half of
 * the most since the last one are gone, and {@value #WAIT_SECONDS} seconds have passed in which
 * that stayed so. It stops all threads for as long as it takes to mark what is left, which is
 * little then (10 to 30 ms). To be called on one thread.
 */
public final class HeapTrimmer {
  /** The fewest connections that must have gone. */
  static final int FEWEST_GONE = 500;

  /** How long, in seconds, so many must be gone before a collection. */
  static final int WAIT_SECONDS = 15;

  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(WAIT_SECONDS);

  private final Runnable collection;
  private int most;
  private boolean waiting;
  private long since;

  /** Trims this JVM's heap. */
  public HeapTrimmer() {
    this(System::gc);
  }

  HeapTrimmer(Runnable collection) {
    this.collection = collection;
  }

  /** Collects if it is time for it: there are so many connections now, at this time. */
  public void look(int connections, long nanos) {
    most = Math.max(most, connections);
    if (connections > most / 2 || most - connections < FEWEST_GONE) {
      waiting = false;
    } else if (!waiting) {
      waiting = true;
      since = nanos;
    } else if (nanos - since >= WAIT_NANOS) {
      waiting = false;
      most = connections;
      collection.run();
    }
  }
}
