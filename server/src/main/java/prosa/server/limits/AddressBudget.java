package prosa.server.limits;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.protocol.Rate;

/**
 * The shared budget of all connections of one address. Thread-safe: the connections of an address
 * are on several loops.
 */
final class AddressBudget {
  /** How many handshakes are few, and in which time. */
  private static final int FEW_HANDSHAKES = 4;

  private static final long LATELY = TimeUnit.SECONDS.toNanos(10);

  private final ResourceBuckets buckets;
  private int handshakes;
  private long handshakesSince;

  // Guarded by the registry's compute: what connections had left that are closed, the oldest first.
  private final ArrayDeque<ResourceBuckets> parked = new ArrayDeque<>();
  private int connections;

  AddressBudget(Map<Resource, Rate> rates) {
    this.buckets = new ResourceBuckets(rates);
  }

  synchronized long until(Resource what, long now) {
    return buckets.until(what, now);
  }

  synchronized long take(Resource what, long now) {
    return buckets.take(what, now);
  }

  synchronized void giveBack(Resource what, long now) {
    buckets.giveBack(what, now);
  }

  /**
   * Takes a handshake of the address's and of all; false, and none is taken, if either has none.
   */
  synchronized boolean takeHandshake(HandshakeLimit all, long now) {
    if (buckets.until(Resource.HANDSHAKES, now) > 0) {
      return false;
    }
    if (!hadHandshakes(now)) {
      handshakes = 0;
      handshakesSince = now;
    }
    if (!all.take(handshakes < FEW_HANDSHAKES, now)) {
      return false;
    }
    handshakes++;
    return buckets.take(Resource.HANDSHAKES, now) == 0;
  }

  private synchronized boolean hadHandshakes(long now) {
    return handshakes > 0 && now - handshakesSince < LATELY;
  }

  /**
   * Charges what has happened already; as the debt is limited, other users of the address are not
   * locked out for long after an abuse.
   */
  synchronized long charge(Resource what, long spent, long now) {
    return buckets.charge(what, spent, now);
  }

  private synchronized boolean full(long now) {
    return buckets.full(now);
  }

  AddressBudget opened() {
    connections++;
    return this;
  }

  void closed() {
    connections--;
  }

  /** Keeps the remaining budgets of a closed connection for the next one. */
  void park(ResourceBuckets left) {
    parked.add(left);
  }

  /** The remaining budgets of the connection that was closed first; null if there are none. */
  @Nullable ResourceBuckets unpark() {
    return parked.poll();
  }

  /** Removes parked budgets that are full again; returns their number. */
  int forgetFull(long now) {
    int before = parked.size();
    parked.removeIf(left -> left.full(now));
    return before - parked.size();
  }

  /** Whether it is full, so that removing it resets nothing. */
  boolean idle(long now) {
    return connections == 0 && parked.isEmpty() && full(now) && !hadHandshakes(now);
  }
}
