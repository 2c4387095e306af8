package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.desktop.model.MemberColor;

/** Contrast as WCAG 2.2 counts it (1.4.3: text at least 4.5, and 1.4.11: marks at least 3). */
final class PaletteTest {
  static List<Palette> palettes() {
    return List.of(Palette.LIGHT, Palette.DARK);
  }

  @ParameterizedTest
  @MethodSource("palettes")
  void textCanBeReadOnItsGround(Palette p) {
    for (Color ground : List.of(p.page(), p.side(), p.bubble(), p.marked(), p.prompt())) {
      assertThat(contrast(p.textColor(), ground)).isGreaterThan(7);
      assertThat(contrast(p.faint(), ground)).isGreaterThan(4.5);
      assertThat(contrast(p.bad(), ground)).isGreaterThan(4.5);
    }
    assertThat(contrast(p.onOwn(), p.mine())).isGreaterThan(4.5);
    assertThat(contrast(p.mineFaint(), p.mine())).isGreaterThan(4.5);
    assertThat(contrast(p.onTable(), p.table())).isGreaterThan(4.5);
  }

  @ParameterizedTest
  @MethodSource("palettes")
  void membersAreReadOnBubblesAndTheirInitialsOnThem(Palette p) {
    assertThat(p.memberColors()).hasSize(MemberColor.COUNT).doesNotHaveDuplicates();
    for (int i = 0; i < MemberColor.COUNT; i++) {
      Color name = p.onMemberColors().get(i);
      assertThat(contrast(name, p.bubble())).as("%s", name).isGreaterThan(4.5);
      assertThat(contrast(name, p.marked())).as("%s", name).isGreaterThan(4.5);
      assertThat(contrast(name, p.memberColors().get(i))).as("%s", name).isGreaterThan(4.5);
    }
  }

  @ParameterizedTest
  @MethodSource("palettes")
  void marksAreSeen(Palette p) {
    for (Color mark : List.of(p.good(), p.warn(), p.bad(), p.accent())) {
      assertThat(contrast(mark, p.page())).isGreaterThan(3);
    }
  }

  @Test
  void markIsThatOfThePage() throws IOException {
    Image mark =
        AppIcons.icons().stream()
            .filter(icon -> icon.getWidth(null) == 64)
            .findFirst()
            .orElseThrow();
    BufferedImage drawn = new BufferedImage(64, 64, BufferedImage.TYPE_INT_ARGB);
    drawn.createGraphics().drawImage(mark, 0, 0, null);
    Matcher seat =
        Pattern.compile("<circle cx=\"(\\d+)\" cy=\"(\\d+)\" r=\"6\" fill=\"#(\\w{6})\"")
            .matcher(Files.readString(Path.of("../web/src/main/resources/prosa/web/prosa.svg")));
    int seats = 0;
    for (; seat.find(); seats++) {
      int seen = drawn.getRGB(Integer.parseInt(seat.group(1)), Integer.parseInt(seat.group(2)));
      assertThat(seen & 0xffffff).isEqualTo(Integer.parseInt(seat.group(3), 16));
    }
    assertThat(seats).isEqualTo(5);
    assertThat(drawn.getRGB(0, 0)).as("no ground").isZero();
  }

  /** The page's colours that the window has, too, by their names in the style sheet. */
  private static Map<String, Color> shared(Palette p) {
    return Map.ofEntries(
        Map.entry("paper", p.page()),
        Map.entry("sheet", p.bubble()),
        Map.entry("ink", p.textColor()),
        Map.entry("soft", p.faint()),
        Map.entry("line", p.line()),
        Map.entry("edge", p.freeSeat()),
        Map.entry("accent", p.accent()),
        Map.entry("mine", p.mine()),
        Map.entry("marked", p.marked()),
        Map.entry("trouble", p.bad()),
        Map.entry("wood-light", p.table()),
        Map.entry("wood-dark", p.tableEdge()),
        Map.entry("on-wood", p.onTable()));
  }

  @Test
  void pageHasTheSameColours() throws IOException {
    String css = Files.readString(Path.of("../web/src/main/resources/prosa/web/prosa.css"));
    List<String> blocks =
        Pattern.compile("(?s):root[^{]*\\{(.*?)\\}")
            .matcher(css)
            .results()
            .map(found -> found.group(1))
            .filter(block -> block.contains("--paper"))
            .toList();
    assertThat(blocks).as("light, dark by the system, dark by choice").hasSize(3);
    for (int i = 0; i < 3; i++) {
      Palette p = i == 0 ? Palette.LIGHT : Palette.DARK;
      String block = blocks.get(i);
      shared(p)
          .forEach((name, color) -> assertThat(block).contains("--" + name + ": " + hex(color)));
      assertThat(near(percents(p.memberColors()), percents(block, "face-ground"))).isTrue();
      assertThat(near(percents(p.onMemberColors()), percents(block, "face-ink"))).isTrue();
    }
  }

  @Test
  void designLanguageTellsTheSameColours() throws IOException {
    String css = Files.readString(Path.of("../web/src/main/resources/prosa/web/prosa.css"));
    List<MatchResult> rows =
        Pattern.compile("\\| [^|]*`--([a-z-]+)` \\| `(#\\w+)` \\| `(#\\w+)` \\|")
            .matcher(Files.readString(Path.of("../docs/design-language.md")))
            .results()
            .toList();
    assertThat(rows).hasSizeGreaterThan(7);
    for (MatchResult row : rows) {
      assertThat(css)
          .contains(
              "--" + row.group(1) + ": " + row.group(2), "--" + row.group(1) + ": " + row.group(3));
      for (Palette p : palettes()) {
        Color color = shared(p).get(row.group(1));
        if (color != null) {
          assertThat(row.group(p.equals(Palette.LIGHT) ? 2 : 3)).isEqualTo(hex(color));
        }
      }
    }
  }

  private static String hex(Color color) {
    return "#%06x".formatted(color.getRGB() & 0xffffff);
  }

  /** Saturation and lightness, as the style sheet has them. */
  private static double[] percents(String block, String name) {
    Matcher found = Pattern.compile("--" + name + ": ([0-9]+)% ([0-9]+)%").matcher(block);
    assertThat(found.find()).isTrue();
    return new double[] {Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))};
  }

  private static double[] percents(List<Color> colors) {
    Color color = colors.getFirst();
    double most = Math.max(color.getRed(), Math.max(color.getGreen(), color.getBlue())) / 255.0;
    double least = Math.min(color.getRed(), Math.min(color.getGreen(), color.getBlue())) / 255.0;
    double lightness = (most + least) / 2;
    double saturation = (most - least) / (1 - Math.abs(2 * lightness - 1));
    return new double[] {saturation * 100, lightness * 100};
  }

  /** Whether two are the same but for the rounding of a colour to 8 bits. */
  private static boolean near(double[] one, double[] other) {
    return Math.abs(one[0] - other[0]) < 1.5 && Math.abs(one[1] - other[1]) < 0.5;
  }

  static double contrast(Color a, Color b) {
    double one = luminance(a) + 0.05;
    double two = luminance(b) + 0.05;
    return Math.max(one, two) / Math.min(one, two);
  }

  private static double luminance(Color c) {
    return 0.2126 * linear(c.getRed())
        + 0.7152 * linear(c.getGreen())
        + 0.0722 * linear(c.getBlue());
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
