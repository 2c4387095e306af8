package prosa.integration;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import prosa.testing.TlsSockets;
import prosa.zmtp.CurveClient;

/**
 * A peer that writes the bytes of ZMTP 3.1 (RFC 37) by hand, so that it can also write wrong ones.
 * Reads with a deadline.
 */
final class RawPeer implements AutoCloseable {
  private static final int COMMAND = 4;
  private static final int LONG = 2;
  private static final int MORE = 1;
  private static final int LONGEST_FRAME = 1 << 20;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private @Nullable CurveClient keys;

  private RawPeer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) Await.LONG.toMillis());
  }

  /** Connects to a port from the address that clients usually come from. */
  static RawPeer connect(int port) throws IOException {
    return connect(port, Prosa.HOST);
  }

  /** Connects to a port from another address of this machine. */
  static RawPeer connect(int port, String from) throws IOException {
    return connect(port, from, 0);
  }

  /**
   * Connects to a port.
   *
   * @param from an address of this machine; {@code "127.0.0.7 for 2001:db8::1"} is a proxy there
   *     that names whose connection it is (PROXY protocol, version 1)
   * @param receiveBuffer how many bytes the kernel may keep for us unread; 0 for its own choice
   */
  static RawPeer connect(int port, String from, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    String[] addresses = from.split(" for ", 2);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(addresses[0]), 0));
    socket.connect(
        new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), port),
        (int) Await.LONG.toMillis());
    RawPeer peer = new RawPeer(socket);
    if (addresses.length > 1) {
      String header = "PROXY TCP6 " + addresses[1] + " ::1 50000 5555\r\n";
      peer.send(header.getBytes(StandardCharsets.US_ASCII));
    }
    return peer;
  }

  /** A peer whose bytes go inside TLS over this connection. */
  RawPeer inTls() throws GeneralSecurityException, IOException {
    return new RawPeer(
        TlsSockets.trusting()
            .getSocketFactory()
            .createSocket(socket, Prosa.HOST, socket.getPort(), true));
  }

  /** Whether a connection from this address is closed at accept, perhaps by a reset. */
  static boolean isClosedAtAccept(int port, String from) throws IOException {
    try (RawPeer peer = connect(port, from)) {
      return peer.endsWithin(Await.LONG);
    } catch (SocketException e) {
      return true; // before the connection was seen to be open
    }
  }

  /** Both greetings and both READYs: a connection on which messages can be sent. */
  static RawPeer join(int port, String type, String from) throws IOException {
    RawPeer peer = connect(port, from).greet();
    peer.sendReady(type);
    ByteBuffer answer = peer.next().body();
    String name = nameOf(answer);
    if (!"READY".equals(name)) {
      peer.close();
      String all = StandardCharsets.US_ASCII.decode(answer).toString();
      throw new IOException("the server answered " + name + ": " + all);
    }
    return peer;
  }

  /**
   * A connection inside CURVE on which messages can be sent: whole frames go sealed from now on.
   * What the server sends can be thrown away by {@link #drain} only.
   */
  static RawPeer joinSealed(int port, String type, String from, CurveClient keys)
      throws IOException {
    RawPeer peer = connect(port, from);
    byte[] metadata = property("Socket-Type", type.getBytes(StandardCharsets.US_ASCII));
    peer.send(concat(CurveFrames.greeting(), CurveFrames.next(keys, metadata)));
    CurveFrames.welcomed(keys, peer.in);
    peer.send(CurveFrames.next(keys, metadata));
    String answer = nameOf(peer.next().body());
    if (!"READY".equals(answer)) {
      peer.close();
      throw new IOException("the server answered " + answer);
    }
    peer.keys = keys;
    return peer;
  }

  /** Reads and forgets what comes, until the connection ends. */
  void drain() throws IOException {
    in.transferTo(OutputStream.nullOutputStream());
  }

  static byte[] greeting() {
    ByteBuffer greeting = ByteBuffer.allocate(64);
    greeting.put((byte) 0xFF).putLong(1).put((byte) 0x7F).put((byte) 3).put((byte) 1);
    greeting.put("NULL".getBytes(StandardCharsets.US_ASCII));
    return greeting.array();
  }

  static byte[] frame(int flags, byte[] body) {
    if (body.length <= 255) {
      return ByteBuffer.allocate(2 + body.length)
          .put((byte) flags)
          .put((byte) body.length)
          .put(body)
          .array();
    }
    return concat(longHeader(flags, body.length), body);
  }

  /** The header of a frame of any size. */
  static byte[] longHeader(int flags, long size) {
    return ByteBuffer.allocate(9).put((byte) (flags | LONG)).putLong(size).array();
  }

  static byte[] message(String text) {
    return frame(0, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] command(String name, byte[] data) {
    byte[] title = name.getBytes(StandardCharsets.US_ASCII);
    return frame(COMMAND, concat(new byte[] {(byte) title.length}, title, data));
  }

  static byte[] property(String name, byte[] value) {
    byte[] title = name.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + title.length + 4 + value.length)
        .put((byte) title.length)
        .put(title)
        .putInt(value.length)
        .put(value)
        .array();
  }

  static byte[] concat(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  /** Sends the greeting and reads the server's. */
  RawPeer greet() throws IOException {
    return greet(greeting());
  }

  /** Sends a greeting and reads the server's. */
  RawPeer greet(byte[] own) throws IOException {
    send(own);
    in.readFully(new byte[64]);
    return this;
  }

  void sendReady(String type) throws IOException {
    send(command("READY", property("Socket-Type", type.getBytes(StandardCharsets.US_ASCII))));
  }

  void send(byte[] bytes) throws IOException {
    CurveClient sealing = keys;
    out.write(sealing == null ? bytes : CurveFrames.sealed(sealing, bytes));
  }

  /** Sends as much of this, again and again, as the server takes before it hangs up. */
  void flood(byte[] bytes, int times) {
    try {
      for (int i = 0; i < times; i++) {
        out.write(bytes);
      }
    } catch (IOException e) {
      // it has hung up, as it may
    }
  }

  private record Frame(int flags, ByteBuffer body) {}

  private Frame next() throws IOException {
    int flags = in.readUnsignedByte();
    long size = (flags & LONG) == 0 ? in.readUnsignedByte() : in.readLong();
    if (size < 0 || size > LONGEST_FRAME) {
      throw new IOException("a frame of " + size + " bytes");
    }
    byte[] body = new byte[(int) size];
    in.readFully(body);
    return new Frame(flags, ByteBuffer.wrap(body));
  }

  /** Reads a command; its name. */
  String command() throws IOException {
    Frame frame = next();
    if ((frame.flags() & COMMAND) == 0) {
      throw new IOException("a message, not a command");
    }
    return nameOf(frame.body());
  }

  /** A command's name, behind which the buffer then stands. */
  private static String nameOf(ByteBuffer command) {
    byte[] name = new byte[command.get()];
    command.get(name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  /** Reads the empty frame that goes before an answer to REQ (RFC 28). */
  void delimiter() throws IOException {
    Frame frame = next();
    if (frame.flags() != MORE || frame.body().hasRemaining()) {
      throw new IOException("no delimiter");
    }
  }

  /** Reads a message of one frame; passes over commands. */
  String message() throws IOException {
    Frame frame = next();
    while ((frame.flags() & COMMAND) != 0) {
      frame = next();
    }
    if ((frame.flags() & MORE) != 0) {
      throw new IOException("a message of many parts");
    }
    return StandardCharsets.UTF_8.decode(frame.body()).toString();
  }

  /** As {@link #message}, and answers PINGs meanwhile (RFC 37). */
  String messageBetweenPings() throws IOException {
    while (true) {
      Frame frame = next();
      if ((frame.flags() & COMMAND) == 0) {
        return StandardCharsets.UTF_8.decode(frame.body()).toString();
      }
      if (nameOf(frame.body()).equals("PING")) {
        byte[] context = new byte[frame.body().remaining() - 2]; // behind the time to live
        frame.body().get(2 + frame.body().position(), context);
        send(command("PONG", context));
      }
    }
  }

  /** Whether the server sends nothing, not a byte, for this long, and keeps the connection. */
  boolean quietFor(Duration time) throws IOException {
    socket.setSoTimeout((int) time.toMillis());
    try {
      in.readByte();
      return false;
    } catch (SocketTimeoutException e) {
      return true;
    } finally {
      socket.setSoTimeout((int) Await.LONG.toMillis());
    }
  }

  /** Whether the server ends the connection in time, whatever it says before. */
  boolean endsWithin(Duration time) throws IOException {
    long deadline = System.nanoTime() + time.toNanos();
    byte[] ignored = new byte[1 << 16];
    try {
      while (true) {
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        socket.setSoTimeout((int) left);
        if (in.read(ignored) < 0) {
          return true;
        }
      }
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true; // reset
    }
  }

  /** Ends what we send; the server may go on (half-close). */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes without a goodbye: the kernel sends a reset. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
