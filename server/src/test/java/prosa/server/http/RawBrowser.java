package prosa.server.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import prosa.testing.MaskedFrames;

/** A socket that sends arbitrary bytes, unlike a browser. */
final class RawBrowser implements AutoCloseable {
  /** An answer: its first line, its headers in lower case, its body. */
  record Answer(String status, Map<String, String> headers, String body) {}

  /** A frame from the server. */
  @SuppressWarnings("ArrayRecordComponent")
  record Frame(int head, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame. */
    int code() {
      return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }
  }

  private static final int TIMEOUT_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;

  RawBrowser(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    out = socket.getOutputStream();
  }

  static RawBrowser to(int port) throws IOException {
    return new RawBrowser(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  void say(String text) throws IOException {
    send(MaskedFrames.frame(0x81, text));
  }

  /** Asks with a method, a path and further header lines. */
  Answer ask(String method, String path, String... headers) throws IOException {
    send(request(method, path, headers));
    return answer(method.equals("HEAD"));
  }

  static String request(String method, String path, String... headers) {
    StringBuilder request =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: here:1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").toString();
  }

  Answer answer(boolean noBody) throws IOException {
    String status = line();
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = noBody ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
    byte[] body = in.readNBytes(length);
    return new Answer(status, headers, new String(body, StandardCharsets.UTF_8));
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new java.io.EOFException("closed after: " + line);
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  static String[] handshake(String... more) {
    String[] usual = {
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };
    String[] all = java.util.Arrays.copyOf(usual, usual.length + more.length);
    System.arraycopy(more, 0, all, usual.length, more.length);
    return all;
  }

  /** Becomes a WebSocket and hears {@code hello}. */
  void upgrade() throws IOException {
    Answer agreed = ask("GET", "/talk", handshake("Origin: http://here:1"));
    if (!agreed.status().startsWith("HTTP/1.1 101")) {
      throw new AssertionError(agreed.toString());
    }
    Frame hello = frame();
    if (!hello.text().contains("hello")) {
      throw new AssertionError(hello.text());
    }
  }

  Frame frame() throws IOException {
    int head = in.readUnsignedByte();
    int length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Frame(head, payload);
  }

  /** The next text whose type this is. */
  String hears(String type) throws IOException {
    while (true) {
      Frame frame = frame();
      if (frame.head() == 0x81 && frame.text().contains("\"type\": \"" + type + "\"")) {
        return frame.text();
      }
      if (frame.head() == 0x89) {
        send(MaskedFrames.frame(0x8A, frame.payload()));
      }
      if (frame.head() == 0x88) {
        throw new AssertionError("closed with " + frame.code());
      }
    }
  }

  /** The code of the close frame, whatever comes before it; and that the connection ends then. */
  int closeCode() throws IOException {
    while (true) {
      Frame frame = frame();
      if (frame.head() == 0x88) {
        int rest = in.read();
        if (rest >= 0) {
          throw new AssertionError("something came after the close frame");
        }
        return frame.code();
      }
    }
  }

  /** Whether the server has closed it, without a word or after some. */
  boolean isClosed() throws IOException {
    try {
      in.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
