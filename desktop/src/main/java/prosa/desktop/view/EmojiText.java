package prosa.desktop.view;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.Insets;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.swing.JComponent;

/**
 * A text prepared for drawing, so that each emoji is visible: as a colour picture; if there is
 * none, in the text's font or another one that can draw it; or else as its name in brackets, {@code
 * [party popper]}. The text itself is not changed.
 *
 * @param runs all of the text, in order
 */
record EmojiText(String text, Font font, FontFallback fonts, EmojiSheet sheet, List<Run> runs) {
  /** How large a name is beside the text; fainter in colour it would be too faint to some. */
  private static final float NAME_SIZE = 0.9f;

  private static final int KEYCAP = 0x20e3;
  private static final char TEXT_STYLE = '\ufe0e';
  private static final char PICTURE_STYLE = '\ufe0f';
  private static final int FLAG_A = 0x1f1e6;
  private static final int FLAG_Z = 0x1f1ff;

  /**
   * A part of the text that is drawn in one way.
   *
   * @param shown what is drawn in its place
   * @param otherFont the font to draw it in, if it is another one
   * @param named whether a name replaces what no font can draw
   * @param pictures what is drawn instead of {@code shown}, if anything
   */
  record Run(
      int start,
      int end,
      String shown,
      Optional<Font> otherFont,
      boolean named,
      EmojiSheet sheet,
      List<String> pictures) {
    /** Whether it is the text itself in the font of the text. */
    boolean plain() {
      return otherFont.isEmpty() && !named && pictures.isEmpty() && shown.length() == end - start;
    }

    /** In pixels, where the text is in {@code font}. */
    int width(Font font, Function<Font, FontMetrics> metrics) {
      return pictures.isEmpty()
          ? metrics.apply(font(font)).stringWidth(shown)
          : pictures.size() * side(metrics.apply(font));
    }

    /** Of a picture: a little more than a capital, and never more than a line. */
    private static int side(FontMetrics metrics) {
      return Math.min(metrics.getHeight(), Math.round(1.3f * metrics.getFont().getSize2D()));
    }

    private static Run of(
        int start, int end, String shown, Optional<Font> otherFont, boolean named) {
      return new Run(start, end, shown, otherFont, named, EmojiSheet.NONE, List.of());
    }

    private void drawPictures(Graphics2D g, Font font, double x, double y) {
      FontMetrics metrics = g.getFontMetrics(font);
      int side = side(metrics);
      double scale = Math.max(1, g.getTransform().getScaleX());
      double top = y - metrics.getAscent() + (metrics.getHeight() - side) / 2.0;
      double left = x;
      for (String key : pictures) {
        BufferedImage picture = sheet.picture(key, (int) Math.ceil((side - 2) * scale));
        AffineTransform at = AffineTransform.getTranslateInstance(left + 1, top + 1);
        at.scale((side - 2.0) / picture.getWidth(), (side - 2.0) / picture.getHeight());
        g.drawImage(picture, at, null);
        left += side;
      }
    }

    /** The font to draw it in, where the text is in {@code font}. */
    Font font(Font font) {
      return named
          ? font.deriveFont(font.getStyle() | Font.ITALIC, NAME_SIZE * font.getSize2D())
          : otherFont.map(f -> f.deriveFont(font.getStyle(), font.getSize2D())).orElse(font);
    }

    /** Draws it, where the text is in {@code font}. */
    void draw(Graphics2D g, Font font, double x, double y) {
      if (!pictures.isEmpty()) {
        drawPictures(g, font, x, y);
        return;
      }
      g.setFont(font(font));
      g.drawString(shown, (float) x, (float) y);
    }
  }

  /** Of a text in a font, with pictures and with the fonts that are installed. */
  static EmojiText of(String text, Font font) {
    return of(text, font, FontFallback.INSTALLED, EmojiSheet.BUNDLED);
  }

  /** Without pictures. */
  static EmojiText of(String text, Font font, FontFallback fonts) {
    return of(text, font, fonts, EmojiSheet.NONE);
  }

