package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.util.List;
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

  private static double contrast(Color a, Color b) {
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
