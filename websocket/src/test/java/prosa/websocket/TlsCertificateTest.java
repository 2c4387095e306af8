package prosa.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.testing.PemFiles;
import prosa.websocket.TlsCertificate.Look;

/** Loading and replacing a certificate's files. */
final class TlsCertificateTest implements TlsCertificate.CertificateListener {
  private final List<String> told = new ArrayList<>();

  @Override
  public void taken() {
    told.add("taken");
  }

  @Override
  public void refused(String why) {
    told.add("refused");
  }

  @Override
  public void broken(RuntimeException thrown) {
    throw thrown;
  }

  @TempDir Path folder;

  private Path chain() {
    return new PemFiles(folder).chain();
  }

  private Path key() {
    return new PemFiles(folder).key();
  }

  @Test
  void keyOfAnotherCertificateIsRefusedWithASentence() throws Exception {
    new PemFiles(folder).write("first", "EC");
    Path another = folder.resolve("another.pem");
    Files.move(key(), another);
    new PemFiles(folder).write("second", "EC");

    assertThatThrownBy(() -> TlsCertificate.watched(chain(), another, this))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not the key of the certificate");
  }

  @Test
  void otherFormsOfKeyAreRefusedWithAWayOut() throws Exception {
    new PemFiles(folder).write("first", "RSA");
    Files.writeString(key(), Files.readString(key()).replace("PRIVATE KEY", "RSA PRIVATE KEY"));

    assertThatThrownBy(() -> TlsCertificate.watched(chain(), key(), this))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("openssl pkcs8 -topk8 -nocrypt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "\u00e9", "AAAA", "===="})
  void damagedKeyIsRefusedWithASentence(String inside) throws Exception {
    new PemFiles(folder).write("first", "EC");
    damage(inside);

    assertThatThrownBy(() -> TlsCertificate.watched(chain(), key(), this))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("private key in " + key());
  }

  private void damage(String inside) throws IOException {
    Files.writeString(
        key(), "-----BEGIN PRIVATE KEY-----\n" + inside + "\n-----END PRIVATE KEY-----\n");
  }

  @Test
  void badFilesAreComplainedOfOnceAndLaterGoodOnesTaken() throws Exception {
    new PemFiles(folder).write("first", "EC");
    var certificate = new TlsCertificate(chain(), key(), this);
    var first = certificate.context();
    byte[] good = Files.readAllBytes(key());
    assertThat(certificate.checkAgain()).isEqualTo(Look.NOTHING_NEW);

    damage("A");
    touch(1);
    assertThat(certificate.checkAgain()).isEqualTo(Look.REFUSED);
    assertThat(certificate.checkAgain()).isEqualTo(Look.NOTHING_NEW);
    touch(2);
    assertThat(certificate.checkAgain()).isEqualTo(Look.REFUSED);
    Files.delete(key());
    assertThat(certificate.checkAgain()).isEqualTo(Look.REFUSED);
    assertThat(certificate.checkAgain()).isEqualTo(Look.NOTHING_NEW);
    assertThat(certificate.context()).isSameAs(first);

    Files.write(key(), good);
    touch(3);
    assertThat(certificate.checkAgain()).isEqualTo(Look.TAKEN);
    assertThat(certificate.context()).isNotSameAs(first);
    assertThat(told).containsExactly("refused", "refused", "refused", "taken");
  }

  @Test
  void otherFilesAreUsedOnceTheyCanBe() throws Exception {
    new PemFiles(folder).write("first", "EC");
    var certificate = new TlsCertificate(chain(), key(), this);
    var first = certificate.context();
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    PemFiles second = new PemFiles(elsewhere);

    certificate.use(second.chain(), second.key());
    assertThat(told).containsExactly("refused");
    assertThat(certificate.context()).isSameAs(first);

    second.write("second", "EC");
    assertThat(certificate.checkAgain()).isEqualTo(Look.TAKEN);
    assertThat(certificate.context()).isNotSameAs(first);
    certificate.use(second.chain(), second.key());
    assertThat(told).as("nothing new").containsExactly("refused", "taken");
  }

  /** Clocks of file systems are coarse. */
  private void touch(int version) throws IOException {
    Files.setLastModifiedTime(key(), FileTime.fromMillis(version * 1_000L));
  }

  @Test
  void directoryIsNoKeyAndIsNamed() throws Exception {
    new PemFiles(folder).write("first", "EC");

    assertThatThrownBy(() -> TlsCertificate.watched(chain(), folder, this))
        .isInstanceOf(IOException.class)
        .hasMessage("'" + folder + "', given as --tls-key: it is a directory");
  }

  @Test
  void filesThatAreNotThereAreNamed() {
    assertThatThrownBy(() -> TlsCertificate.watched(chain(), key(), this))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no file '" + chain() + "', given as --tls-cert");
  }

  @Test
  void sessionsHaveAnEndAndTheirNumberABound() throws Exception {
    new PemFiles(folder).write("first", "EC");
    var certificate = new TlsCertificate(chain(), key(), this);
    assertThat(certificate.context().sessionContext().getSessionTimeout()).isEqualTo(3600);
    assertThat(certificate.context().sessionContext().getSessionCacheSize()).isEqualTo(2048);
  }
}
