package prosa.server.limits;

import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import prosa.protocol.Rate;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;

/**
 * The budgets of all addresses that have a connection or have used some of their budget lately.
 * Keys are what limits count an address as: an IPv4 address, or the /64 of an IPv6 one. Any thread.
 *
 * <p>The remaining budgets of a closed connection are kept, and the next connection of its address
 * starts with them, oldest first. So a client that reconnects resets nothing, and an address has as
 * many budgets as it has connections at a time. At most {@link #MOST_PARKED} are kept for all
 * together.
 *
 * <p>{@link #sweep} removes an entry when no connection is left and its buckets are full again.
 * Beyond {@link #MOST_ADDRESSES} entries, addresses without one share one.
 */
public final class AddressBudgets {
  /** The most addresses that have a budget of their own. */
  public static final int MOST_ADDRESSES = 65_536;

  /** How many addresses are looked at in one go. */
  static final int SLICE = 1_024;

  /** The most budgets of closed connections that are kept. */
  static final int MOST_PARKED = 16_384;

  private volatile Map<Resource, Rate> perConnection;
  private volatile Map<Resource, Rate> perAddress;
  private final Counters counters;
  private final LongSupplier nanos;
  private final int most;
  private final ConcurrentHashMap<String, AddressBudget> entries = new ConcurrentHashMap<>();
  private final AddressBudget shared;
  private final HandshakeLimit handshakes;
  private final AtomicInteger parked = new AtomicInteger();

  /** The addresses that the present round of sweeping has not come to. */
  private Iterator<String> unswept = Collections.emptyIterator();

  /**
   * Budgets without an address.
   *
   * @param messages the message rate of a member
   * @param frameBytes the longest frame
   */
  public AddressBudgets(BudgetConfig config, Rate messages, int frameBytes, Counters counters) {
    this(config, messages, frameBytes, counters, System::nanoTime, MOST_ADDRESSES);
  }

  /** The same with another clock and another bound, for tests. */
  public AddressBudgets(
      BudgetConfig config,
      Rate messages,
      int frameBytes,
      Counters counters,
      LongSupplier nanos,
      int most) {
    this.perConnection = config.perConnection(messages, frameBytes);
    this.perAddress = config.perAddress(messages, frameBytes);
    this.counters = counters;
    this.nanos = nanos;
    this.most = most;
    this.shared = new AddressBudget(perAddress);
    this.handshakes = new HandshakeLimit(nanos.getAsLong());
  }

  /** Sets the budgets for new connections and addresses. */
  public void limits(BudgetConfig config, Rate messages, int frameBytes) {
    perConnection = config.perConnection(messages, frameBytes);
    perAddress = config.perAddress(messages, frameBytes);
  }

  /**
   * Budgets for a connection that was accepted: full, or what an earlier one of its address left.
   *
   * @param address its limit key; empty for one that is trusted, which has no budget by address
   */
  public ConnectionBudgets open(Optional<String> address) {
    return address.isEmpty()
        ? new ConnectionBudgets(
            new ResourceBuckets(perConnection), null, handshakes, counters, nanos)
        : opened(address.get());
  }

  /** Without limits: for what was charged at another node. */
  public ConnectionBudgets unlimited() {
    return new ConnectionBudgets(new ResourceBuckets(Map.of()), null, handshakes, counters, nanos);
  }

  private ConnectionBudgets opened(String key) {
    AtomicReference<@Nullable ResourceBuckets> left = new AtomicReference<>();
    AddressBudget own =
        entries.compute(
            key,
            (_, entry) -> {
              if (entry != null) {
                left.set(entry.unpark());
                return entry.opened();
              }
              return entries.mappingCount() >= most ? null : new AddressBudget(perAddress).opened();
            });
    if (own == null) {
      counters.add(Count.ADDRESSES_SHARED);
    }
    ResourceBuckets buckets = new ResourceBuckets(perConnection); // the rates may have changed
    ResourceBuckets earlier = left.get();
    if (earlier != null) {
      parked.decrementAndGet();
      buckets.limitTo(earlier, nanos.getAsLong());
    }
    return new ConnectionBudgets(buckets, own == null ? shared : own, handshakes, counters, nanos);
  }

  /** A connection of this address was closed; to be called once for each that was opened. */
  public void closed(String key, ConnectionBudgets budgets) {
    budgets.closed();
    entries.computeIfPresent(
        key,
        (_, entry) -> {
          long now = nanos.getAsLong();
          if (budgets.isOf(entry)) {
            entry.closed();
            if (!budgets.full(now) && parked.get() < MOST_PARKED) {
              parked.incrementAndGet();
              entry.park(budgets.left(now));
            }
          }
          return entry.idle(now) ? null : entry;
        });
  }

  /**
   * Looks at the next {@link #SLICE} addresses, and removes those without connections whose budget
   * is full; all at once would hold up the loop that does it for tens of milliseconds. For one
   * thread.
   *
   * @return whether it has not come to the last of them; after that it begins again
   */
  public boolean sweep() {
    long now = nanos.getAsLong();
    if (!unswept.hasNext()) {
      unswept = entries.keySet().iterator();
    }
    for (int looked = 0; looked < SLICE && unswept.hasNext(); looked++) {
      entries.computeIfPresent(
          unswept.next(),
          (_, entry) -> {
            parked.addAndGet(-entry.forgetFull(now));
            return entry.idle(now) ? null : entry;
          });
    }
    return unswept.hasNext();
  }

  /** The number of kept budgets of closed connections. */
  int parked() {
    return parked.get();
  }

  /** The number of addresses with a budget of their own. */
  public int size() {
    return entries.size();
  }
}
