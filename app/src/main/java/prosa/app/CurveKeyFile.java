package prosa.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
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
  private static final String COMMENT = "# ";
  private static final int LONGEST = 4096;

  private CurveKeyFile() {}

  /**
   * Writes a new file, which nobody else may read from the first moment on, with mode 600. What
   * cannot be written whole is taken away again.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one
   */
  static void write(Path file, CurveKeyPair key) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    SeekableByteChannel made =
        posix
            ? Files.newByteChannel(file, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))
            : Files.newByteChannel(file, options);
    try (OutputStream out = Channels.newOutputStream(made)) {
      if (posix) {
        Files.setPosixFilePermissions(file, OWNER_ONLY); // a umask may have taken them away
      }
      out.write((HEAD + key.secretZ85() + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      Files.deleteIfExists(file); // a full disk leaves it empty
      throw e;
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
      lines = lines(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(OperatorFile.why(e), e);
    }
    List<String> keys =
        lines.stream()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith(COMMENT))
            .toList();
    Optional<CurveKeyPair> key =
        keys.size() == 1 ? CurveKeyPair.ofSecretZ85(keys.getFirst()) : Optional.empty();
    return key.orElseThrow(
        () -> new IllegalArgumentException("it has no secret key of `prosa keygen`"));
  }

  /** Its lines; none if it is too long to be one of these files. */
  private static List<String> lines(Path file) throws IOException {
    byte[] bytes = OperatorFile.bytes(file);
    return bytes.length > LONGEST
        ? List.of()
        : new String(bytes, StandardCharsets.ISO_8859_1).lines().toList();
  }

  /**
   * Whether a line for people says that the key is a secret one, as {@link #write} has it. A public
   * key looks the same, and everybody knows it.
   */
  static boolean saysSecret(Path file) {
    try {
      return lines(file).stream()
          .map(String::strip)
          .anyMatch(
              line -> line.startsWith(COMMENT) && line.toLowerCase(Locale.ROOT).contains("secret"));
    } catch (IOException e) {
      return true; // it cannot be read at all, which is said elsewhere
    }
  }
}
