package prosa.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A peer with a socket of its own, which speaks ZMTP 3.0 (RFC 23) or WebSocket by bytes that are
 * spelt out: it can stop at any of them, and ends in any way that a connection can. Reads wait for
 * 20 seconds at most.
 */
public class SocketMember implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final Pattern SEAT = Pattern.compile("\"seat\": ?\"([^\"]+)\"");
  private static final Pattern ROOM = Pattern.compile("\"room\": ?\"([^\"]+)\"");

  /** Sits down as x. */
  public static final String ENTER = "{\"type\": \"enter\", \"user\": \"x\"}";

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String type;
  private final StringBuilder heard = new StringBuilder();
  private byte[] opening;

  /**
   * A peer on a connection.
   *
   * @param type its ZMTP socket type; empty for a WebSocket
   * @param opening what it sends first
   */
  protected SocketMember(Socket socket, String type, byte[] opening) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.type = type;
    this.opening = opening;
  }

  /** A connection to a port of this machine. */
  public static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  /** A WebSocket on a connection, plain or inside TLS. */
  public static SocketMember webSocket(Socket socket) throws IOException {
    String request =
        """
        GET /talk HTTP/1.1
        Host: localhost:1
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Origin: http://localhost:1

        """;
    return new SocketMember(socket, "", ascii(request.replace("\n", "\r\n")));
  }

  /** A WebSocket on a plain connection. */
  public static SocketMember webSocket(int port) throws IOException {
    return webSocket(connect(port));
  }

  /** A ZMTP peer of a socket type. */
  public static SocketMember zmtp(int port, String type) throws IOException {
    return new SocketMember(connect(port), type, opening(type));
  }

  /** Begins with a header of the PROXY protocol that names one of many persons. */
  public SocketMember behindProxy(int person) throws IOException {
    String named =
        person % 4 < 2
            ? "PROXY TCP4 203.0.113.%d 127.0.0.1 50000 5555\r\n".formatted(1 + person % 200)
            : "PROXY TCP6 2001:db8:0:%x::1 ::1 50000 5555\r\n".formatted(1 + person % 200);
    if (person % 3 == 0) {
      send(ascii(named));
    } else {
      opening = join(ascii(named), opening);
    }
    return this;
  }

  // ---- bytes

  /** The greeting of a peer with a mechanism. */
  public static byte[] greeting(String mechanism) {
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xFF;
    greeting[9] = 0x7F;
    greeting[10] = 3;
    System.arraycopy(ascii(mechanism), 0, greeting, 12, mechanism.length());
    return greeting;
  }

  /** The property that names a socket type. */
  public static byte[] socketType(String type) {
    byte[] name = ascii("Socket-Type");
    return join(
        new byte[] {(byte) name.length},
        name,
        new byte[] {0, 0, 0, (byte) type.length()},
        ascii(type));
  }

  /** Greeting and READY of a peer of a socket type. */
  public static byte[] opening(String type) {
    byte[] metadata = socketType(type);
    return join(
        greeting("NULL"),
        new byte[] {4, (byte) (6 + metadata.length), 5},
        ascii("READY"),
        metadata);
  }

  /** A text of at most 255 bytes as a message. */
  public static byte[] zmtpText(String text) {
    return join(new byte[] {0, (byte) text.length()}, ascii(text));
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  // ---- what a mechanism changes

  /** A text as it is sent. */
  protected byte[] framed(String text) {
    return type.isEmpty() ? MaskedFrames.frame(0x81, text) : zmtpText(text);
  }

  /** What is between the opening and the server's first message. */
  protected void shakeHands() throws IOException {}

  /** Reads something, as text; waits for it. Throws EOFException at the end. */
  protected String read() throws IOException {
    byte[] some = new byte[4096];
    int n = in.read(some);
    if (n < 0) {
      throw new EOFException();
    }
    return new String(some, 0, n, StandardCharsets.ISO_8859_1);
  }

  protected final InputStream in() {
    return in;
  }

  // ---- steps

  /** Sends bytes; whether the server has closed the connection meanwhile does not matter. */
  public void send(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // the server has closed it
    }
  }

  /** Sends texts at once. */
  public void texts(String... texts) {
    byte[][] all = new byte[texts.length][];
    for (int i = 0; i < texts.length; i++) {
      all[i] = framed(texts[i]);
    }
    send(join(all));
  }

  /** Sends a part of what opens the connection. */
  public void halfOpen(Random chance) throws IOException {
    send(Arrays.copyOf(opening, 1 + chance.nextInt(opening.length - 1)));
  }

  /** Sends what opens the connection, and does not wait. */
  public void beginToOpen() {
    send(opening);
  }

  /** Opens a classic connection: greeting and READY are read. */
  public void open() throws IOException {
    beginToOpen();
    await(Pattern.compile(type.equals("REQ") ? "ROUTER" : "Socket-Type"));
  }

  /** Opens a connection of a member. */
  public SocketMember greeted() throws IOException {
    beginToOpen();
    shakeHands();
    await(Pattern.compile("\"hello\""));
    return this;
  }

  /** Sits down; the seat's secret. */
  public String seated() throws IOException {
    greeted().texts(ENTER);
    return await(SEAT).group(1);
  }

  /** Has another seat than this one, or is told that there is none. */
  public void movedFrom(String seat) throws IOException {
    String another = "\"seat\": ?\"(?!" + Pattern.quote(seat) + ")";
    await(Pattern.compile(another + "|\"refused\""));
  }

  public String room() throws IOException {
    return await(ROOM).group(1);
  }

  /** All that was read, one character for a byte. */
  public String heard() {
    return heard.toString();
  }

  /** Reads until this was heard. */
  public Matcher await(Pattern what) throws IOException {
    Matcher found = what.matcher(heard);
    while (!found.find()) {
      try {
        heard.append(read());
      } catch (EOFException e) {
        throw new IOException("closed before " + what + " after " + heard, e);
      } catch (SocketTimeoutException e) {
        throw new IOException("no " + what + " after " + heard, e);
      }
      found = what.matcher(heard);
    }
    return found;
  }

  /** Ends in one of three ways: by a reset, by half a close before the whole, and plainly. */
  public void end(Random chance) throws IOException {
    switch (chance.nextInt(3)) {
      case 0 -> socket.setSoLinger(true, 0);
      case 1 -> {
        try {
          socket.shutdownOutput();
        } catch (IOException | UnsupportedOperationException e) {
          // closed already
        }
      }
      default -> {}
    }
    socket.close();
  }

  /** Says that nothing more comes. */
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
