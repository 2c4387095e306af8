package prosa.integration.browser;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire between clients and a server that keeps a copy of all bytes, in both directions. */
final class ByteTap implements AutoCloseable {
  private final ServerSocket listening;
  private final int target;
  private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  ByteTap(int target) throws IOException {
    this.target = target;
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("tap").start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** All that has passed, as far as it is text. */
  String seen() {
    return seen.toString(StandardCharsets.UTF_8);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> copy(client, server));
        Thread.ofVirtual().start(() -> copy(server, client));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void copy(Socket from, Socket to) {
    byte[] buffer = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        seen.write(buffer, 0, n); // ByteArrayOutputStream is synchronized
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // the end of one is the end of the other
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
