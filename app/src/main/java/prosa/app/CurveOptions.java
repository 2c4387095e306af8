package prosa.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.TypeConversionException;
import prosa.net.OperatorFile;
import prosa.zmtp.CurveSelector;

/** Flags about CURVE, the encryption of ZeroMQ. */
final class CurveOptions extends Flags {
  /** Whether peers without CURVE are served, too. */
  enum CurvePolicy {
    OFFERED,
    REQUIRED;

    static CurvePolicy parse(String text) {
      return switch (text) {
        case "offered" -> OFFERED;
        case "required" -> REQUIRED;
        default ->
            throw new TypeConversionException("'" + text + "' is neither offered nor required");
      };
    }
  }

  private final Flag<Path> keyFile =
      file("--curve-key")
          .saying(
              "A secret key that `prosa keygen` made: ZeroMQ clients that know its public key talk"
                  + " encrypted (CURVE), at the same ports.");

  private final Flag<CurvePolicy> mode =
      value("--curve", "POLICY", CurvePolicy.class, CurvePolicy::parse)
          .oneOf("offered", "required")
          .usually("offered")
          .saying(
              "Whether ZeroMQ clients without CURVE are served, too: offered, or required, and they are"
                  + " refused. Default: ${DEFAULT-VALUE}.");

  /**
   * Makes sure that what is required can be had.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  void check() {
    if (mode.value() == CurvePolicy.REQUIRED && keyFile.given().isEmpty()) {
      throw new IllegalArgumentException("--curve required needs --curve-key");
    }
  }

  /**
   * The mechanisms of the server; empty without a key. Only then is anything of CURVE loaded.
   *
   * @throws IOException with a sentence for the operator, if the key cannot be read
   */
  Optional<CurveSelector> mechanisms() throws IOException {
    if (keyFile.given().isEmpty()) {
      return Optional.empty();
    }
    Path file = keyFile.given().get();
    try {
      return Optional.of(
          new CurveSelector(
              CurveKeyFile.read(file), mode.value() == CurvePolicy.REQUIRED, new SecureRandom()));
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + file + "', given as --curve-key: " + e.getMessage(), e);
    }
  }

  /** Whether everybody on this machine may read the secret key. */
  boolean isOpenToAll() {
    return keyFile.given().filter(OperatorFile::isOpenToAll).isPresent();
  }

  /** Whether nothing in the key's file says that it is the secret one: it may be the public one. */
  boolean mayBePublic() {
    return keyFile.given().filter(file -> !CurveKeyFile.saysSecret(file)).isPresent();
  }
}
