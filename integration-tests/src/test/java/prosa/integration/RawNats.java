package prosa.integration;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of NATS by hand, on a plain socket, which sees and sends what nodes tell each other. */
final class RawNats implements AutoCloseable {
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  RawNats(int port) throws IOException {
    socket = new Socket(InetAddress.ofLiteral(Prosa.HOST), port);
    socket.setSoTimeout((int) Await.LONG.toMillis());
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    say("CONNECT {\"verbose\": false, \"pedantic\": false}\r\n");
  }

  private void say(String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("NATS closed the connection");
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** The next message of a subject. */
  byte[] firstOf(String subject) throws IOException {
    say("SUB " + subject + " 1\r\n");
    String line = line();
    while (!line.startsWith("MSG ")) {
      line = line();
    }
    byte[] message = in.readNBytes(Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)));
    say("UNSUB 1\r\n");
    return message;
  }

  void publish(String subject, byte[] message) throws IOException {
    say("PUB " + subject + " " + message.length + "\r\n");
    out.write(message);
    say("\r\n");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
