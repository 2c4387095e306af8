import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Makes the window's sheet of emoji, {@code emoji.sheet}, of a folder with Twemoji's pictures:
 * {@code java tools/EmojiSheetBuilder.java FOLDER OUT}. The build does not need it; docs/window.md
 * tells where the pictures come from.
 *
 * <p>The sheet: the length of an index, the index, and then chunks of SVG files, each with its
 * length before it; lengths are 32-bit integers, index and chunks are deflated. The index has a
 * line for each picture, {@code CODEPOINTS CHUNK OFFSET LENGTH}, by the code points in hexadecimal
 * with hyphens between them and without U+FE0F. Pictures that differ by a colour of skin stand
 * together, so that they take little room.
 */
final class EmojiSheetBuilder {
  private static final int CHUNK = 64 * 1024;

  private EmojiSheetBuilder() {}

  record Picture(String key, String family, byte[] svg) {}

  public static void main(String[] arguments) throws IOException {
    List<Picture> pictures = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".svg")).toList()) {
        String name = file.getFileName().toString().replace(".svg", "");
        pictures.add(new Picture(key(name), family(name), Files.readAllBytes(file)));
      }
    }
    pictures.sort(Comparator.comparing(Picture::family).thenComparing(Picture::key));
    if (pictures.stream().map(Picture::key).distinct().count() != pictures.size()) {
      throw new IllegalStateException("two pictures have the same code points");
    }
    StringBuilder index = new StringBuilder();
    List<byte[]> chunks = new ArrayList<>();
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    for (Picture picture : pictures) {
      if (chunk.size() > 0 && chunk.size() + picture.svg().length > CHUNK) {
        chunks.add(deflated(chunk.toByteArray()));
        chunk.reset();
      }
      index.append(picture.key()).append(' ').append(chunks.size()).append(' ');
      index.append(chunk.size()).append(' ').append(picture.svg().length).append('\n');
      chunk.write(picture.svg());
    }
    chunks.add(deflated(chunk.toByteArray()));
    try (DataOutputStream out =
        new DataOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
      byte[] head = deflated(index.toString().getBytes(StandardCharsets.US_ASCII));
      out.writeInt(head.length);
      out.write(head);
      for (byte[] each : chunks) {
        out.writeInt(each.length);
        out.write(each);
      }
      System.out.printf("%d pictures, %d bytes%n", pictures.size(), out.size());
    }
  }

  private static String key(String name) {
    return Stream.of(name.split("-"))
        .filter(c -> !c.equals("fe0f"))
        .collect(Collectors.joining("-"));
  }

  private static String family(String name) {
    return Stream.of(name.split("-"))
        .filter(c -> !c.matches("fe0f|1f3f[b-f]"))
        .collect(Collectors.joining("-"));
  }

  private static byte[] deflated(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try (DeflaterOutputStream zip = new DeflaterOutputStream(out, deflater)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }
}
