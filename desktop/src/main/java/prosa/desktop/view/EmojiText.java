package prosa.desktop.view;

import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How a text is drawn so that each emoji in it is seen: in the font of the text where that draws
 * it, in another one that does, or else by its name in brackets, {@code [party popper]}. The text
 * itself stays what it was.
 *
 * @param runs all of the text, in order
 */
record EmojiText(String text, Font font, FontFallback typecase, List<Run> runs) {
  /** How large a name is beside the text; fainter in colour it would be too faint to some. */
  private static final float NAME_SIZE = 0.9f;

  private static final int KEYCAP = 0x20e3;
  private static final int FLAG_A = 0x1f1e6;
  private static final int FLAG_Z = 0x1f1ff;

  /**
   * A part of the text that is drawn in one way.
   *
   * @param shown what is drawn in its place
   * @param face the font to draw it in, if it is another one
   * @param named whether a name stands there for what nothing here draws
   */
  record Run(int start, int end, String shown, Optional<Font> face, boolean named) {
    /** Whether it is the text itself in the font of the text. */
    boolean plain() {
      return face.isEmpty() && !named && shown.length() == end - start;
    }

    /** The font to draw it in, where the text is in {@code font}. */
    Font font(Font font) {
      return named
          ? font.deriveFont(font.getStyle() | Font.ITALIC, NAME_SIZE * font.getSize2D())
          : face.map(f -> f.deriveFont(font.getStyle(), font.getSize2D())).orElse(font);
    }

    /** Draws it, where the text is in {@code font}. */
    void draw(Graphics2D g, Font font, double x, double y) {
      g.setFont(font(font));
      g.drawString(shown, (float) x, (float) y);
    }
  }

  /** Of a text in a font, with the fonts that are installed. */
  static EmojiText of(String text, Font font) {
    return of(text, font, FontFallback.INSTALLED);
  }

  static EmojiText of(String text, Font font, FontFallback typecase) {
    List<Run> runs = new ArrayList<>();
    int from = 0; // where what is plain began
    if (text.codePoints().anyMatch(EmojiText::emoji)) {
      BreakIterator signs = BreakIterator.getCharacterInstance(Locale.ROOT);
      signs.setText(text);
      int start = 0;
      for (int end = signs.next(); end != BreakIterator.DONE; end = signs.next()) {
        Run run = run(text, start, end, font, typecase);
        if (!run.plain()) {
          plain(text, from, start, runs);
          runs.add(run);
          from = end;
        }
        start = end;
      }
    }
    plain(text, from, text.length(), runs);
    return new EmojiText(text, font, typecase, runs);
  }

  private static void plain(String text, int start, int end, List<Run> runs) {
    if (start < end) {
      runs.add(new Run(start, end, text.substring(start, end), Optional.empty(), false));
    }
  }

  /** What a person takes for one sign. */
  private static Run run(String text, int start, int end, Font font, FontFallback typecase) {
    String sign = text.substring(start, end);
    int[] marks = sign.codePoints().filter(c -> !silent(c)).toArray();
    if (sign.codePoints().noneMatch(EmojiText::emoji)
        || Arrays.stream(marks).allMatch(c -> typecase.draws(font, c))) {
      return new Run(start, end, sign, Optional.empty(), false);
    }
    Optional<Font> face =
        typecase.draws(font, marks[0]) ? Optional.of(font) : typecase.other(marks[0]);
    if (face.isEmpty()) {
      return new Run(start, end, "[" + name(marks) + "]", face, true);
    }
    String drawn = // what only changes the first, a colour of skin for instance, may be missing
        Arrays.stream(marks)
            .filter(c -> typecase.draws(face.get(), c))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return new Run(start, end, drawn, face.filter(f -> !f.equals(font)), false);
  }

  /** The name of a sign, as it is spoken: without what only changes how it looks. */
  static String name(String sign) {
    int[] marks = sign.codePoints().filter(c -> !silent(c)).toArray();
    return marks.length == 0 ? "" : name(marks);
  }

  private static String name(int[] marks) {
    if (Arrays.stream(marks).allMatch(c -> c >= FLAG_A && c <= FLAG_Z)) {
      return Arrays.stream(marks)
          .mapToObj(c -> Character.toString('A' + c - FLAG_A))
          .collect(Collectors.joining());
    }
    return Arrays.stream(marks)
        .filter(c -> marks.length == 1 || !Character.isEmojiModifier(c))
        .mapToObj(c -> Character.getName(c).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** Latin digits and signs are emoji by the letter of Unicode, and are letters here. */
  private static boolean emoji(int c) {
    return c > 0xff && (Character.isEmoji(c) || c == KEYCAP);
  }

  /** What joins or chooses others and is not seen itself. */
  private static boolean silent(int c) {
    return Character.getType(c) == Character.FORMAT || (c >= 0xfe00 && c <= 0xfe0f);
  }

  /** Whether the text can be drawn as it is. */
  boolean plain() {
    return runs.stream().allMatch(Run::plain);
  }

  /** As a text for where there is only one font. */
  String spelled() {
    return runs.stream()
        .map(
            run ->
                run.face().isEmpty()
                    ? run.shown()
                    : "[" + name(run.shown().codePoints().toArray()) + "]")
        .collect(Collectors.joining());
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
            typecase);
  }

  /** In pixels. */
  int width(Function<Font, FontMetrics> metrics) {
    return runs.stream()
        .mapToInt(run -> metrics.apply(run.font(font)).stringWidth(run.shown()))
        .sum();
  }

  /** Cut with an ellipsis if it is wider than {@code most}. */
  EmojiText cut(double most, Function<Font, FontMetrics> metrics) {
    EmojiText cut = this;
    int end = text.length();
    while (end > 0 && cut.width(metrics) > most) {
      end = text.offsetByCodePoints(end, -1);
      cut = of(text.substring(0, end).stripTrailing() + "…", font, typecase);
    }
    return cut;
  }

  /** Draws it in the colour that is set. */
  void draw(Graphics2D g, double x, double y) {
    double at = x;
    for (Run run : runs) {
      run.draw(g, font, at, y);
      at += g.getFontMetrics(run.font(font)).stringWidth(run.shown());
    }
  }
}
