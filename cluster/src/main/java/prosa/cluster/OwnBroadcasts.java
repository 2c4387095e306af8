package prosa.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.CRC32C;

/**
 * Tells a node's own broadcasts, which NATS brings back to it, from those of others: the latest
 * {@value #MOST}, by length and CRC-32C, each for itself though it says the same as another.
 * Another node's that is taken for one is lost, as any may be. Any thread.
 */
final class OwnBroadcasts {
  /** The most that may be on their way; with one each 50 ms these are 51 seconds. */
  static final int MOST = 1_024;

  /** NATS brings them back in the order in which they were sent. */
  private final Deque<Long> marks = new ArrayDeque<>();

  /** This is on its way. */
  synchronized void add(byte[] message) {
    marks.add(mark(message));
    if (marks.size() > MOST) {
      marks.removeFirst();
    }
  }

  /** Whether this is one of them, and has come back; those that were sent before it are lost. */
  synchronized boolean remove(byte[] message) {
    Long mark = mark(message);
    if (!marks.contains(mark)) {
      return false;
    }
    while (!marks.removeFirst().equals(mark)) {
      // lost
    }
    return true;
  }

  private static long mark(byte[] message) {
    CRC32C sum = new CRC32C();
    sum.update(message);
    return ((long) message.length << Integer.SIZE) | sum.getValue();
  }
}
