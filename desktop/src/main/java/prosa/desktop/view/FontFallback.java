package prosa.desktop.view;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The installed fonts and the characters that they can draw. A font that has a character cannot
 * always draw it: the glyphs of a colour font are empty and without a width on a JDK whose FreeType
 * cannot draw them.
 *
 * <p>How it works: a character is drawn once into a small picture, and the answer is kept. Any
 * thread may ask.
 */
final class FontFallback {
  /** Fonts without colours that have emoji, the most complete first. */
  private static final List<String> FAMILIES =
      List.of(
          "Noto Emoji",
          "Symbola",
          "Segoe UI Emoji",
          "Segoe UI Symbol",
          "Noto Sans Symbols2",
          "Noto Sans Symbols 2",
          "DejaVu Sans",
          "FreeSerif",
          "Unifont Upper");

  /** What is installed here. */
  static final FontFallback INSTALLED =
      new FontFallback(FontFallback::installed, FontFallback::isShown);

  private static final int SIZE = 16;

  private record Letter(Font font, int character) {}

  private final Supplier<List<Font>> source;
  private final BiPredicate<Font, Integer> mark;
  private final Map<Letter, Boolean> known = new ConcurrentHashMap<>();
  private volatile List<Font> others = List.of();
  private volatile boolean open;

  /**
   * @param source finds the fonts to fall back to; asked once
   * @param mark whether a character leaves a mark in a font
   */
  FontFallback(Supplier<List<Font>> source, BiPredicate<Font, Integer> mark) {
    this.source = source;
    this.mark = mark;
  }

  /** Finds the fonts now, which may take a fifth of a second, and not when they are needed. */
  void prepare(Font font) {
    int anyEmoji = 0x1f642;
    var _ = draws(font, anyEmoji);
    var _ = other(anyEmoji);
  }

  /** Whether this font, of whatever size, draws this character so that it can be seen. */
  boolean draws(Font font, int character) {
    Letter letter = new Letter(font.deriveFont((float) SIZE), character);
    return known.computeIfAbsent(letter, l -> mark.test(l.font(), l.character()));
  }

  /** Another font that draws it. */
  Optional<Font> other(int character) {
    if (!open) {
      others = source.get();
      open = true;
    }
    return others.stream().filter(font -> draws(font, character)).findFirst();
  }

  private static List<Font> installed() {
    return FAMILIES.stream()
        .map(family -> new Font(family, Font.PLAIN, SIZE))
        .filter(
            font -> FAMILIES.contains(font.getFamily())) // a name unknown here is another font's
        .toList();
  }

  private static boolean isShown(Font font, int character) {
    if (!font.canDisplay(character)) {
      return false; // it would be a box
    }
    int side = 2 * SIZE;
    BufferedImage picture = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = picture.createGraphics();
    g.setFont(font);
    g.setColor(Color.BLACK);
    g.drawString(Character.toString(character), SIZE / 2, side - SIZE / 2);
    g.dispose();
    for (int pixel : picture.getRGB(0, 0, side, side, null, 0, side)) {
      if (pixel != 0) {
        return true;
      }
    }
    return false;
  }
}
