package prosa.web;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import prosa.messages.CatalogueModules;
import prosa.messages.Language;
import prosa.messages.Messages;

/**
 * Makes of the page's sources what {@link Page} reads: comments and indentation are left out, each
 * file is compressed, and all get a path with a hash of all of them. The build runs {@link #main},
 * so that no server does it when it starts.
 */
final class PageBuilder {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);

  private static final List<String> FILES =
      List.of(
          "alerts.js",
          "arrival.js",
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
          "escape.js",
          "frames.js",
          "host.js",
          "icon-192.png",
          "icon-512.png",
          "icons.svg",
          "join-form.js",
          "key-change.js",
          "languages.js",
          "later.css",
          "later.js",
          "leaving.js",
          "links.js",
          "log-text.js",
          "main.js",
          "manifest.webmanifest",
          "member-reference.js",
          "mentions.js",
          "message-menu.js",
          "messages.js",
          "names.js",
          "offline.html",
          "offline.js",
          "outbox.js",
          "prompts.js",
          "prosa-unread.svg",
          "prosa.css",
          "prosa.svg",
          "register.js",
          "report.js",
          "room-cipher.js",
          "room-view.js",
          "roster.js",
          "sealed-room.js",
          "sealed-view.js",
          "seat-map.js",
          "session.js",
          "settings.js",
          "speech-bubbles.js",
          "text.js",
          "theme-boot.js",
          "vote.js");

  /** A comment of TypeScript's within a line, or that has a line for itself. */
  private static final Pattern TYPE = Pattern.compile("/\\*\\*.*?\\*/ ?");

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);

  private PageBuilder() {}

  /** Writes the file of {@link Page} to the folder that is given, that of the compiled classes. */
  public static void main(String[] arguments) throws IOException {
    Files.write(Path.of(arguments[0], Page.RESOURCE), new PageBuilder().all());
  }

  private byte[] all() throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    MessageDigest all = sha256();
    for (String name : names()) {
      byte[] content = served(name);
      contents.put(name, content);
      all.update(name.getBytes(StandardCharsets.UTF_8));
      all.update(content);
    }
    String base = "a/" + HexFormat.of().formatHex(all.digest(), 0, 10);
    for (Map.Entry<String, byte[]> one : contents.entrySet()) {
      write("/" + base + "/" + one.getKey(), one.getKey(), one.getValue(), true);
    }
    write(Page.MAIN, "index.html", filled("index.html", base, "Prosa", ""), false);
    write(
        Page.INVITATION,
        "index.html",
        filled("index.html", "../" + base, ENGLISH.text("pageInvitation"), ""),
        false);
    write(Page.WORKER, "worker.js", filled("worker.js", base, "", ""), false);
    for (int depth = 0; depth <= Page.DEEPEST; depth++) {
      String up = depth == 0 ? "./" : "../".repeat(depth);
      write(Page.missing(depth), "missing.html", filled("missing.html", base, "", up), false);
    }
    return bytes.toByteArray();
  }

  private void write(String path, String name, byte[] content, boolean immutable)
      throws IOException {
    byte[] compressed = compressed(content);
    out.writeUTF(path);
    out.writeUTF(type(name));
    out.writeUTF(HexFormat.of().formatHex(sha256().digest(content), 0, 10));
    out.writeBoolean(immutable);
    out.writeInt(content.length);
    out.write(content);
    out.writeInt(compressed.length);
    out.write(compressed);
  }

  private static byte[] served(String name) {
    if (name.endsWith(".html") || name.endsWith(".webmanifest")) {
      return filled(name, "", "", "");
    }
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

  private static byte[] filled(String name, String base, String title, String up) {
    return new String(read(name), StandardCharsets.UTF_8)
        .replaceAll("(?s)\\s*<!--.*?-->", "")
        .replace("{up}", up)
        .replace("{base}", base)
        .replace("{title}", title)
        .replace("{description}", ENGLISH.text("pageDescription"))
        .replace("{unstyled}", inEveryLanguage("pageUnstyled"))
        .replace("{noscript}", inEveryLanguage("pageWithoutScript"))
        .replace("{missing}", paragraphs("pageMissing"))
        .replace("{offline}", paragraphs("pageOffline"))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** A sentence of a page that cannot know the language of its reader, in all of them. */
  private static String inEveryLanguage(String key) {
    return Language.offered().stream()
        .map(language -> Messages.in(language).text(key))
        .collect(Collectors.joining(" · "));
  }

  /** The same, in a paragraph for each. */
  private static String paragraphs(String key) {
    return Language.offered().stream()
        .map(
            language ->
                "<p class=\"lead\" lang=\"%s\">%s</p>"
                    .formatted(language.tag(), Messages.in(language).text(key)))
        .collect(Collectors.joining("\n        "));
  }

  private static List<String> names() {
    return Stream.concat(
            FILES.stream(),
            Language.offered().stream()
                .flatMap(
                    one -> Stream.of(CatalogueModules.name(one), CatalogueModules.laterName(one))))
        .toList();
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
