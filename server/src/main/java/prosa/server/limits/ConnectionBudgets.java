package prosa.server.limits;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import prosa.net.InputMeter;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.RefusalCounts;

/**
 * The budgets of one connection and of its address. They are created when the connection is
 * accepted and stay on its channel until it is closed; the rest is kept for the next connection of
 * the address. On the channel's event loop.
 *
 * <p>As the channel's {@link InputMeter} it charges all input. Where the message rate is off, an
 * accepted message is free ({@link #messageTaken}); everything else is charged.
 */
public final class ConnectionBudgets implements InputMeter {
  /**
   * Answers of one turn: each costs many times what it costs to read a message, and a peer that
   * does not read them goes on asking.
   */
  public static final int MOST_ANSWERS = 4;

  private final ResourceBuckets buckets;
  private final @Nullable AddressBudget address;
  private final HandshakeLimit handshakes;
  private final Counters counters;
  private final LongSupplier nanos;
  private final boolean messagesFree;
  private int free;
  private int answers;
  private Runnable onExcess = () -> {};

  ConnectionBudgets(
      ResourceBuckets buckets,
      @Nullable AddressBudget address,
      HandshakeLimit handshakes,
      Counters counters,
      LongSupplier nanos) {
    this.buckets = buckets;
    this.address = address;
    this.handshakes = handshakes;
    this.counters = counters;
    this.nanos = nanos;
    this.messagesFree = buckets.off(Resource.MESSAGES);
  }

  /** Puts them on the channel of the connection, as its meter. */
  public void attach(Channel channel) {
    channel.attr(InputMeter.KEY).set(this);
  }

  /** Those of a connection that was accepted. */
  public static ConnectionBudgets of(Channel channel) {
    if (channel.attr(InputMeter.KEY).get() instanceof ConnectionBudgets budgets) {
      return budgets;
    }
    throw new IllegalStateException("a connection that was not accepted has no budgets");
  }

  boolean isOf(AddressBudget entry) {
    return address != null && address.equals(entry);
  }

  /**
   * Reduces these to at most the other's levels; the other belongs to an earlier connection of the
   * same member and is no longer used.
   */
  public void continueFrom(ConnectionBudgets earlier) {
    buckets.limitTo(earlier.buckets, nanos.getAsLong());
  }

  /** Whether all buckets are full. */
  boolean full(long now) {
    return buckets.full(now);
  }

  /**
   * A copy of what is left, once the connection is closed: it may still be charged for a moment.
   */
  ResourceBuckets left(long now) {
    return buckets.copy(now);
  }

  /** The milliseconds until one can be taken of the connection's and the address's. */
  public long until(Resource what) {
    long now = nanos.getAsLong();
    long own = buckets.until(what, now);
    return own > 0 || address == null ? own : address.until(what, now);
  }

  /**
   * Takes one token of the connection's and the address's bucket; 0 if both had one, otherwise the
   * milliseconds until they do, and none is taken.
   */
  public long take(Resource what) {
    if (what == Resource.MESSAGES && messagesFree) {
      return 0;
    }
    answers += what == Resource.REQUESTS ? 1 : 0;
    long now = nanos.getAsLong();
    long wait = buckets.until(what, now);
    if (wait == 0 && address != null) {
      wait = address.take(what, now);
    }
    if (wait > 0) {
      onExcess.run();
      return wait;
    }
    return buckets.take(what, now);
  }

  /** Returns a token that turned out not to be needed. */
  public void giveBack(Resource what) {
    long now = nanos.getAsLong();
    buckets.giveBack(what, now);
    if (address != null) {
      address.giveBack(what, now);
    }
  }

  /**
   * Takes a token for something that cannot be refused; the milliseconds until the debt is paid, 0
   * if there is none.
   */
  public long charge(Resource what) {
    return charge(what, 1);
  }

  /** The same for several tokens. */
  public long charge(Resource what, long spent) {
    answers += what == Resource.REFUSALS ? 1 : 0;
    return charge(what, spent, nanos.getAsLong());
  }

  private long charge(Resource what, long spent, long now) {
    long own = buckets.charge(what, spent, now);
    long wait = address == null ? own : Math.max(own, address.charge(what, spent, now));
    if (wait > 0) {
      onExcess.run();
    }
    return wait;
  }

  /** Sets the action for each time when the budget was exceeded. */
  public void onExcess(Runnable task) {
    onExcess = task;
  }

  /**
   * The connection is closed: nothing of it is kept here. A seat that waits for its member keeps
   * its budgets.
   */
  void closed() {
    onExcess = () -> {};
  }

  /** These are the same connection's from now on, in place of {@code others}. */
  public void replaces(ConnectionBudgets others) {
    onExcess = others.onExcess;
  }

  /**
   * The message of a frame was accepted for relaying; without a message limit its frame is free.
   */
  public void messageTaken() {
    if (messagesFree) {
      free++;
    }
  }

  @Override
  public boolean isTurnOver() {
    return answers >= MOST_ANSWERS;
  }

  /** Handshakes cost a connection of a trusted address nothing. */
  @Override
  public boolean mayAgreeOnKeys() {
    if (address == null || address.takeHandshake(handshakes, nanos.getAsLong())) {
      return true;
    }
    onExcess.run();
    counters.turnedAway(RefusalCounts.AtAccept.HANDSHAKES);
    return false;
  }

  @Override
  public long pay(int frames, long bytes) {
    counters.add(Count.BYTES_RECEIVED, bytes);
    answers = 0;
    int taken = free;
    free = 0;
    int paid = Math.max(frames, 1) - taken;
    if (paid <= 0) {
      return 0;
    }
    long now = nanos.getAsLong();
    // of the bytes, the share of the frames that are paid for
    long weighed = taken == 0 ? bytes : bytes * paid / Math.max(frames, 1);
    long own =
        Math.max(
            buckets.charge(Resource.FRAMES, paid, now),
            buckets.charge(Resource.BYTES, weighed, now));
    long all = 0;
    if (address != null) {
      all =
          Math.max(
              address.charge(Resource.FRAMES, paid, now),
              address.charge(Resource.BYTES, weighed, now));
    }
    if (own > 0 || all > 0) {
      counters.add(own >= all ? Count.CONNECTION_PAUSED : Count.ADDRESS_PAUSED);
      onExcess.run();
    }
    return TimeUnit.MILLISECONDS.toNanos(Math.max(own, all));
  }
}
