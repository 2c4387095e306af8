package prosa.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import prosa.net.OperatorFile;
import prosa.zmtp.CurveKeyPair;

/**
 * The file that a server's secret key of CURVE is kept in: 40 characters of Z85 in a line of their
 * own, which only its owner may read. Lines that begin with {@code # } are for people. No sentence
 * here says what is in the file.
 */
final class CurveKeyFile {
  private static final String HEAD =
      "# The secret key of a Prosa server (CURVE, Z85). Who has it can pretend to be that"
          + " server.\n";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int LONGEST = 4096;

  private CurveKeyFile() {}

  /**
   * Writes a new file, with mode 600 from the first moment on.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  static void write(Path file, CurveKeyPair key) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    try (OutputStream out =
        Channels.newOutputStream(
            posix
                ? Files.newByteChannel(
                    file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
                : Files.newByteChannel(file, options))) {
      out.write((HEAD + key.secretZ85() + "\n").getBytes(StandardCharsets.US_ASCII));
    }
  }

  /**
   * Reads the key.
   *
   * @throws IllegalArgumentException with what is wrong with the file
   */
  static CurveKeyPair read(Path file) {
    List<String> lines;
    try {
      byte[] bytes = OperatorFile.bytes(file);
      if (bytes.length > LONGEST) {
        throw new IllegalArgumentException("it has no secret key of `prosa keygen`");
      }
      lines = new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(OperatorFile.why(e), e);
    }
    List<String> keys =
        lines.stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("# "))
            .toList();
    Optional<CurveKeyPair> key =
        keys.size() == 1 ? CurveKeyPair.ofSecretZ85(keys.getFirst()) : Optional.empty();
    return key.orElseThrow(
        () -> new IllegalArgumentException("it has no secret key of `prosa keygen`"));
  }
}
