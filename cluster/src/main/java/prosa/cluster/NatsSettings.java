package prosa.cluster;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where NATS is and how to log in there.
 *
 * @param urls {@code nats://HOST:PORT}, or {@code tls://HOST:PORT}; several servers of one NATS
 *     cluster with commas between them, all with TLS or none
 * @param clusterName keeps two clusters on one NATS apart; letters, digits and hyphens
 */
public record NatsSettings(
    String urls,
    String clusterName,
    Optional<Login> login,
    Optional<String> token,
    Optional<NatsTls> tls) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,30}");
  private static final int USUAL_PORT = 4222;
  private static final int HIGHEST_PORT = 65_535;

  /** Refuses what cannot be an address or a name. */
  public NatsSettings {
    if (!NAME.matcher(clusterName).matches()) {
      throw new IllegalArgumentException(
          "a cluster's name has 1 to 31 letters, digits and hyphens: " + clusterName);
    }
    if (uris(urls).map(URI::getScheme).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "--cluster takes addresses that all begin with nats:// or all with tls://: " + urls);
    }
  }

  /** A user and its password. */
  public record Login(String user, String password) {}

  /** Whether the servers at these addresses are spoken to inside TLS. */
  public static boolean isTls(String urls) {
    return urls.strip().startsWith("tls:");
  }

  private static Stream<URI> uris(String urls) {
    return Stream.of(urls.split(",", -1)).map(String::strip).map(NatsSettings::uri);
  }

  private static URI uri(String url) {
    try {
      URI uri = URI.create(url);
      boolean known = "nats".equals(uri.getScheme()) || "tls".equals(uri.getScheme());
      if (uri.getRawUserInfo() != null) {
        // The sentence is logged; the password must not be.
        throw new IllegalArgumentException(
            "--cluster takes nats://HOST:PORT or tls://HOST:PORT, without a user and a password:"
                + " these are given by --cluster-user and --cluster-password-file");
      }
      if (known
          && uri.getHost() != null
          && !uri.getRawAuthority().endsWith(":")
          && uri.getPort() != 0
          && uri.getPort() <= HIGHEST_PORT
          && uri.getRawPath().replace("/", "").isEmpty()
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).startsWith("--cluster")) {
        throw e;
      }
    }
    throw new IllegalArgumentException(
        "--cluster takes nats://HOST:PORT or tls://HOST:PORT, such as nats://127.0.0.1:4222: "
            + url.replaceFirst("//.*@", "//"));
  }

  /**
   * The addresses in the one form that NATS's client understands: it takes no path, for example.
   */
  List<String> servers() {
    return uris(urls).map(uri -> uri.getScheme() + "://" + address(uri)).toList();
  }

  /** {@code HOST:PORT}; of several servers with commas between them. */
  String addresses() {
    return uris(urls).map(NatsSettings::address).collect(Collectors.joining(", "));
  }

  private static String address(URI uri) {
    return uri.getHost() + ":" + (uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
  }
}