  static EmojiText of(String text, Font font, FontFallback fonts, EmojiSheet sheet) {
    List<Run> runs = new ArrayList<>();
    int from = 0; // where what is plain began
    if (text.codePoints().anyMatch(EmojiText::emoji)) {
      BreakIterator symbols = BreakIterator.getCharacterInstance(Locale.ROOT);
      symbols.setText(text);
      int start = 0;
      for (int end = symbols.next(); end != BreakIterator.DONE; end = symbols.next()) {
        Run run = run(text, start, end, font, fonts, sheet);
        if (!run.plain()) {
          plain(text, from, start, runs);
          runs.add(run);
          from = end;
        }
        start = end;
      }
    }
    plain(text, from, text.length(), runs);
    return new EmojiText(text, font, fonts, sheet, runs);
  }

  /** The size of a component that shows this in place of its own text; {@code usual} if plain. */
  Dimension sizeOf(JComponent component, Dimension usual) {
    Insets insets = component.getInsets();
    return plain()
        ? usual
        : new Dimension(
            width(component::getFontMetrics) + insets.left + insets.right, usual.height);
  }

  /** Paints this in place of a component's own text, from the left, cut where it is too long. */
  void paint(JComponent component, Graphics graphics, int base) {
    Insets insets = component.getInsets();
    int width = component.getWidth() - insets.left - insets.right;
    if (component.isOpaque()) {
      graphics.setColor(component.getBackground());
      graphics.fillRect(0, 0, component.getWidth(), component.getHeight());
    }
    try (ShapePainter painter = new ShapePainter(graphics)) {
      painter.g.setColor(component.getForeground());
      cut(width, painter.g::getFontMetrics).draw(painter.g, insets.left, base);
    }
  }

  /**
   * The end, or the beginning, of an emoji within which a position is; else the position itself.
   */
  static int edge(String text, int position, boolean end) {
    BreakIterator symbols = BreakIterator.getCharacterInstance(Locale.ROOT);
    symbols.setText(text);
    if (position <= 0 || position >= text.length() || symbols.isBoundary(position)) {
      return position;
    }
    int after = symbols.following(position);
    int before = symbols.previous();
    boolean whole = text.substring(before, after).codePoints().anyMatch(EmojiText::emoji);
    return !whole ? position : end ? after : before;
  }

  private static void plain(String text, int start, int end, List<Run> runs) {
    if (start < end) {
      runs.add(Run.of(start, end, text.substring(start, end), Optional.empty(), false));
    }
  }

  /** A user-perceived character. */
  private static Run run(
      String text, int start, int end, Font font, FontFallback fonts, EmojiSheet sheet) {
    String symbol = text.substring(start, end);
    int[] codePoints = symbol.codePoints().filter(c -> !silent(c)).toArray();
    if (symbol.codePoints().noneMatch(EmojiText::emoji)) {
      return Run.of(start, end, symbol, Optional.empty(), false);
    }
    if (symbol.indexOf(TEXT_STYLE) < 0 && (pictured(symbol) || !fonts.draws(font, codePoints[0]))) {
      List<String> pictures = sheet.pictures(symbol);
      if (!pictures.isEmpty()) {
        return new Run(start, end, symbol, Optional.empty(), false, sheet, pictures);
      }
    }
    if (Arrays.stream(codePoints).allMatch(c -> fonts.draws(font, c))) {
      return Run.of(start, end, symbol, Optional.empty(), false);
    }
    Optional<Font> otherFont =
        fonts.draws(font, codePoints[0]) ? Optional.of(font) : fonts.other(codePoints[0]);
    if (otherFont.isEmpty()) {
      return Run.of(start, end, "[" + name(codePoints) + "]", otherFont, true);
    }
    String drawn = // what only changes the first, a colour of skin for instance, may be missing
        Arrays.stream(codePoints)
            .filter(c -> fonts.draws(otherFont.get(), c))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return Run.of(start, end, drawn, otherFont.filter(f -> !f.equals(font)), false);
  }

