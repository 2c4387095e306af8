package prosa.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

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
    Optional<Tls> tls) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,30}");
  private static final int USUAL_PORT = 4222;

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

  /**
   * TLS to NATS.
   *
   * @param authority a file with the certificates that are trusted; empty for the system's
   */
  public record Tls(Optional<Path> authority) {
    SSLContext context() throws GeneralSecurityException, IOException {
      if (authority.isEmpty()) {
        return SSLContext.getDefault();
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      try (InputStream in = Files.newInputStream(authority.get())) {
        int number = 0;
        for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
          store.setCertificateEntry("authority-" + number++, certificate);
        }
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    }
  }

  private static URI uri(String url) {
    try {
      URI uri = URI.create(url);
      boolean known = "nats".equals(uri.getScheme()) || "tls".equals(uri.getScheme());
      if (known && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // said below
    }
    throw new IllegalArgumentException(
        "--cluster takes nats://HOST:PORT or tls://HOST:PORT, without a password: " + url);
  }

  /** {@code HOST:PORT}. */
  String address() {
    URI uri = uri(url);
    return uri.getHost() + ":" + (uri.getPort() < 0 ? USUAL_PORT : uri.getPort());
  }
}
