package prosa.server.http;

import java.nio.file.Path;
import prosa.testing.PemFiles;
import prosa.websocket.TlsCertificate;

/** A certificate for a server under test, written to a folder. */
final class TestCertificate {
  private TestCertificate() {}

  static TlsCertificate in(Path folder) throws Exception {
    PemFiles files = new PemFiles(folder);
    files.write("here", "EC");
    return TlsCertificate.watched(files.chain(), files.key(), new CertificateLog());
  }
}