  /** The spoken name of a symbol, without modifiers. */
  static String name(String symbol) {
    int[] codePoints = symbol.codePoints().filter(c -> !silent(c)).toArray();
    return codePoints.length == 0 ? "" : name(codePoints);
  }

  private static String name(int[] codePoints) {
    if (Arrays.stream(codePoints).allMatch(c -> c >= FLAG_A && c <= FLAG_Z)) {
      return Arrays.stream(codePoints)
          .mapToObj(c -> Character.toString('A' + c - FLAG_A))
          .collect(Collectors.joining());
    }
    return Arrays.stream(codePoints)
        .filter(c -> codePoints.length == 1 || !Character.isEmojiModifier(c))
        .mapToObj(c -> Character.getName(c).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** Latin digits and signs are emoji by the letter of Unicode, and are letters here. */
  private static boolean emoji(int c) {
    return c > 0xff && (Character.isEmoji(c) || c == KEYCAP);
  }

  /** Whether Unicode, or who wrote it, wants a picture: © and ↔ are letters by themselves. */
  private static boolean pictured(String symbol) {
    return symbol.indexOf(PICTURE_STYLE) >= 0
        || symbol.codePoints().anyMatch(c -> c == KEYCAP || Character.isEmojiPresentation(c));
  }

  /** Joiners and selectors, which are invisible themselves. */
  private static boolean silent(int c) {
    return Character.getType(c) == Character.FORMAT || (c >= 0xfe00 && c <= 0xfe0f);
  }

  /** Whether the text can be drawn as it is. */
  boolean plain() {
    return runs.stream().allMatch(Run::plain);
  }

  /** For where there is room for a letter or two: names are cut to their first letters. */
  EmojiText brief() {
    return runs.stream().noneMatch(Run::named)
        ? this
        : of(
            runs.stream()
                .map(
                    r -> r.named() ? r.shown().substring(1, 2).toUpperCase(Locale.ROOT) : r.shown())
                .collect(Collectors.joining()),
            font,
            fonts,
            sheet);
  }

  /** In pixels. */
  int width(Function<Font, FontMetrics> metrics) {
    return runs.stream().mapToInt(run -> run.width(font, metrics)).sum();
  }

  /** Cut with an ellipsis if it is wider than {@code most}. */
  EmojiText cut(double most, Function<Font, FontMetrics> metrics) {
    BreakIterator symbols = BreakIterator.getCharacterInstance(Locale.ROOT);
    symbols.setText(text);
    int[] ends = IntStream.iterate(0, end -> end >= 0, _ -> symbols.next()).toArray();
    if (!isWider(most, metrics, ends)) {
      return this;
    }
    int fits = 0;
    int wide = ends.length - 1;
    EmojiText cut = beginning(0);
    for (int step = 1;
        wide - fits > 1;
        step = Math.min(2 * step, ends.length)) { // from the front: little of a long text fits
      int middle = fits + Math.min(step, (wide - fits) / 2);
      EmojiText longer = beginning(ends[middle]);
      if (longer.width(metrics) <= most) {
        fits = middle;
        cut = longer;
      } else {
        wide = middle;
      }
    }
    return cut;
  }

  /** Lays out no more of a long text than tells it: bidirectional ones are expensive. */
  private boolean isWider(double most, Function<Font, FontMetrics> metrics, int[] ends) {
    for (int count = 64; count < ends.length - 1; count *= 4) {
      String part = text.substring(0, ends[count]);
      if (of(part, font, fonts, sheet).width(metrics) > most) {
        return true;
      }
    }
    return width(metrics) > most;
  }

  private EmojiText beginning(int end) {
    return of(text.substring(0, end).stripTrailing() + "…", font, fonts, sheet);
  }

  /** Draws it in the colour that is set. */
  void draw(Graphics2D g, double x, double y) {
    double at = x;
    for (Run run : runs) {
      run.draw(g, font, at, y);
      at += run.width(font, g::getFontMetrics);
    }
  }
}
