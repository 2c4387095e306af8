package prosa.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A self-signed certificate and its key as two PEM files of a folder, {@code cert.pem} and {@code
 * key.pem}. It is written here (X.509, RFC 5280, section 4.1) since the JDK has no API for it, and
 * a process of its keytool takes seconds on a busy machine.
 */
public record PemFiles(Path folder) {
  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int UTF8_STRING = 0x0C;
  private static final int UTC_TIME = 0x17;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;

  /** The shortest that is still accepted; longer ones take seconds to find. */
  private static final int RSA_BITS = 2048;

  /** P-256, as most certificates have. */
  private static final int EC_BITS = 256;

  private static final String COMMON_NAME = "0603550403";
  private static final String SHA256_WITH_RSA = "06092a864886f70d01010b0500";
  private static final String SHA256_WITH_ECDSA = "06082a8648ce3d040302";
  private static final String ED25519 = "06032b6570";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  /** The certificate's file. */
  public Path chain() {
    return folder.resolve("cert.pem");
  }

  /** The key's file. */
  public Path key() {
    return folder.resolve("key.pem");
  }

  /**
   * Writes both files, over those that are there.
   *
   * @param name the certificate's common name
   * @param algorithm of the key: RSA, EC or Ed25519
   */
  public void write(String name, String algorithm) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("RSA")) {
      generator.initialize(RSA_BITS);
    } else if (algorithm.equals("EC")) {
      generator.initialize(EC_BITS);
    }
    KeyPair keys = generator.generateKeyPair();
    write(chain(), "CERTIFICATE", certificate(name, algorithm, keys));
    write(key(), "PRIVATE KEY", keys.getPrivate().getEncoded());
  }

  private static byte[] certificate(String name, String algorithm, KeyPair keys)
      throws GeneralSecurityException {
    byte[] signedBy =
        der(
            SEQUENCE,
            switch (algorithm) {
              case "RSA" -> hex(SHA256_WITH_RSA);
              case "EC" -> hex(SHA256_WITH_ECDSA);
              default -> hex(ED25519);
            });
    byte[] who =
        der(
            SEQUENCE,
            der(SET, der(SEQUENCE, hex(COMMON_NAME), der(UTF8_STRING, name.getBytes(UTF_8)))));
    Instant now = Instant.now();
    byte[] content =
        der(
            SEQUENCE,
            der(INTEGER, new byte[] {1}),
            signedBy,
            who,
            der(SEQUENCE, time(now.minus(1, ChronoUnit.DAYS)), time(now.plus(90, ChronoUnit.DAYS))),
            who,
            keys.getPublic().getEncoded());
    Signature signature =
        Signature.getInstance(
            switch (algorithm) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> algorithm;
            });
    signature.initSign(keys.getPrivate());
    signature.update(content);
    return der(SEQUENCE, content, signedBy, der(BIT_STRING, new byte[] {0}, signature.sign()));
  }

  private static byte[] time(Instant when) {
    return der(UTC_TIME, TIME.format(when).getBytes(US_ASCII));
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  /** An element of DER: its type, its length, its content. */
  private static byte[] der(int type, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream element = new ByteArrayOutputStream();
    element.write(type);
    int length = content.size();
    if (length > 0xFF) {
      element.write(0x82);
      element.write(length >> 8);
    } else if (length > 0x7F) {
      element.write(0x81);
    }
    element.write(length);
    element.writeBytes(content.toByteArray());
    return element.toByteArray();
  }

  private static void write(Path file, String what, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
  }
}
