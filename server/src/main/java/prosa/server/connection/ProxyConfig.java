package prosa.server.connection;

import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import prosa.server.operations.CidrBlock;

/**
 * What stands in front of a server.
 *
 * @param networks where proxies are that may say who the person behind them is
 * @param basePath what all paths of HTTP begin with, such as {@code /chat}; empty for nothing
 */
public record ProxyConfig(List<CidrBlock> networks, String basePath) {
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

  /** Nothing does. */
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
