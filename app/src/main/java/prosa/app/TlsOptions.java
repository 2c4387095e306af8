package prosa.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import prosa.server.http.CertificateLog;
import prosa.websocket.TlsCertificate;

/** Flags about TLS: the two files of a certificate, given together or not at all. */
final class TlsOptions extends Flags {
  private final Flag<Path> certificate =
      file("--tls-cert")
          .saying(
              "A certificate, PEM: the page is served over https, on the same port. Read again when it"
                  + " changes.");

  private final Flag<Path> certificateKey =
      file("--tls-key").saying("The certificate's private key, PEM, PKCS #8.");

  /** Whether there is one. */
  boolean given() {
    return certificate.given().isPresent();
  }

  /**
   * Makes sure that both are given, or none.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  void check() {
    if (certificate.given().isPresent() != certificateKey.given().isPresent()) {
      throw new IllegalArgumentException("--tls-cert and --tls-key go together");
    }
  }

  /** Rereads the certificate, from the files that are given now. */
  void readAgain(TlsCertificate inUse) {
    if (certificate.given().isPresent() && certificateKey.given().isPresent()) {
      inUse.use(certificate.given().get(), certificateKey.given().get());
    }
  }

  /**
   * The certificate, watched; none without both flags.
   *
   * @throws IOException with a sentence for the operator, if one is missing or cannot be read
   */
  Optional<TlsCertificate> certificate() throws IOException {
    if (certificate.given().isEmpty() || certificateKey.given().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        TlsCertificate.watched(
            certificate.given().get(), certificateKey.given().get(), new CertificateLog()));
  }
}
