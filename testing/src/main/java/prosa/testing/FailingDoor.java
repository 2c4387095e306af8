package prosa.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import prosa.testing.TextExamples.Example;

/**
 * A port before that of a server: it passes everything on until it fails in one of the ways of
 * protocol/src/test/examples/doors.tsv, and again when it is well.
 */
public final class FailingDoor implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final int target;
  private final InetSocketAddress address;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger attempts = new AtomicInteger();
  private @Nullable ServerSocket listening;
  private @Nullable Thread accepting;

  /** Keeps the port while nothing listens there. */
  private @Nullable Socket reserved;

  private volatile @Nullable Example failure;

  private FailingDoor(int target) throws IOException {
    this.target = target;
    this.address = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** In front of the server at that port of this machine. */
  public static FailingDoor before(int port) throws IOException {
    return new FailingDoor(port);
  }

  /** All ways to fail. */
  public static List<Example> failures() {
    return Stream.of("refuses", "closes", "stays")
        .flatMap(kind -> TextExamples.of("doors.tsv", kind).stream())
        .toList();
  }

  /** Where it listens. */
  public int port() {
    return address.getPort();
  }

  /**
   * Waits until somebody tried so often since it failed; where nothing listens nobody can tell, and
   * it returns at once.
   */
  public void awaitAttempts(int times) throws InterruptedException {
    synchronized (attempts) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (listens() && attempts.get() < times) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new AssertionError("tried " + attempts + " times only");
        }
        attempts.wait(left);
      }
    }
  }

  private boolean listens() {
    Example how = failure;
    return how == null || !how.kind().equals("refuses");
  }

  /** Ends every connection; those to come fare so, until it is well again. */
  public synchronized void fail(Example how) throws IOException, InterruptedException {
    failure = how;
    attempts.set(0);
    if (how.kind().equals("refuses") && reserved == null) {
      stopListening();
      Socket here = new Socket();
      here.setReuseAddress(true);
      here.bind(address);
      reserved = here;
    }
    cut();
  }

  /** It is as it was. */
  public synchronized void heal() throws IOException {
    failure = null;
    cut();
    Socket here = reserved;
    if (here != null) {
      here.close();
      reserved = null;
      listen(address);
    }
  }

  private void cut() {
    sockets.forEach(FailingDoor::shut);
    sockets.clear();
  }

  private InetSocketAddress listen(InetSocketAddress at) throws IOException {
    ServerSocket door = new ServerSocket();
    door.setReuseAddress(true);
    door.bind(at);
    listening = door;
    accepting = Thread.ofVirtual().start(() -> accept(door));
    return (InetSocketAddress) door.getLocalSocketAddress();
  }

  private void stopListening() throws IOException, InterruptedException {
    ServerSocket door = listening;
    if (door != null) {
      door.close();
      listening = null;
    }
    Thread waits = accepting;
    if (waits != null) {
      waits.join(); // until then the port is not free
    }
  }

  private void accept(ServerSocket door) {
    try {
      while (true) {
        Socket in = door.accept();
        sockets.add(in);
        Thread.ofVirtual().start(() -> serve(in));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket in) {
    Example how = failure;
    if (how == null) {
      passOn(in);
      return;
    }
    synchronized (attempts) {
      attempts.incrementAndGet();
      attempts.notifyAll();
    }
    try {
      in.getOutputStream().write(how.expected().getBytes(StandardCharsets.ISO_8859_1));
      if (how.kind().equals("closes")) {
        in.shutdownOutput();
        shut(in);
      } else {
        in.getInputStream().transferTo(OutputStream.nullOutputStream());
      }
    } catch (IOException e) {
      // who tried has gone
    }
  }

  private void passOn(Socket in) {
    Socket out = new Socket();
    sockets.add(out);
    try {
      out.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      in.setTcpNoDelay(true);
      out.setTcpNoDelay(true);
    } catch (IOException e) {
      shut(in);
      return;
    }
    Thread.ofVirtual().start(() -> pump(out, in));
    pump(in, out);
  }

  private static void pump(Socket from, Socket to) {
    try {
      InputStream source = from.getInputStream();
      source.transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of the two has gone
    }
    shut(from);
    shut(to);
  }

  private static void shut(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is gone all the same
    }
  }

  @Override
  public synchronized void close() throws IOException {
    ServerSocket door = listening;
    if (door != null) {
      door.close();
    }
    cut();
    if (reserved != null) {
      reserved.close();
    }
  }
}
