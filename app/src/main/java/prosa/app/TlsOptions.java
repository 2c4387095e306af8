package prosa.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import prosa.server.http.CertificateLog;
import prosa.websocket.TlsCertificate;

/** Flags about TLS: the two files of a certificate, given together or not at all. */
final class TlsOptions {
  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "A certificate, PEM: the page is served over https, on the same port. Read again when it"
              + " changes.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key, PEM, PKCS #8.")
  private @Nullable Path certificateKey;

  /** Whether there is one. */
  boolean given() {
    return certificate != null;
  }

  /**
   * Makes sure that both are given, or none.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  void check() {
    if ((certificate == null) != (certificateKey == null)) {
      throw new IllegalArgumentException("--tls-cert and --tls-key go together");
    }
  }

  /** Rereads the certificate, from the files that are given now. */
  void readAgain(TlsCertificate inUse) {
    if (certificate != null && certificateKey != null) {
      inUse.use(certificate, certificateKey);
    }
  }

  /**
   * The certificate, watched; none without both flags.
   *
   * @throws IOException with a sentence for the operator, if one is missing or cannot be read
   */
  Optional<TlsCertificate> certificate() throws IOException {
    if (certificate == null || certificateKey == null) {
      return Optional.empty();
    }
    return Optional.of(TlsCertificate.watched(certificate, certificateKey, new CertificateLog()));
  }
}
