package prosa.websocket;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Computes TLS handshakes on its own threads, so that no event loop does the expensive
 * cryptography. The waiting addresses take turns, so an address with one handshake waits for at
 * most one of each other address.
 *
 * <p>Bounded: {@link #PER_ADDRESS} handshakes of one address may be unfinished, {@link
 * #PER_TRUSTED_ADDRESS} of one in a trusted network, and {@link #MOST} in all; beyond it {@link
 * #begin} refuses. One handshake has one task at a time. Threads, {@code tls-…}, are daemons, begin
 * with the first task and end with {@link #close}. Any thread may call.
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

  /** What waits of one address. */
  private static final class Share {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private int unfinished;
  }

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

  /** One handshake: where its tasks go, and to be told of its end, once or more. */
  final class Handshaking implements Executor {
    private final String address;
    private final Share share;
    private final AtomicBoolean over = new AtomicBoolean();

    private Handshaking(String address, Share share) {
      this.address = address;
      this.share = share;
    }

    @Override
    public void execute(Runnable task) {
      submit(share, task);
    }

    /** It is complete, or its connection is gone. */
    void end() {
      if (over.compareAndSet(false, true)) {
        finish(address, share);
      }
    }
  }

  /**
   * Begins a handshake; null if its address, or all together, have too many.
   *
   * @param address as limits count it
   * @param trusted whether it is in a trusted network
   */
  synchronized @Nullable Handshaking begin(String address, boolean trusted) {
    Share share = shares.computeIfAbsent(address, _ -> new Share());
    if (closed
        || unfinished >= MOST
        || share.unfinished >= (trusted ? PER_TRUSTED_ADDRESS : PER_ADDRESS)) {
      forget(address, share);
      return null;
    }
    unfinished++;
    share.unfinished++;
    return new Handshaking(address, share);
  }

  private synchronized void finish(String address, Share share) {
    unfinished--;
    share.unfinished--;
    forget(address, share);
  }

  private void forget(String address, Share share) {
    if (share.unfinished == 0) {
      shares.remove(address, share);
    }
  }

  private synchronized void submit(Share share, Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("the server ends");
    }
    if (!begun) {
      begun = true;
      for (Thread thread : threads) {
        thread.start();
      }
    }
    share.tasks.add(task);
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
    Runnable task = share.tasks.remove();
    if (!share.tasks.isEmpty()) {
      turns.add(share);
    }
    return task;
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
