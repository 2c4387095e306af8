package prosa.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import prosa.zmtp.Bytes;

/**
 * A network between a client and a server that can be made bad: it delays, freezes either direction
 * and cuts. What it read before it froze or cut may be delivered later or lost, as in a real
 * network.
 */
final class Proxy implements AutoCloseable {
  /** Which way bytes go. */
  enum Way {
    UP,
    DOWN
  }

  private record Chunk(Bytes bytes, long due) implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(due, ((Chunk) other).due);
    }
  }

  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Way> frozen = ConcurrentHashMap.newKeySet();
  private final Object thaw = new Object();
  private final int target;
  private volatile boolean letsIn = true;
  private volatile long delayNanos;

  private Proxy(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  static Proxy to(int port) throws IOException {
    return new Proxy(port);
  }

  ServerAddress address() {
    return new ServerAddress("127.0.0.1", listening.getLocalPort(), Optional.empty());
  }

  /** From now on bytes take so long. */
  void delay(long millis) {
    delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Nothing goes this way any more, and nobody is told. */
  void freeze(Way way) {
    frozen.add(way);
  }

  void thaw() {
    synchronized (thaw) {
      frozen.clear();
      thaw.notifyAll();
    }
  }

  /** Ends every connection; new ones are let in or not. */
  void cut(boolean letsInAgain) {
    letsIn = letsInAgain;
    sockets.forEach(Proxy::shut);
    sockets.clear();
    thaw();
  }

  void letIn() {
    letsIn = true;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        if (letsIn) {
          join(client);
        } else {
          shut(client);
        }
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void join(Socket client) {
    Socket server = new Socket();
    try {
      server.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
    } catch (IOException e) {
      shut(client);
      return;
    }
    sockets.add(client);
    sockets.add(server);
    pump(client, server, Way.UP);
    pump(server, client, Way.DOWN);
  }

  private void pump(Socket from, Socket to, Way way) {
    BlockingQueue<Chunk> line = new DelayQueue<>();
    Thread.ofVirtual().start(() -> read(from, line));
    Thread.ofVirtual().start(() -> write(line, from, to, way));
  }

  private void read(Socket from, BlockingQueue<Chunk> line) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        line.add(new Chunk(Bytes.of(Arrays.copyOf(buffer, n)), System.nanoTime() + delayNanos));
      }
    } catch (IOException e) {
      // cut, or the peer went away rudely: the end all the same
    }
    line.add(new Chunk(Bytes.EMPTY, System.nanoTime() + delayNanos));
  }

  private void write(BlockingQueue<Chunk> line, Socket from, Socket to, Way way) {
    try {
      OutputStream out = to.getOutputStream();
      for (Chunk next = line.take(); !next.bytes().isEmpty(); next = line.take()) {
        waitForThaw(way, from);
        out.write(next.bytes().toArray());
      }
    } catch (IOException e) {
      // as above
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    shut(from);
    shut(to);
  }

  private void waitForThaw(Way way, Socket from) throws InterruptedException {
    synchronized (thaw) {
      while (frozen.contains(way) && !from.isClosed()) {
        thaw.wait();
      }
    }
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut(false);
  }
}
