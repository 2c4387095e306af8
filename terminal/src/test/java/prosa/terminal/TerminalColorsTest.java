package prosa.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;

final class TerminalColorsTest {
  private static final int[] CUBE = {0, 95, 135, 175, 215, 255};

  @Test
  void everyColourIsReadableOnWhiteAndOnBlack() {
    List<Integer> all = new ArrayList<>(TerminalColors.NAMES);
    all.add(TerminalColors.FAINT);
    all.add(TerminalColors.ERROR);
    TerminalColors.INDEXED_NAMES.forEach(index -> all.add(rgb(index)));
    all.add(rgb(TerminalColors.INDEXED_FAINT));
    all.add(rgb(TerminalColors.INDEXED_ERROR));
    assertThat(TerminalColors.NAMES).hasSize(12).doesNotHaveDuplicates();
    for (int rgb : all) {
      double luminance = luminance(rgb);
      assertThat((luminance + 0.05) / 0.05).as("#%06x on black", rgb).isGreaterThanOrEqualTo(4.5);
      assertThat(1.05 / (luminance + 0.05)).as("#%06x on white", rgb).isGreaterThanOrEqualTo(4.5);
    }
  }

  @Test
  void withEightColoursNothingHasOne() {
    for (AttributedStyle style :
        List.of(
            TerminalColors.BOLD.faint(),
            TerminalColors.BOLD.error(),
            TerminalColors.BOLD.name(3, "Ana"))) {
      String ansi = TerminalColors.BOLD.ansi(new AttributedString("x", style));
      assertThat(ansi).doesNotContain("\u001b[3").doesNotContain("\u001b[9");
    }
    assertThat(TerminalColors.NONE.ansi(new AttributedString("x", AttributedStyle.BOLD)))
        .isEqualTo("x");
  }

  /** As in a shell of an editor, which inherits what the terminal around it can. */
  @Test
  void aTerminalWithoutColoursGetsNoneWhateverItInherits() throws IOException {
    try (DumbTerminal dumb =
        new DumbTerminal(
            "test",
            "dumb",
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            StandardCharsets.UTF_8)) {
      assertThat(TerminalColors.of(dumb, "", "truecolor")).isEqualTo(TerminalColors.NONE);
    }
  }

  @Test
  void coloursArriveAtTheTerminalAsTheyAre() {
    assertThat(
            TerminalColors.TRUE.ansi(new AttributedString("x", TerminalColors.TRUE.name(1, "Ana"))))
        .contains("38;2;184;92;0");
    assertThat(
            TerminalColors.INDEXED.ansi(
                new AttributedString("x", TerminalColors.INDEXED.name(1, "Ana"))))
        .contains("38;5;131");
  }

  @Test
  void theTenPlacesOfATableHaveTenColoursWhateverTheirNames() {
    assertThat(
            IntStream.rangeClosed(1, 10)
                .mapToObj(place -> TerminalColors.TRUE.name(place, "Ana"))
                .distinct())
        .hasSize(10);
    assertThat(TerminalColors.TRUE.name(4, "Bia")).isEqualTo(TerminalColors.TRUE.name(4, "Ana"));
    assertThat(TerminalColors.TRUE.name(0, "ANA")).isEqualTo(TerminalColors.TRUE.name(0, "Ana"));
  }

  private static int rgb(int index) {
    if (index >= 232) {
      return (8 + 10 * (index - 232)) * 0x010101;
    }
    int i = index - 16;
    return CUBE[i / 36] << 16 | CUBE[i / 6 % 6] << 8 | CUBE[i % 6];
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16)
        + 0.7152 * linear(rgb >> 8 & 0xff)
        + 0.0722 * linear(rgb & 0xff);
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }
}
