package prosa.cluster;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Tells a node's own broadcasts, which NATS brings back to it, from those of others: the latest
 * {@value #MOST}, by length and CRC-32C. Another node's that is taken for one is lost, as any may
 * be. Any thread.
 */
final class OwnBroadcasts {
  /** The most that may be on their way; with one each 50 ms these are three seconds. */
  static final int MOST = 64;

  private final Set<Long> marks = new LinkedHashSet<>();

  /** This is on its way. */
  synchronized void add(byte[] message) {
    marks.add(mark(message));
    if (marks.size() > MOST) {
      marks.remove(marks.iterator().next());
    }
  }

  /** Whether this is one of them, and has come back. */
  synchronized boolean remove(byte[] message) {
    return marks.remove(mark(message));
  }

  private static long mark(byte[] message) {
    CRC32C sum = new CRC32C();
    sum.update(message);
    return ((long) message.length << Integer.SIZE) | sum.getValue();
  }
}
