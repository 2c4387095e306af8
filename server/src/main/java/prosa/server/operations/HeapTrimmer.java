package prosa.server.operations;

import java.util.concurrent.TimeUnit;

/**
 * Gives memory back after many members have left. The JVM shrinks its heap only in a full
 * collection, and a server that nobody uses makes too little garbage for one: it would keep what it
 * took at its busiest.
 *
 * <p>A collection is asked for once, when at least {@value #FEWEST_GONE} connections and half of
 * the most since the last one are gone, and {@value #WAIT_SECONDS} seconds have passed in which
 * that stayed so; and by the same rule for rooms and seats, which stay for a while when their
 * members are gone, with all that belongs to them. It stops all threads for as long as it takes to
 * mark what is left: 39 ms where that are 8 MB, 113 ms for 19 MB, on a quiet machine. To be called
 * on one thread.
 */
public final class HeapTrimmer {
  /** The fewest connections, or rooms and seats, that must have gone. */
  static final int FEWEST_GONE = 500;

  /** How long, in seconds, so many must be gone before a collection. */
  static final int WAIT_SECONDS = 15;

  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(WAIT_SECONDS);

  private final Runnable collection;
  private final Decline connections = new Decline();
  private final Decline places = new Decline();

  /** Whether a number is much lower than it was, and stays so. */
  private static final class Decline {
    private int most;
    private boolean waiting;
    private long since;

    /** Whether it is time for a collection, which is said once. */
    boolean isOver(int number, long nanos) {
      most = Math.max(most, number);
      if (number > most / 2 || most - number < FEWEST_GONE) {
        waiting = false;
      } else if (!waiting) {
        waiting = true;
        since = nanos;
      } else if (nanos - since >= WAIT_NANOS) {
        waiting = false;
        most = number;
        return true;
      }
      return false;
    }
  }

  /**
   * A trimmer.
   *
   * @param collection makes a full collection, and gives back what else was taken for many
   */
  public HeapTrimmer(Runnable collection) {
    this.collection = collection;
  }

  /**
   * Collects if it is time for it.
   *
   * @param open the connections that there are now
   * @param taken the rooms and seats that are not free now
   */
  public void look(int open, int taken, long nanos) {
    boolean fewerConnections = connections.isOver(open, nanos);
    boolean fewerPlaces = places.isOver(taken, nanos);
    if (fewerConnections || fewerPlaces) {
      collection.run();
    }
  }
}
