package prosa.websocket;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Computes TLS handshakes on its own threads, so that no event loop does the expensive
 * cryptography. The waiting addresses take turns, so an address with one handshake waits for at
 * most one of each other address.
 *
 * <p>Bounded: {@link #PER_ADDRESS} handshakes of one address may be unfinished, {@link
 * #PER_TRUSTED_ADDRESS} of one in a trusted network, and {@link #MOST} in all. When that many are,
 * the oldest one of the address with the largest share makes way for an address with a smaller one;
 * where that would only turn the two around, and beyond the other limits, {@link #begin} refuses.
 * One handshake has one task at a time, and none when its connection is gone: what waited for its
 * turn is forgotten then. Threads, {@code tls-…}, are daemons, begin with the first task and end
 * with {@link #close}. Any thread may call.
 */
final class HandshakeExecutor implements AutoCloseable {
  /** The most unfinished handshakes of one address. */
  static final int PER_ADDRESS = 32;

  /**
   * The same for an address in a trusted network. Each unfinished handshake costs the event loop
   * about a millisecond before a newcomer from elsewhere gets its turn.
   */
  static final int PER_TRUSTED_ADDRESS = 128;

  /** The most unfinished handshakes in all. */
  static final int MOST = 1024;

  /** What one address has; it is known as long as that is something. */
  private static final class Share {
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private final LinkedHashSet<Handshaking> unfinished = new LinkedHashSet<>();
    private final int most;

    /** One that may have so many unfinished handshakes. */
    Share(int most) {
      this.most = most;
    }

    /** The part of what it may have that it has, if it had so many more. */
    private double load(int more) {
      return (double) (unfinished.size() + more) / most;
    }
  }

  private record Task(Handshaking of, Runnable work) {}

  private final Map<String, Share> shares = new HashMap<>();
  private final ArrayDeque<Share> turns = new ArrayDeque<>();
  private final Thread[] threads;
  private int unfinished;
  private boolean begun;
  private boolean closed;

  /** An executor that has not begun. */
  HandshakeExecutor(int threads) {
    this.threads = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      this.threads[i] = Thread.ofPlatform().daemon().name("tls-" + i).unstarted(this::work);
    }
  }

  /** One handshake: where its tasks go, and to be told of its ends, once or more. */
  final class Handshaking implements Executor {
    private final String address;
    private final boolean trusted;
    private final Runnable closer;
    private boolean gone;

    private Handshaking(String address, boolean trusted, Runnable closer) {
      this.address = address;
      this.trusted = trusted;
      this.closer = closer;
    }

    @Override
    public void execute(Runnable task) {
      submit(this, task);
    }

    /**
     * It is complete or has failed. What its connection wants computed later, as a renegotiation
     * that is to be refused, still is.
     */
    void complete() {
      finish(this);
    }

    /** Its connection is gone, or about to be: nothing is computed for it any more. */
    void end() {
      drop(this);
    }
  }

  /**
   * Begins a handshake; null if its address, or all together, have too many.
   *
   * @param address as limits count it
   * @param trusted whether it is in a trusted network
   * @param closer ends its connection, if it has to make way for another one, without waiting for
   *     its tasks; on any thread
   */
  @Nullable Handshaking begin(String address, boolean trusted, Runnable closer) {
    Handshaking begun;
    Handshaking gone = null;
    synchronized (this) {
      Share share = share(address, trusted);
      if (unfinished >= MOST) {
        gone = oldestOfTheLargest(share);
      }
      if (closed || share.unfinished.size() >= share.most || (unfinished >= MOST && gone == null)) {
        forget(address, share);
        return null;
      }
      if (gone != null) {
        drop(gone);
      }
      unfinished++;
      begun = new Handshaking(address, trusted, closer);
      share.unfinished.add(begun);
    }
    if (gone != null) {
      gone.closer.run();
    }
    return begun;
  }

  /** What makes way for one of {@code newcomer}; null if nobody has a larger share after that. */
  private @Nullable Handshaking oldestOfTheLargest(Share newcomer) {
    Share largest = newcomer;
    for (Share share : shares.values()) {
      if (share.load(-1) > largest.load(-1)) {
        largest = share;
      }
    }
    return largest.load(-1) < newcomer.load(1) ? null : largest.unfinished.getFirst();
  }

  private Share share(String address, boolean trusted) {
    return shares.computeIfAbsent(
        address, _ -> new Share(trusted ? PER_TRUSTED_ADDRESS : PER_ADDRESS));
  }

  private synchronized void finish(Handshaking handshaking) {
    Share share = shares.get(handshaking.address);
    if (share != null && share.unfinished.remove(handshaking)) {
      unfinished--;
      forget(handshaking.address, share);
    }
  }

  private synchronized void drop(Handshaking handshaking) {
    handshaking.gone = true;
    Share share = shares.get(handshaking.address);
    if (share != null
        && share.tasks.removeIf(task -> task.of() == handshaking)
        && share.tasks.isEmpty()) {
      turns.remove(share);
      forget(handshaking.address, share);
    }
    finish(handshaking);
  }

  /** Not while it has tasks: with another share, its address would have another turn. */
  private void forget(String address, Share share) {
    if (share.unfinished.isEmpty() && share.tasks.isEmpty()) {
      shares.remove(address, share);
    }
  }

  private synchronized void submit(Handshaking handshaking, Runnable work) {
    if (closed) {
      throw new RejectedExecutionException("the server ends");
    }
    if (handshaking.gone) {
      return;
    }
    if (!begun) {
      begun = true;
      for (Thread thread : threads) {
        thread.start();
      }
    }
    Share share = share(handshaking.address, handshaking.trusted);
    share.tasks.add(new Task(handshaking, work));
    if (share.tasks.size() == 1) {
      turns.add(share);
    }
    notifyAll();
  }

  private synchronized @Nullable Runnable next() {
    try {
      while (turns.isEmpty()) {
        if (closed) {
          return null;
        }
        wait();
      }
    } catch (InterruptedException e) {
      return null; // only the end interrupts
    }
    Share share = turns.remove();
    Task task = share.tasks.remove();
    if (share.tasks.isEmpty()) {
      forget(task.of().address, share);
    } else {
      turns.add(share);
    }
    return task.work();
  }

  private void work() {
    for (Runnable task = next(); task != null; task = next()) {
      task.run(); // Netty's: it catches what the engine throws, and fails that handshake alone
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
