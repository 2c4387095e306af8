package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics2D;
import java.awt.GraphicsConfiguration;
import java.awt.GraphicsDevice;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.time.Instant;
import java.util.List;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Link;
import prosa.messages.Language;
import prosa.messages.Messages;

/** Selectable texts, with the fonts of this machine. */
final class SelectableTextTest {
  private static final int WIDTH = 400; // the longest name of an emoji that no font here has fits

  @ParameterizedTest
  @ValueSource(strings = {"😀", "🎉", "🚀", "👨‍👩‍👧", "🇧🇷", "👍🏽", "❤️", "🫠"})
  void everyEmojiIsSeenAndHasAWidth(String emoji) throws Exception {
    SelectableText text = said(emoji);
    BufferedImage picture = new BufferedImage(WIDTH, 200, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    text.setForeground(Color.WHITE);
    text.paint(g);
    g.dispose();
    int[] pixels = picture.getRGB(0, 0, WIDTH, 200, null, 0, WIDTH);
    assertThat(java.util.Arrays.stream(pixels).anyMatch(p -> (p & 0x808080) != 0)).isTrue();
    double left = text.modelToView2D(0).getX();
    assertThat(text.modelToView2D(emoji.length()).getX()).isGreaterThan(left + 3);
  }

  @Test
  void whatIsSelectedAndReadAloudIsTheOriginal() {
    String original = "a 🎉\tb\n🚀 https://example.org/🎉?x";
    SelectableText text = said(original);
    text.select(0, original.length());
    assertThat(text.getSelectedText()).isEqualTo(original);
    assertThat(text.getText()).isEqualTo(original);
    assertThat(text.getAccessibleContext().getAccessibleText().getCharCount())
        .isEqualTo(original.length());
    assertThat(text.links()).hasSize(1);
  }

  @Test
  void aPointOnAnEmojiIsBeforeOrBehindItAndNeverInside() throws Exception {
    SelectableText text = said("ab👨‍👩‍👧cd");
    Rectangle from = text.modelToView2D(2).getBounds();
    int end = "ab👨‍👩‍👧".length();
    assertThat(text.viewToModel2D(new Point(from.x + 1, from.y + 2))).isEqualTo(2);
    Rectangle to = text.modelToView2D(end).getBounds();
    assertThat(text.viewToModel2D(new Point(to.x, to.y + 2))).isEqualTo(end);
  }

  /** Swing would look for each break from the beginning of the text, which takes minutes here. */
  @ParameterizedTest
  @ValueSource(strings = {"a😀", "a 😀", "é🇧🇷"})
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void theWorkForMuchEmojiGrowsWithItsLength(String signs) {
    assertThat(said(signs.repeat(32_000)).heightFor(WIDTH)).isGreaterThan(WIDTH);
  }

  @Test
  void manyEmojiBreakIntoLines() {
    assertThat(said("🎉".repeat(40)).heightFor(WIDTH)).isGreaterThan(said("🎉").heightFor(WIDTH));
  }

  @ParameterizedTest
  @ValueSource(strings = {"😀", "👍🏽", "🇧🇷", "👨‍👩‍👧‍👦", "❤️", "🎉a", "中🎉"})
  void emojiWithoutSpacesFillTheirRows(String signs) throws Exception {
    int inARow = (WIDTH - 8) / (widthOf(signs.repeat(2)) - widthOf(signs));
    SelectableText text = said(signs.repeat(4 * inARow));
    double last = row(text, text.getText().length() - 1);
    double first = row(text, 0);
    double second = row(text, text.getText().length() / 2);
    assertThat(Math.round((last - first) / text.getFontMetrics(text.getFont()).getHeight()))
        .as("rows behind the first")
        .isBetween(3L, 4L);
    assertThat(second).isBetween(first + 1, last - 1);
  }

  @Test
  void askingForItsHeightLeavesItsSizeAlone() {
    SelectableText text = said("some words that need more than one line, ".repeat(10));
    Dimension size = text.getSize();
    assertThat(text.heightFor(WIDTH / 2)).isGreaterThan(size.height);
    assertThat(text.getSize()).isEqualTo(size);
    assertThat(text.heightFor(WIDTH)).isEqualTo(size.height);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "🎉 ", "שלום ", "中"})
  void anAddressIsBrokenOnlyWhereItDoesNotFitIntoARow(String before) throws Exception {
    String address = "https://example.org/a/path;with=marks/and,more:of(them)";
    SelectableText text = said(before + "look here: " + address + " and");
    int start = text.getText().indexOf(address);
    int width = widthOf(address) + 4;
    text.setSize(width, text.heightFor(width));
    assertThat(row(text, start)).isGreaterThan(row(text, 0));
    assertThat(row(text, start + address.length() - 1)).isEqualTo(row(text, start));
    width /= 2;
    text.setSize(width, text.heightFor(width));
    assertThat(row(text, start + "https://e".length())).isEqualTo(row(text, start));
    assertThat(row(text, start + address.length() - 1)).isGreaterThan(row(text, start));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.25, 1.5, 1.75, 2, 3})
  void atItsNaturalWidthNoLineIsBroken(double scale) {
    for (String what :
        List.of(
            "Ana, às quatro? 🕓",
            "🕓 às quatro, Ana, na padaria da esquina?",
            "@Ana às quatro, na padaria da esquina que reabriu? 🕓 Pode ser!",
            "🎉🎉🎉 🚀 1 🎉 2 🎉 3 🎉 4 🎉 5 🎉 6 🎉 7 🎉 8",
            "🇧🇷 Brasil 🇵🇹 Portugal 🇦🇴 Angola 🇲🇿 Moçambique",
            "a família 👨‍👩‍👧‍👦 toda 👍🏽",
            "שלום, נפגשים בארבע? 🕓",
            "שלום 👨‍👩‍👧‍👦",
            "مرحبا، في الساعة الرابعة؟ 🕓 نعم",
            "م 🎉 ل 🎉 ن 🎉 مر 🎉 حب 🎉 في 🎉 سا 🎉 نع 🎉 م",
            "Ana diz שלום 🎉 e مرحبا 🎉 aos outros",
            "दुनिया 🎉 नमस्ते 🎉 सब",
            "中文 🎉 没有空格的文字",
            "às quatro 🕓\nou às cinco? 🕔\nTanto faz, mas hoje, na padaria da esquina",
            "às quatro na padaria da esquina\ncom pão de queijo",
            "مرحبا مرحبا",
            "Ana: مرحبا مرحبا!")) {
      for (float size : new float[] {10.5f, 12, 13, 14, 15, 16.5f}) {
        SelectableText text = text(what);
        scaled(scale).add(text);
        text.setFont(text.getFont().deriveFont(size));
        int height = text.heightFor(text.widthUpTo(5_000));
        assertThat(Math.round((double) height / text.getFontMetrics(text.getFont()).getHeight()))
            .as("rows of '%s' at size %s", what, size)
            .isEqualTo(what.lines().count());
      }
    }
  }

  /** A part of a window on a screen each of whose pixels is {@code scale} of its own. */
  private static JPanel scaled(double scale) {
    GraphicsConfiguration plain =
        new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB)
            .createGraphics()
            .getDeviceConfiguration();
    GraphicsConfiguration scaled =
        new GraphicsConfiguration() {
          @Override
          public GraphicsDevice getDevice() {
            return plain.getDevice();
          }

          @Override
          public ColorModel getColorModel() {
            return plain.getColorModel();
          }

          @Override
          public ColorModel getColorModel(int transparency) {
            return plain.getColorModel(transparency);
          }

          @Override
          public AffineTransform getDefaultTransform() {
            return AffineTransform.getScaleInstance(scale, scale);
          }

          @Override
          public AffineTransform getNormalizingTransform() {
            return plain.getNormalizingTransform();
          }

          @Override
          public Rectangle getBounds() {
            return plain.getBounds();
          }
        };
    return new JPanel() {
      @Override
      public GraphicsConfiguration getGraphicsConfiguration() {
        return scaled;
      }
    };
  }

  private static int widthOf(String one) {
    return said(one).widthUpTo(2_000);
  }

  private static double row(SelectableText text, int at) throws Exception {
    return text.modelToView2D(at).getY();
  }

  private static SelectableText said(String what) {
    SelectableText text = text(what);
    text.setSize(WIDTH, text.heightFor(WIDTH));
    return text;
  }

  private static SelectableText text(String what) {
    return new SelectableText(
        what,
        Link.in(what),
        new MessageList(
            Messages.in(Language.ENGLISH),
            new ChatModel(Messages.in(Language.ENGLISH), () -> Instant.EPOCH, new NoListener()),
            _ -> {},
            (_, _) -> {}),
        JPopupMenu::new,
        _ -> {});
  }
}
