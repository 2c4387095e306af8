package prosa.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A program that begins handshakes and finishes none, from many addresses of this machine: so many
 * in all, of which so many are open at a time. Each stays until the server closes it, or makes way
 * for the next one when it is the oldest. {@link AttackProcess} runs it.
 */
final class HalfOpenFlooder {
  /** Each has as many of the connections as the others. */
  private static final int ADDRESSES = 250;

  /** What begins a handshake of each kind. */
  private static final List<byte[]> BEGINNINGS =
      List.of(
          new byte[0],
          Arrays.copyOf(RawPeer.greeting(), 11),
          Arrays.copyOf(RawPeer.greeting(), 63),
          RawPeer.greeting(),
          RawPeer.concat(RawPeer.greeting(), new byte[] {4, 30, 5}),
          curveGreeting(),
          "GET /talk HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII),
          new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3});

  private final InetSocketAddress door;
  private final int total;
  private final int atOnce;
  private final Selector selector;
  private final Queue<SelectionKey> open = new ArrayDeque<>();
  private int begun;
  private int sent;
  private int notConnected;
  private int closedByServer;
  private int live;
  private int mostLive;

  private HalfOpenFlooder(InetSocketAddress door, int total, int atOnce) throws IOException {
    this.door = door;
    this.total = total;
    this.atOnce = atOnce;
    this.selector = Selector.open();
  }

  /** Runs it until it ends; what it did. */
  static String run(int door, int total, int atOnce) throws IOException, InterruptedException {
    int mostSeconds = 200;
    return AttackProcess.run(
        HalfOpenFlooder.class,
        mostSeconds,
        List.of(Integer.toString(door), Integer.toString(total), Integer.toString(atOnce)));
  }

  /** Arguments: the door's port, how many in all, how many at a time. */
  static void main(String[] arguments) throws Exception {
    HalfOpenFlooder flooder =
        new HalfOpenFlooder(
            new InetSocketAddress(
                InetAddress.ofLiteral(Prosa.HOST), Integer.parseInt(arguments[0])),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    long begun = System.nanoTime();
    flooder.flood();
    System.out.printf(
        "%d half-open in %.1f s, at most %d at a time; %d not connected, %d closed by the server%n",
        flooder.sent,
        (double) (System.nanoTime() - begun) / TimeUnit.SECONDS.toNanos(1),
        flooder.mostLive,
        flooder.notConnected,
        flooder.closedByServer);
  }

  private static byte[] curveGreeting() {
    byte[] greeting = RawPeer.greeting();
    byte[] curve = {'C', 'U', 'R', 'V', 'E'};
    System.arraycopy(curve, 0, greeting, 12, curve.length);
    return greeting;
  }

  private void flood() throws IOException {
    while (sent + notConnected < total) {
      for (int i = 0; i < 64 && begun < total; i++) {
        if (live >= atOnce && !closeOldest()) {
          break;
        }
        connect();
      }
      selector.select(key -> look(key), 10);
    }
    while (live > 0) { // go as they came, and not all at the end of the process
      for (int i = 0; i < 64 && live > 0 && closeOldest(); i++) {}
      selector.select(key -> look(key), 10);
    }
  }

  /** Makes room for one more; false if the oldest is not connected yet. */
  private boolean closeOldest() {
    SelectionKey oldest = open.element();
    while (!oldest.isValid()) {
      open.remove();
      oldest = open.element();
    }
    if (oldest.attachment() != null) {
      return false;
    }
    open.remove();
    close(oldest);
    return true;
  }

  private void connect() throws IOException {
    int number = begun++;
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.SO_LINGER, 0); // leaves no source port behind
    channel.bind(
        new InetSocketAddress(InetAddress.ofLiteral("127.0.20." + (1 + number % ADDRESSES)), 0));
    channel.connect(door);
    open.add(channel.register(selector, SelectionKey.OP_CONNECT, number));
    live++;
    mostLive = Math.max(mostLive, live);
  }

  private void look(SelectionKey key) {
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (key.isConnectable()) {
        channel.finishConnect();
        int number = (Integer) key.attachment();
        channel.write(ByteBuffer.wrap(BEGINNINGS.get(number % BEGINNINGS.size())));
        key.attach(null);
        key.interestOps(SelectionKey.OP_READ);
        sent++;
      } else if (channel.read(ByteBuffer.allocate(1024)) < 0) {
        closedByServer++;
        close(key);
      }
    } catch (IOException e) {
      if (key.attachment() == null) {
        closedByServer++;
      } else {
        notConnected++;
      }
      close(key);
    }
  }

  private void close(SelectionKey key) {
    live--;
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      // it is gone all the same
    }
  }
}
