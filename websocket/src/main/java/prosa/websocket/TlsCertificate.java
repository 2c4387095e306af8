package prosa.websocket;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.net.OperatorFile;

/**
 * The server's TLS certificate and key from two PEM files, which are read again when they change.
 *
 * <p>New connections use the latest valid files. Files that are invalid or do not belong together,
 * for instance while they are being replaced, change nothing; a {@link CertificateListener} is
 * told, once for each change. A separate thread checks the files every {@link #LOOKS}, so that no
 * event loop waits for a disk.
 */
public final class TlsCertificate implements AutoCloseable {
  static final Duration LOOKS = Duration.ofSeconds(2);

  /** A listener for changed files. Called on the thread that checks them. */
  public interface CertificateListener {
    /** They are in use. */
    void taken();

    /** They cannot be used; {@code why} is a sentence for the operator. */
    void refused(String why);

    /** Our own code threw. */
    void broken(RuntimeException thrown);
  }

  /** The result of a check of the files. */
  enum Look {
    NOTHING_NEW,
    TAKEN,
    REFUSED
  }

  private static final CertificateListener NOBODY =
      new CertificateListener() {
        @Override
        public void taken() {}

        @Override
        public void refused(String why) {}

        @Override
        public void broken(RuntimeException thrown) {}
      };

  private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  /** All with forward secrecy and authenticated encryption. */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** How long a session may be resumed. */
  private static final int SESSION_SECONDS = 3600;

  private static final int SESSIONS = 2048;

  /** A property of the JDK: for how many seconds it encrypts tickets with one key. */
  private static final String TICKET_KEY_SECONDS = "jdk.tls.server.statelessKeyTimeout";

