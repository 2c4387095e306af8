package prosa.app;

import java.util.List;
import prosa.server.connection.ProxyConfig;
import prosa.server.operations.CidrBlock;

/** Flags about proxies in front of a server. */
final class ProxyOptions extends Flags {
  private final Flag<List<CidrBlock>> networks =
      networks("--proxy")
          .saying(
              "Networks of proxies that say who the person is: by the PROXY protocol, or in HTTP by"
                  + " X-Forwarded-For, -Proto and -Host or Forwarded. From all others these are"
                  + " ignored.");

  private final Flag<String> basePath =
      text("--base-path", "PATH")
          .usually("")
          .saying(
              "What a proxy serves the page under, such as /chat; with or without it in what the proxy"
                  + " asks for.");

  /**
   * The proxies in front of the server.
   *
   * @throws IllegalArgumentException with a sentence for the host
   */
  ProxyConfig config() {
    return new ProxyConfig(networks.value(), basePath.value());
  }
}
