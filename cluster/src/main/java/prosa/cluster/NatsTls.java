package prosa.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS to NATS: whose certificates are trusted. The certificate must be of the host that is
 * connected to, which NATS's client by itself does not look at.
 */
public final class NatsTls {
  private final SSLContext context;

  private NatsTls(SSLContext context) {
    this.context = context;
  }

  /**
   * Trusts the certificates in a file, or, without one, those that the Java platform trusts.
   *
   * @throws IOException with a sentence for the host, if the file has none
   */
  public static NatsTls trusting(Optional<Path> authority) throws IOException {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(authority.isEmpty() ? null : certificates(authority.get()));
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] managers = trust.getTrustManagers();
      for (int i = 0; i < managers.length; i++) {
        if (managers[i] instanceof X509ExtendedTrustManager extended) {
          managers[i] = new OfTheHost(extended);
        }
      }
      context.init(null, managers, null);
      return new NatsTls(context);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS to NATS is not possible: " + e.getMessage(), e);
    }
  }

  private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("authority-" + number++, certificate);
      }
    } catch (CertificateException e) {
      number = 0;
    } catch (IOException e) {
      throw new IOException("the file of --cluster-ca cannot be read: " + file, e);
    }
    if (number == 0) {
      throw new IOException("the file of --cluster-ca has no certificate (PEM): " + file);
    }
    return store;
  }

  SSLContext context() {
    return context;
  }

  /** Has the name in the certificate looked at, too. */
  private static final class OfTheHost extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager trusted;

    OfTheHost(X509ExtendedTrustManager trusted) {
      this.trusted = trusted;
    }

    @Override
    public void checkServerTrusted(
        X509Certificate[] chain, String authType, @Nullable Socket socket)
        throws CertificateException {
      if (!(socket instanceof SSLSocket ssl)) {
        throw new CertificateException("the certificate's host cannot be checked");
      }
      SSLParameters parameters = ssl.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 2818, for any protocol
      ssl.setSSLParameters(parameters);
      trusted.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("the certificate's host cannot be checked");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("the certificate's host cannot be checked");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      trusted.checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      trusted.checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      trusted.checkClientTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return trusted.getAcceptedIssuers();
    }
  }
}
