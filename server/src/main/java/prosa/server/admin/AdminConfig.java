package prosa.server.admin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Where the operator's port is, and what opens it.
 *
 * @param address where it listens; port 0 lets the system choose
 * @param shared whether another process may listen there, too
 * @param token what every request has to show; empty for none, which is for loopback only
 */
public record AdminConfig(InetSocketAddress address, Optional<String> token, boolean shared) {
  /** The shortest token that is taken. */
  public static final int SHORTEST_TOKEN = 16;

  public AdminConfig {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("the operator's port needs an address of this machine");
    }
    if (token.isEmpty() && !isLoopback(address.getAddress())) {
      throw new IllegalArgumentException(
          "the operator's port is for this machine only (127.0.0.1 or ::1), unless"
              + " --admin-token-file names a file with a token");
    }
    token.ifPresent(AdminConfig::check);
  }

  /**
   * Makes sure that a token is one.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  public static void check(String token) {
    if (token.length() < SHORTEST_TOKEN) {
      throw new IllegalArgumentException(
          "the token of the operator's port must have "
              + SHORTEST_TOKEN
              + " characters or more; `openssl rand -hex 16` makes one");
    }
    if (!token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "the token of the operator's port must be one line of visible ASCII characters");
    }
  }

  private static boolean isLoopback(InetAddress address) {
    return address.isLoopbackAddress();
  }
}
