package prosa.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port on which nothing listens, for programs that are told theirs.
 *
 * <p>It is below those that the system hands out, to listeners with port 0 and to outgoing
 * connections: one of these could be given to somebody else before its program takes it.
 */
public final class FreePort {
  private static final int LOWEST = 10_000;
  private static final int HIGHEST = 19_999;
  private static final Set<Integer> FOUND = ConcurrentHashMap.newKeySet();

  private FreePort() {}

  /** One on the loopback interface that was not found before. */
  public static int find() throws IOException {
    for (int tries = 0; tries < 1_000; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      if (isFree(port) && FOUND.add(port)) {
        return port;
      }
    }
    throw new IOException("no port from " + LOWEST + " to " + HIGHEST + " is free");
  }

  /** Whether nothing listens there on the loopback interface. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(Prosa.HOST), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
