package prosa.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import prosa.messages.CatalogueModules;
import prosa.messages.Language;

/**
 * The files of the page in memory, each also compressed. Thread-safe.
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

  private static final List<String> FILES =
      List.of(
          "alerts.js",
          "arrival.js",
          "cards.js",
          "chat-log.js",
          "clock.js",
          "commands.js",
          "composer.js",
          "confusables.txt",
          "connection.js",
          "copy.js",
          "dates.js",
          "dialogs.js",
          "dom.js",
          "frames.js",
          "host.js",
          "icon-192.png",
          "icon-512.png",
          "icons.svg",
          "join-form.js",
          "key-change.js",
          "languages.js",
          "later.js",
          "links.js",
          "main.js",
          "manifest.webmanifest",
          "mentions.js",
          "message-menu.js",
          "messages.js",
          "names.js",
          "offline.html",
          "offline.js",
          "outbox.js",
          "prosa-unread.svg",
          "prosa.css",
          "prosa.svg",
          "report.js",
          "room-cipher.js",
          "room-view.js",
          "roster.js",
          "sealed-room.js",
          "sealed-view.js",
          "seat-map.js",
          "session.js",
          "settings.js",
          "speeches.js",
          "text.js",
          "theme-boot.js",
          "vote.js");

  /** How many folders deep a path may be for its missing page to find its way up. */
  private static final int DEEPEST = 8;

  /** A comment of TypeScript's within a line, or that has a line for itself. */
  private static final Pattern TYPE = Pattern.compile("/\\*\\*.*?\\*/ ?");

  private static final Pattern INVITATION = Pattern.compile("/r/[A-Za-z0-9_-]{1,64}");

  private final Map<String, File> files = new HashMap<>();
  private final File page;
  private final File invitation;
  private final File worker;
  private final List<File> missing = new ArrayList<>();

  private Page() {
    Map<String, byte[]> contents = new HashMap<>();
    MessageDigest all = sha256();
    for (String name : names()) {
      byte[] content = served(name);
      contents.put(name, content);
      all.update(name.getBytes(StandardCharsets.UTF_8));
      all.update(content);
    }
    String base = "a/" + HexFormat.of().formatHex(all.digest(), 0, 10);
    contents.forEach(
        (name, content) -> files.put("/" + base + "/" + name, file(name, content, true)));
    page = page("index.html", base, "Prosa");
    invitation = page("index.html", "../" + base, "You are invited to a table");
    worker = file("worker.js", filled("worker.js", base, "", ""), false);
    for (int depth = 0; depth <= DEEPEST; depth++) {
      String up = depth == 0 ? "./" : "../".repeat(depth);
      missing.add(file("missing.html", filled("missing.html", base, "", up), false));
    }
  }

  private static byte[] served(String name) {
    if (name.endsWith(".js")) {
      return withoutComments(read(name));
    }
    return name.endsWith(".css") ? rulesOnly(read(name)) : read(name);
  }

  /** A style sheet without its comments and indentation. */
  static byte[] rulesOnly(byte[] sheet) {
    return new String(sheet, StandardCharsets.UTF_8)
        .replaceAll("(?s)/\\*.*?\\*/", "")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A page; its files are named from where it is, so a proxy may serve all under a path. */
  private static File page(String name, String base, String title) {
    return file(name, filled(name, base, title, ""), false);
  }

  private static byte[] filled(String name, String base, String title, String up) {
    return new String(read(name), StandardCharsets.UTF_8)
        .replace("{up}", up)
        .replace("{base}", base)
        .replace("{title}", title)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> names() {
    return Stream.concat(
            FILES.stream(),
            Language.offered().stream()
                .flatMap(
                    one -> Stream.of(CatalogueModules.name(one), CatalogueModules.laterName(one))))
        .toList();
  }

  /** Reads it from this module's resources. */
  public static Page load() {
    return new Page();
  }

  /** The file at a path. */
  public Optional<File> at(String path) {
    if (path.equals("/")) {
      return Optional.of(page);
    }
    if (INVITATION.matcher(path).matches()) {
      return Optional.of(invitation);
    }
    return path.equals("/worker.js") ? Optional.of(worker) : Optional.ofNullable(files.get(path));
  }

  /**
   * The page for a missing path; it links to the main page relative to it, so it works behind a
   * proxy.
   *
   * @param path where nothing is
   */
  public File missing(String path) {
    int depth = (int) path.chars().filter(c -> c == '/').count() - 1;
    return missing.get(Math.clamp(depth, 0, DEEPEST));
  }

  /** The paths of everything but the page. */
  java.util.Set<String> paths() {
    return java.util.Set.copyOf(files.keySet());
  }

  private static File file(String name, byte[] content, boolean immutable) {
    String tag = HexFormat.of().formatHex(sha256().digest(content), 0, 10);
    return new File(type(name), shared(content), shared(compressed(content)), tag, immutable);
  }

  /** Outside the heap, so that sockets take it from there. */
  private static ByteBuffer shared(byte[] content) {
    return ByteBuffer.allocateDirect(content.length).put(content).flip().asReadOnlyBuffer();
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "png" -> "image/png";
      case "txt" -> "text/plain; charset=utf-8";
      case "webmanifest" -> "application/manifest+json";
      default -> throw new IllegalArgumentException("no media type is known for " + name);
    };
  }

  private static byte[] read(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page lacks its " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A script without its comments, which are for those who read its source: lines that are comments
   * only, and types within a line. What stands between backticks is left as it is.
   */
  static byte[] withoutComments(byte[] script) {
    StringBuilder kept = new StringBuilder(script.length);
    boolean comment = false;
    boolean template = false;
    for (String line : new String(script, StandardCharsets.UTF_8).lines().toList()) {
      String text = line.strip();
      if (comment) {
        comment = !text.endsWith("*/");
      } else if (!template && text.startsWith("/**") && !text.contains("*/")) {
        comment = true;
      } else if (template || !text.startsWith("//")) {
        String code = template ? line : TYPE.matcher(line).replaceAll("");
        template ^= code.chars().filter(c -> c == '`').count() % 2 == 1;
        if (!code.isBlank() || text.isEmpty()) {
          kept.append(code).append('\n');
        }
      }
    }
    return kept.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] compressed(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
