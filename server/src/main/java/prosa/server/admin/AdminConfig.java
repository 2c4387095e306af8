package prosa.server.admin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The address and the token of the operator's port.
 *
 * @param address where it listens; port 0 lets the system choose
 * @param shared whether another process may listen on the same port
 * @param token required in every request; empty for none, which is allowed on loopback only
 */
public record AdminConfig(InetSocketAddress address, Optional<String> token, boolean shared) {
  /** The shortest token that is accepted. */
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
   * Checks the form of a token.
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
