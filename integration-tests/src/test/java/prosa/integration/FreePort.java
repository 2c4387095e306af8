package prosa.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port on which nothing listens, for programs that are told theirs. */
public final class FreePort {
  private FreePort() {}

  /** One on the loopback interface; somebody else may take it before it is used. */
  public static int find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral(Prosa.HOST))) {
      return socket.getLocalPort();
    }
  }
}