  static {
    // The JDK reads these once, at its first handshake. A client that asks for another handshake on
    // a connection that has one (TLS 1.2) is closed; a ticket's key is used for an hour, unless the
    // host has given another time.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    if (System.getProperty(TICKET_KEY_SECONDS) == null) {
      System.setProperty(TICKET_KEY_SECONDS, String.valueOf(SESSION_SECONDS));
    }
  }

  private static final int DNS_NAME = 2; // RFC 5280, GeneralName
  private static final Pattern COMMON_NAME = Pattern.compile("(?:^|,)CN=([A-Za-z0-9.*-]+)(?:,|$)");
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private final CertificateListener listener;
  private Path chain; // under this object's lock, as all that is read of files
  private Path key;
  private final Thread watch;
  private volatile SslContext context;
  private volatile Set<String> names = Set.of();
  private List<FileTime> taken;
  private List<FileTime> refused = List.of();
  private String complaint = "";

  /** A certificate whose files are not watched yet. */
  TlsCertificate(Path chain, Path key, CertificateListener listener) throws IOException {
    this.listener = listener;
    this.chain = chain;
    this.key = key;
    this.taken = times();
    this.context = load();
    this.watch = Thread.ofPlatform().daemon().name("certificate").unstarted(this::watch);
  }

  /**
   * Reads a certificate, and watches its files until closed.
   *
   * @param chain the certificate and its chain, PEM
   * @param key its private key, PEM, PKCS #8, not encrypted
   * @throws IOException with a sentence for the operator, if they cannot be used
   */
  public static TlsCertificate watched(Path chain, Path key, CertificateListener listener)
      throws IOException {
    TlsCertificate certificate = new TlsCertificate(chain, key, listener);
    certificate.watch.start();
    return certificate;
  }

  /**
   * Makes sure that these files could be used.
   *
   * @throws IOException with a sentence for the operator, if they cannot
   */
  public static void check(Path chain, Path key) throws IOException {
    var _ = new TlsCertificate(chain, key, NOBODY);
  }

  /** What new connections are encrypted with. */
  SslContext context() {
    return context;
  }

  /** The DNS names that it is for, in lower case; with a wildcard as it is written. */
  Set<String> names() {
    return names;
  }

  /** Stops watching the files. */
  @Override
  public void close() {
    watch.interrupt();
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(LOOKS);
        checkAgainAlways();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Uses other files from now on; until these can be used, what was read last stays in use. */
  public void use(Path otherChain, Path otherKey) {
    synchronized (this) {
      if (!chain.equals(otherChain) || !key.equals(otherKey)) {
        chain = otherChain;
        key = otherKey;
        taken = List.of();
        refused = List.of();
      }
    }
    checkAgainAlways();
  }

  private void checkAgainAlways() {
    try {
      var _ = checkAgain();
    } catch (RuntimeException e) {
      listener.broken(e); // and go on: an exception would end the watch
    }
  }

  /** Takes the files if they have changed and are good; says so, once for each change. */
  synchronized Look checkAgain() {
    List<FileTime> now = times();
    if (now.equals(taken)) {
      refused = List.of();
      return Look.NOTHING_NEW;
    }
    try {
      context = load();
      taken = now;
      refused = List.of();
      listener.taken();
      return Look.TAKEN;
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      if (now.equals(refused) && why.equals(complaint)) {
        return Look.NOTHING_NEW;
      }
      refused = now;
      complaint = why;
      listener.refused(why);
      return Look.REFUSED;
    }
  }

  private List<FileTime> times() {
    return List.of(time(chain), time(key));
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // reading it says why
    }
  }

  private static byte[] bytes(Path file, String flag) throws IOException {
    try {
      return OperatorFile.bytes(file);
    } catch (OperatorFile.UnfitException e) {
      throw new IOException("'" + file + "', given as " + flag + ": " + e.getReason(), e);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file '" + file + "', given as " + flag, e);
    } catch (AccessDeniedException e) {
      throw new IOException("'" + file + "', given as " + flag + ", must not be read", e);
    } catch (IOException e) {
      throw new IOException(
          "'" + file + "', given as " + flag + ", cannot be read: " + e.getMessage(), e);
    }
  }

  private SslContext load() throws IOException {
    List<X509Certificate> certificates = certificates();
    PrivateKey secret = key(new String(bytes(key, "--tls-key"), StandardCharsets.ISO_8859_1));
    check(certificates.getFirst(), secret);
    names = names(certificates.getFirst());
    return SslContextBuilder.forServer(secret, certificates)
        .sslProvider(SslProvider.JDK)
        .protocols(PROTOCOLS)
        .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
        .sessionTimeout(SESSION_SECONDS)
        .sessionCacheSize(SESSIONS)
        .build();
  }

  /** The subject's alternative names, or, where there are none, its common name. */
  private static Set<String> names(X509Certificate certificate) {
    Set<String> all = new HashSet<>();
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (alternative.size() > 1
              && alternative.getFirst() instanceof Integer kind
              && kind == DNS_NAME
              && alternative.get(1) instanceof String name) {
            all.add(HostNames.plain(name));
          }
        }
      } else {
        Matcher common = COMMON_NAME.matcher(certificate.getSubjectX500Principal().getName());
        if (common.find()) {
          all.add(HostNames.plain(common.group(1)));
        }
      }
    } catch (CertificateParsingException e) {
      return Set.of(); // then it has no name
    }
    return Set.copyOf(all);
  }

  private List<X509Certificate> certificates() throws IOException {
    try {
      List<X509Certificate> all =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(chain, "--tls-cert")))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (all.isEmpty()) {
        throw new IOException("there is no certificate in " + chain);
      }
      return all;
    } catch (GeneralSecurityException e) {
      throw new IOException("there is no PEM certificate in " + chain, e);
    }
  }

  private PrivateKey key(String pem) throws IOException {
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      throw new IOException(
          "there is no PKCS #8 private key in "
              + key
              + "; `openssl pkcs8 -topk8 -nocrypt` makes one of another kind of key");
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(decoded(found.group(1)));
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (GeneralSecurityException e) {
        // of another kind
      }
    }
    throw new IOException("the private key in " + key + " is of no known kind");
  }

  private byte[] decoded(String base64) throws IOException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException("the private key in " + key + " is damaged: it is no base64", e);
    }
  }

  /** Signs a sample and verifies it with the certificate. */
  private void check(X509Certificate certificate, PrivateKey secret) throws IOException {
    String algorithm =
        switch (secret.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> "EdDSA";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(secret);
      signature.update((byte) 1);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update((byte) 1);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw new IOException(key + " is not the key of the certificate in " + chain, e);
    }
    throw new IOException(key + " is not the key of the certificate in " + chain);
  }
}
