package prosa.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;
import prosa.net.OperatorFile;
import prosa.zmtp.CurveSelector;

/** Flags about CURVE, the encryption of ZeroMQ. */
final class CurveOptions {
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

  @Option(
      names = "--curve-key",
      paramLabel = "FILE",
      description =
          "A secret key that `prosa keygen` made: ZeroMQ clients that know its public key talk"
              + " encrypted (CURVE), at the same ports.")
  private @Nullable Path keyFile;

  @Option(
      names = "--curve",
      paramLabel = "POLICY",
      completionCandidates = CompletionCandidates.CurveModes.class,
      defaultValue = "offered",
      description =
          "Whether ZeroMQ clients without CURVE are served, too: offered, or required, and they are"
              + " refused. Default: ${DEFAULT-VALUE}.")
  private CurvePolicy mode = CurvePolicy.OFFERED;

  /**
   * Makes sure that what is required can be had.
   *
   * @throws IllegalArgumentException with a sentence for the operator
   */
  void check() {
    if (mode == CurvePolicy.REQUIRED && keyFile == null) {
      throw new IllegalArgumentException("--curve required needs --curve-key");
    }
  }

  /**
   * The mechanisms of the server; empty without a key. Only then is anything of CURVE loaded.
   *
   * @throws IOException with a sentence for the operator, if the key cannot be read
   */
  Optional<CurveSelector> mechanisms() throws IOException {
    if (keyFile == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new CurveSelector(
              CurveKeyFile.read(keyFile), mode == CurvePolicy.REQUIRED, new SecureRandom()));
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + keyFile + "', given as --curve-key: " + e.getMessage(), e);
    }
  }

  /** Whether everybody on this machine may read the secret key. */
  boolean isOpenToAll() {
    return keyFile != null && OperatorFile.isOpenToAll(keyFile);
  }

  /** Whether nothing in the key's file says that it is the secret one: it may be the public one. */
  boolean mayBePublic() {
    return keyFile != null && !CurveKeyFile.saysSecret(keyFile);
  }
}
