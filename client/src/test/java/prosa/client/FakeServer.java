package prosa.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server that is no chat server: it sends fixed bytes and then nothing. */
final class FakeServer implements AutoCloseable {
  private final ServerSocket listening;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private FakeServer(byte[] words) throws IOException {
    listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket socket = listening.accept();
                  sockets.add(socket);
                  socket.getOutputStream().write(words);
                }
              } catch (IOException e) {
                // closed: the test is over
              }
            });
  }

  static FakeServer saying(String words) throws IOException {
    return new FakeServer(words.getBytes(StandardCharsets.US_ASCII));
  }

  ServerAddress address() {
    return new ServerAddress("127.0.0.1", listening.getLocalPort(), Optional.empty());
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
