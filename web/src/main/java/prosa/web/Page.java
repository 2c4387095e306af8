package prosa.web;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of the page in memory, each also compressed, as {@link PageBuilder} made them.
 * Thread-safe.
 *
 * <p>Every file but the page itself has a path that begins with a hash of all of them, {@code
 * /a/HASH/prosa.css}: its content never changes, and modules may name each other by what stands
 * beside them. The page is at {@code /}, and at {@code /r/CODE} for an invitation, which it takes
 * from there.
 */
public final class Page {
  /**
   * A file as a browser gets it.
   *
   * @param type its media type
   * @param plain its bytes; the buffer's position is not to be moved
   * @param gzip the same, compressed
   * @param tag names its content
   * @param immutable whether its path never has other content
   */
  public record File(
      String type, ByteBuffer plain, ByteBuffer gzip, String tag, boolean immutable) {}

  /** What the build makes, beside this class. */
  static final String RESOURCE = "page.files";

  /** How many folders deep a path may be for its missing page to find its way up. */
  static final int DEEPEST = 8;

  static final String MAIN = "/";
  static final String INVITATION = "/r/";
  static final String WORKER = "/worker.js";

  /** Where files are that have a path of their own for ever. */
  private static final String IMMUTABLE = "/a/";

  private static final Pattern INVITED = Pattern.compile("/r/[A-Za-z0-9_-]{1,64}");

  private final Map<String, File> files = new HashMap<>();

  private Page(DataInputStream in) throws IOException {
    for (Optional<String> path = path(in); path.isPresent(); path = path(in)) {
      String type = in.readUTF();
      String tag = in.readUTF();
      boolean immutable = in.readBoolean();
      files.put(path.get(), new File(type, shared(in), shared(in), tag, immutable));
    }
  }

  private static Optional<String> path(DataInputStream in) throws IOException {
    try {
      return Optional.of(in.readUTF());
    } catch (EOFException e) {
      return Optional.empty();
    }
  }

  /** Outside the heap, so that sockets take it from there. */
  private static ByteBuffer shared(DataInputStream in) throws IOException {
    byte[] content = in.readNBytes(in.readInt());
    return ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer();
  }

  /** The name of the page for what is missing so many folders deep. */
  static String missing(int depth) {
    return "missing " + depth;
  }

  /** Reads it from this module's resources. */
  public static Page load() {
    try (InputStream in = Page.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the page was not built");
      }
      return new Page(new DataInputStream(new BufferedInputStream(in)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The file at a path. */
  public Optional<File> at(String path) {
    if (INVITED.matcher(path).matches()) {
      return Optional.ofNullable(files.get(INVITATION));
    }
    boolean served = path.equals(MAIN) || path.equals(WORKER) || path.startsWith(IMMUTABLE);
    return served ? Optional.ofNullable(files.get(path)) : Optional.empty();
  }

  /**
   * The page for a missing path; it links to the main page relative to it, so it works behind a
   * proxy.
   *
   * @param path where nothing is
   */
  public File missing(String path) {
    int depth = (int) path.chars().filter(c -> c == '/').count() - 1;
    return Objects.requireNonNull(files.get(missing(Math.clamp(depth, 0, DEEPEST))));
  }

  /** The paths of everything but the page. */
  Set<String> paths() {
    return files.keySet().stream()
        .filter(path -> path.startsWith(IMMUTABLE))
        .collect(Collectors.toUnmodifiableSet());
  }
}
