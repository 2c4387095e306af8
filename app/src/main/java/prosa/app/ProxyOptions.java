package prosa.app;

import java.util.List;
import picocli.CommandLine.Option;
import prosa.server.connection.ProxyConfig;
import prosa.server.operations.CidrBlock;

/** Flags about proxies in front of a server. */
final class ProxyOptions {
  @Option(
      names = "--proxy",
      paramLabel = "NETWORK",
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      description =
          "Networks of proxies that say who the person is: by the PROXY protocol, or in HTTP by"
              + " X-Forwarded-For, -Proto and -Host or Forwarded. From all others these are"
              + " ignored.")
  private List<CidrBlock> networks = List.of();

  @Option(
      names = "--base-path",
      paramLabel = "PATH",
      defaultValue = "",
      description =
          "What a proxy serves the page under, such as /chat; with or without it in what the proxy"
              + " asks for.")
  private String basePath = "";

  /**
   * The proxies in front of the server.
   *
   * @throws IllegalArgumentException with a sentence for the host
   */
  ProxyConfig config() {
    return new ProxyConfig(networks, basePath);
  }
}
