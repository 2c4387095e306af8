package prosa.desktop.view;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The emoji pictures of Twemoji, in colour, in one resource of the program. They are rendered from
 * outlines at the requested size, so they are sharp on every display.
 *
 * <p>How it works: the sheet (tools/EmojiSheetBuilder.java tells its form) is read when the first
 * emoji is needed (1.3 MB). A picture is unpacked and rendered at its first use in a size, and the
 * latest {@value #KEPT} rendered pictures are cached. Thread-safe.
 */
final class EmojiSheet {
  private static final int KEPT = 400;
  private static final int VARIATION = 0xfe0f;
  private static final int JOINER = 0x200d;

  /** The one in this program. */
  static final EmojiSheet BUNDLED = new EmojiSheet("emoji.sheet");

  /** One without pictures. */
  static final EmojiSheet NONE = new EmojiSheet(null);

  private record Place(int chunk, int offset, int length) {}

  private record Drawn(String key, int side) {}

  private final @Nullable String resource;
  private @Nullable Map<String, Place> index;
  private final List<byte[]> chunks = new ArrayList<>();
  private final Map<Drawn, BufferedImage> drawn = new Latest();

  private EmojiSheet(@Nullable String resource) {
    this.resource = resource;
  }

  @SuppressWarnings("serial") // never serialized
  private static final class Latest extends LinkedHashMap<Drawn, BufferedImage> {
    private Latest() {
      super(2 * KEPT, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Drawn, BufferedImage> eldest) {
      return size() > KEPT;
    }
  }

  /** Reads the sheet and draws one picture, which takes a moment, before it is needed. */
  void prepare() {
    pictures("🙂").forEach(key -> picture(key, 16));
  }

  /**
   * The pictures that show a sign: one; or several where a sequence is not known as a whole, a
   * family of five for instance; or none where a part of it is not known.
   */
  List<String> pictures(String symbol) {
    int[] codePoints = symbol.codePoints().filter(c -> c != VARIATION).toArray();
    Optional<String> whole =
        known(codePoints).or(() -> known(without(codePoints, Character::isEmojiModifier)));
    if (whole.isPresent()) {
      return List.of(whole.get());
    }
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= codePoints.length; i++) {
      if (i == codePoints.length || codePoints[i] == JOINER) {
        int[] part = Arrays.copyOfRange(codePoints, from, i);
        Optional<String> key =
            known(part).or(() -> known(without(part, Character::isEmojiModifier)));
        if (key.isEmpty()) {
          return List.of();
        }
        parts.add(key.get());
        from = i + 1;
      }
    }
    return parts;
  }

  private static int[] without(int[] codePoints, IntPredicate what) {
    return Arrays.stream(codePoints).filter(what.negate()).toArray();
  }

  private synchronized Optional<String> known(int[] codePoints) {
    String key =
        Arrays.stream(codePoints).mapToObj(Integer::toHexString).collect(Collectors.joining("-"));
    return index().containsKey(key) ? Optional.of(key) : Optional.empty();
  }

  /** The picture of this key, with this width and height in pixels. */
  synchronized BufferedImage picture(String key, int side) {
    return drawn.computeIfAbsent(new Drawn(key, side), this::draw);
  }

  private BufferedImage draw(Drawn wanted) {
    BufferedImage image =
        new BufferedImage(wanted.side(), wanted.side(), BufferedImage.TYPE_INT_ARGB);
    SVGDocument document =
        new SVGLoader()
            .load(new ByteArrayInputStream(svg(wanted.key())), null, LoaderContext.createDefault());
    if (document == null) {
      throw new IllegalStateException("no picture: " + wanted.key());
    }
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    document.render(null, g, new ViewBox(wanted.side(), wanted.side()));
    g.dispose();
    return image;
  }

  private byte[] svg(String key) {
    Place place = index().get(key);
    if (place == null) {
      throw new IllegalArgumentException(key);
    }
    try (InputStream in = inflated(chunks.get(place.chunk()))) {
      in.skipNBytes(place.offset());
      return in.readNBytes(place.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized Map<String, Place> index() {
    if (index == null) {
      index = resource == null ? Map.of() : read(resource);
    }
    return index;
  }

  private Map<String, Place> read(String name) {
    Map<String, Place> places = new HashMap<>(8_192);
    try (InputStream found = EmojiSheet.class.getResourceAsStream(name)) {
      if (found == null) {
        throw new IllegalStateException(name + " is not in the program");
      }
      DataInputStream in = new DataInputStream(found);
      byte[] lines = inflated(in.readNBytes(in.readInt())).readAllBytes();
      new String(lines, StandardCharsets.US_ASCII)
          .lines()
          .map(line -> line.split(" "))
          .forEach(
              parts ->
                  places.put(
                      parts[0],
                      new Place(
                          Integer.parseInt(parts[1]),
                          Integer.parseInt(parts[2]),
                          Integer.parseInt(parts[3]))));
      int most = places.values().stream().mapToInt(Place::chunk).max().orElse(-1);
      while (chunks.size() <= most) {
        chunks.add(in.readNBytes(in.readInt()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return places;
  }

  private static InputStream inflated(byte[] bytes) {
    return new InflaterInputStream(new ByteArrayInputStream(bytes));
  }
}
