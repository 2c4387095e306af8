package prosa.client;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import prosa.zmtp.CurvePublicKey;

/**
 * The public keys by which servers were known before, in a file of the user's: lines of {@code
 * host:port KEY}, the key as in addresses. A server that was once talked to with a key is never
 * talked to with another one, nor without, until somebody removes its line.
 *
 * <p>Any thread; it reads and writes a small file and may wait for a disk. At most {@value #MOST}
 * servers are remembered; a further one is not.
 */
public final class KnownServers {
  /** The most servers that are remembered. */
  public static final int MOST = 10_000;

  private static final KnownServers NONE = new KnownServers(null);

  private final @Nullable Path file;

  private KnownServers(@Nullable Path file) {
    this.file = file;
  }

  /** Knows no server, and remembers none. */
  public static KnownServers none() {
    return NONE;
  }

  /** The servers in this file, which need not be there yet. */
  public static KnownServers in(Path file) {
    return new KnownServers(file);
  }

  /** Those of the user who runs this program: {@code known-servers} in {@link UserFolder}. */
  public static KnownServers ofUser() {
    return in(UserFolder.config().resolve("known-servers"));
  }

  /**
   * The key that the server at this address had before; empty if none is known.
   *
   * @throws IOException if the file cannot be read, or what it says of this server is no key
   */
  Optional<CurvePublicKey> key(ServerAddress server) throws IOException {
    for (String line : lines()) {
      String[] words = line.strip().split("\\s+", 2);
      if (ServerAddress.parse(words[0]).filter(server::isSameAs).isPresent()) {
        return Optional.of(
            CurvePublicKey.ofUrlText(words.length > 1 ? words[1] : "")
                .orElseThrow(() -> new IOException("no key in the line of " + words[0])));
      }
    }
    return Optional.empty();
  }

  /** Remembers the key of a server that has none here yet. Failing to write it changes nothing. */
  void remember(ServerAddress server, CurvePublicKey key) {
    Path there = file;
    if (there == null) {
      return;
    }
    try {
      if (key(server).isPresent() || lines().size() >= MOST) {
        return;
      }
      Path folder = there.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(
          there,
          (isLastLineOpen(there) ? "\n" : "") + name(server) + " " + key.urlText() + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      // as with a folder that cannot be written: the address has the key all the same
    }
  }

  /** Whether the last line of the file has no end, as somebody's editor may have left it. */
  private static boolean isLastLineOpen(Path there) throws IOException {
    byte[] bytes = Files.exists(there) ? Files.readAllBytes(there) : new byte[0];
    return bytes.length > 0 && bytes[bytes.length - 1] != '\n';
  }

  private static String name(ServerAddress server) {
    return server.toString().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KnownServers that && Objects.equals(file, that.file);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(file);
  }

  /** A file that an editor has stored in another encoding may have the key that is looked for. */
  private List<String> lines() throws IOException {
    Path there = file;
    if (there == null) {
      return List.of();
    }
    try {
      String text = Files.readString(there);
      if (text.indexOf('\0') >= 0) {
        throw new CharacterCodingException();
      }
      return text.lines().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
