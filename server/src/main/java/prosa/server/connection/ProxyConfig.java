package prosa.server.connection;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import prosa.server.operations.CidrBlock;

/**
 * The configuration of proxies in front of a server.
 *
 * @param networks the networks of proxies whose reports of client addresses are trusted
 * @param basePath the prefix of all HTTP paths, such as {@code /chat}; empty for nothing
 */
public record ProxyConfig(List<CidrBlock> networks, String basePath) {
  private static final Pattern PATH = Pattern.compile("(/(?!\\.\\.?(?:/|$))[A-Za-z0-9._~-]+)*");

  /** No proxy. */
  public static final ProxyConfig NONE = new ProxyConfig(List.of(), "");

  public ProxyConfig {
    networks = List.copyOf(networks);
    if (basePath.endsWith("/")) {
      basePath = basePath.substring(0, basePath.length() - 1);
    }
    if (!PATH.matcher(basePath).matches()) {
      throw new IllegalArgumentException(
          "'" + basePath + "' is no path that a page can be under, such as /chat");
    }
  }

  /** Whether a proxy is at this address. */
  public boolean isProxy(InetAddress address) {
    for (CidrBlock network : networks) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }
}
