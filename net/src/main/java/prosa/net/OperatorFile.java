package prosa.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;

/**
 * Reads a file that the operator names: settings, texts, certificates, keys, tokens.
 *
 * <p>It has to be a regular file, or a link to one, of at most {@link #MOST_BYTES}: to open a pipe
 * may take forever, a device may never end, and either would be read again at a reload. The one
 * exception is {@code /dev/null}, which is empty.
 */
public final class OperatorFile {
  /** The largest file that is read. */
  static final int MOST_BYTES = 1024 * 1024;

  private static final Path NOTHING = Path.of("/dev/null");

  private OperatorFile() {}

  /** A file that is not read because of what it is; the reason is part of a sentence. */
  public static final class UnfitException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    UnfitException(Path file, String reason) {
      super(file.toString(), null, reason);
    }
  }

  /**
   * What a file is that this class does not read, as part of a sentence about it; empty if it would
   * be opened.
   *
   * @throws IOException if that is not known, as of a file that is not there
   */
  public static Optional<String> unfit(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (attributes.isDirectory()) {
      return Optional.of("it is a directory");
    }
    if (!attributes.isRegularFile() && !file.toRealPath().equals(NOTHING)) {
      return Optional.of(
          "it is a pipe or a device, and not a file, which is needed to read it again at a reload");
    }
    return attributes.size() > MOST_BYTES ? Optional.of(tooLarge()) : Optional.empty();
  }

  private static String tooLarge() {
    return "it has more than " + MOST_BYTES / 1024 + " KiB";
  }

  /**
   * All bytes of a file.
   *
   * @throws UnfitException with {@linkplain FileSystemException#getReason() the reason}, if it is
   *     no regular file or too large
   */
  public static byte[] bytes(Path file) throws IOException {
    Optional<String> unfit = unfit(file);
    if (unfit.isPresent()) {
      throw new UnfitException(file, unfit.get());
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1); // some have more than their size tells
      if (bytes.length > MOST_BYTES) {
        throw new UnfitException(file, tooLarge());
      }
      return bytes;
    }
  }

  /**
   * The text of a file in UTF-8.
   *
   * @throws CharacterCodingException if it is not UTF-8
   * @throws UnfitException as {@link #bytes} does
   */
  public static String text(Path file) throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
  }

  /**
   * Whether somebody but its owner and group may read it: a secret in it is none on its machine.
   */
  public static boolean isOpenToAll(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false; // it cannot be read at all, or this system has no such permissions
    }
  }

  /** Why a file was not read, as part of a sentence about it. */
  public static String why(IOException failure) {
    return failure instanceof UnfitException unfit ? unfit.getReason() : "it cannot be read";
  }
}
