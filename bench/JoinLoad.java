import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Members that come and go as fast as a server lets them: connects, says what it is (ZMTP 3.1, a
 * DEALER socket), sends {@code enter} at once, waits for {@code seated}, sends {@code leave}, waits
 * for the end of the connection, and begins again, many at a time on one thread.
 *
 * <p>{@code java JoinLoad.java PORT PID AT_A_TIME WARMUP JOINS HELD}: first opens HELD private
 * tables and holds them; their members are sent no PINGs, since their greeting does not say that
 * they answer. After WARMUP joins measures JOINS, and prints one line: joins a second, processor
 * time of the process PID for each in microseconds, and of this one; then the processor time a
 * second that the server needs with these tables and without joins, measured for {@value
 * #REST_SECONDS} s after the joins.
 */
final class JoinLoad {

  private static final byte[] SEATED = "\"type\": \"seated\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] REFUSED = "\"type\": \"refused\"".getBytes(StandardCharsets.US_ASCII);
  private static final long MOST_SILENCE_NANOS = 60_000_000_000L;
  private static final int REST_SECONDS = 10;
  private static final double TICKS_A_SECOND = 100; // USER_HZ of Linux

  private final InetSocketAddress server;
  private final Selector selector;
  private final ByteBuffer input = ByteBuffer.allocateDirect(1 << 16);
  private long opened;
  private long joins;

  /** Whether nobody comes any more. */
  private boolean over;

  private JoinLoad(int port) throws IOException {
    server = new InetSocketAddress("127.0.0.1", port);
    selector = Selector.open();
  }

  /** One connection: which bytes it sends first, whether it stays, and whether it is seated. */
  private static final class Visit {
    final boolean stays;
    boolean seated;

    /** The end of what was read before, in which the beginning of an answer may be. */
    byte[] tail = new byte[0];

    Visit(boolean stays) {
      this.stays = stays;
    }
  }

  public static void main(String[] args) throws IOException {
    int pid = Integer.parseInt(args[1]);
    JoinLoad load = new JoinLoad(Integer.parseInt(args[0]));
    int held = Integer.parseInt(args[5]);
    for (int i = 0; i < held; i += 50) {
      for (int j = i; j < Math.min(held, i + 50); j++) {
        load.visit(true);
      }
      load.until(load.opened);
    }
    int atATime = Integer.parseInt(args[2]);
    for (int i = 0; i < atATime; i++) {
      load.visit(false);
    }
    load.until(held + Long.parseLong(args[3]));
    long joinsBefore = load.joins;
    double serverBefore = processorSeconds(Integer.toString(pid));
    double ownBefore = processorSeconds("self");
    long began = System.nanoTime();
    load.until(joinsBefore + Long.parseLong(args[4]));
    double seconds = (System.nanoTime() - began) / 1e9;
    long joins = load.joins - joinsBefore;
    double server = processorSeconds(Integer.toString(pid)) - serverBefore;
    double own = processorSeconds("self") - ownBefore;
    load.over = true;
    load.run(1);
    double restBefore = processorSeconds(Integer.toString(pid));
    load.run(REST_SECONDS);
    double rest = processorSeconds(Integer.toString(pid)) - restBefore;
    System.out.printf(
        "%.0f joins/s, %.1f microseconds of the server's processor time each, %.1f of the load's;"
            + " %.1f ms a second without joins%n",
        joins / seconds, server / joins * 1e6, own / joins * 1e6, rest / REST_SECONDS * 1e3);
  }

  private void until(long joinsInAll) throws IOException {
    long progress = System.nanoTime();
    for (long before = joins; joins < joinsInAll; ) {
      step();
      if (joins > before) {
        before = joins;
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > MOST_SILENCE_NANOS) {
        throw new IOException("nobody is seated any more: " + joins + " of " + opened);
      }
    }
  }

  private void run(double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      step();
    }
  }

  private void visit(boolean stays) throws IOException {
    opened++;
    SocketChannel channel = SocketChannel.open();
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, new Visit(stays));
    if (channel.connect(server)) {
      begin(key, channel);
    }
  }

  private void step() throws IOException {
    selector.select(100);
    var keys = selector.selectedKeys();
    for (SelectionKey key : keys) {
      SocketChannel channel = (SocketChannel) key.channel();
      if (key.isConnectable()) {
        channel.finishConnect();
        begin(key, channel);
      } else if (key.isReadable()) {
        read((Visit) key.attachment(), channel);
      }
    }
    keys.clear();
  }

  private static void begin(SelectionKey key, SocketChannel channel) throws IOException {
    key.interestOps(SelectionKey.OP_READ);
    write(channel, ((Visit) key.attachment()).stays ? FIRST_OF_PRIVATE : FIRST);
  }

  private void read(Visit visit, SocketChannel channel) throws IOException {
    input.clear();
    int read;
    try {
      read = channel.read(input);
    } catch (IOException e) {
      read = -1; // reset: it had not read all
    }
    if (read < 0) {
      channel.close();
      if (!over) {
        visit(visit.stays);
      }
      return;
    }
    if (visit.seated) {
      return;
    }
    byte[] bytes = Arrays.copyOf(visit.tail, visit.tail.length + read);
    input.flip().get(bytes, visit.tail.length, read);
    if (contains(bytes, SEATED)) {
      visit.seated = true;
      joins++;
      visit.tail = new byte[0];
      if (!visit.stays) {
        write(channel, LEAVE);
        channel.shutdownOutput();
      }
    } else if (contains(bytes, REFUSED)) {
      throw new IOException(new String(bytes, StandardCharsets.UTF_8));
    } else {
      visit.tail = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - 32), bytes.length);
    }
  }

  private static void write(SocketChannel channel, byte[] bytes) throws IOException {
    if (channel.write(ByteBuffer.wrap(bytes)) != bytes.length) {
      throw new IOException("the system takes less than " + bytes.length + " bytes");
    }
  }

  private static boolean contains(byte[] all, byte[] part) {
    for (int at = 0; at + part.length <= all.length; at++) {
      if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
        return true;
      }
    }
    return false;
  }

  /** User and system time of a process. */
  private static double processorSeconds(String pid) throws IOException {
    String[] fields = Files.readString(Path.of("/proc", pid, "stat")).split("\\) ")[1].split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }

  private static final byte[] FIRST = first("{\"type\":\"enter\",\"user\":\"Ana\"}");
  private static final byte[] FIRST_OF_PRIVATE =
      first("{\"type\":\"enter\",\"user\":\"Ana\",\"private\":true}");
  private static final byte[] LEAVE = frame(0, "{\"type\":\"leave\"}");

  private static byte[] first(String enter) {
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xff;
    greeting[9] = 0x7f;
    greeting[10] = 3;
    greeting[11] = 1;
    System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
    byte[] ready = frame(4, "\u0005READY\u000bSocket-Type\0\0\0\u0006DEALER\u0008Identity\0\0\0\0");
    byte[] message = frame(0, enter);
    ByteBuffer all = ByteBuffer.allocate(greeting.length + ready.length + message.length);
    return all.put(greeting).put(ready).put(message).array();
  }

  private static byte[] frame(int flags, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(2 + bytes.length)
        .put((byte) flags)
        .put((byte) bytes.length)
        .put(bytes)
        .array();
  }
}
