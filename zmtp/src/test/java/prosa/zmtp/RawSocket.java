package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A plain socket that sends arbitrary bytes. */
final class RawSocket implements AutoCloseable {
  private static final int DEADLINE_MILLIS = 10_000;

  final Socket socket = new Socket();

  RawSocket(InetSocketAddress address) {
    run(
        () -> {
          socket.setSoTimeout(DEADLINE_MILLIS);
          socket.connect(address, DEADLINE_MILLIS);
        });
  }

  /** One that has said READY and heard {@code own} say the same. */
  static RawSocket talking(TestZmtpServer server, String type, int minor, String own) {
    RawSocket peer = new RawSocket(server.address());
    peer.send(WireBytes.libzmqGreeting(minor), WireBytes.ready(type));
    assertThat(peer.read(64)).isEqualTo(WireBytes.greeting(3, 1));
    assertThat(peer.read(WireBytes.ready(own).length)).isEqualTo(WireBytes.ready(own));
    return peer;
  }

  void send(byte[]... bytes) {
    run(
        () -> {
          socket.getOutputStream().write(WireBytes.join(bytes));
          socket.getOutputStream().flush();
        });
  }

  byte[] read(int length) {
    try {
      return socket.getInputStream().readNBytes(length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] readToEnd() {
    return read(Integer.MAX_VALUE);
  }

  /** Leaves without a word: the other side gets a reset. */
  void reset() {
    run(
        () -> {
          socket.setSoLinger(true, 0);
          socket.close();
        });
  }

  @Override
  public void close() {
    run(socket::close);
  }

  private interface Io {
    void run() throws IOException;
  }

  private static void run(Io io) {
    try {
      io.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
