package prosa.cluster;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where NATS is and how to log in there.
 *
 * @param url {@code nats://HOST:PORT}, or {@code tls://HOST:PORT}
 * @param clusterName keeps two clusters on one NATS apart; letters, digits and hyphens
 */
public record NatsSettings(
    String url,
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
    uri(url);
  }

  /** A user and its password. */
  public record Login(String user, String password) {}

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

  /** The address in the one form that NATS's client understands: it takes no path, for example. */
  String server() {
    return uri(url).getScheme() + "://" + address();
  }

  /** {@code HOST:PORT}. */
  String address() {
    URI uri = uri(url);
    return uri.getHost() + ":" + (uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
  }
}
