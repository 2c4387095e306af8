package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import javax.swing.AbstractButton;
import javax.swing.Icon;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTextArea;
import javax.swing.JToolTip;
import javax.swing.plaf.basic.BasicHTML;
import org.junit.jupiter.api.Test;
import prosa.desktop.model.SeatInfo;
import prosa.messages.Language;
import prosa.messages.Messages;

final class PlainTextComponentsTest {
  private static final String PAGE = "<html><img src='http://example.org/x'>";

  @Test
  void swingWouldReadHtmlIfItWereLetTo() {
    assertThat(html(new JLabel(PAGE))).as("what this is about").isTrue();
  }

  @Test
  void noComponentOfOursReadsHtml() {
    assertThat(html(PlainTextComponents.label(PAGE))).isFalse();
    assertThat(html(PlainTextComponents.button(PAGE, () -> {}))).isFalse();
    assertThat(html(PlainTextComponents.item(PAGE, () -> {}))).isFalse();
    assertThat(html(PlainTextComponents.check(PAGE))).isFalse();
    assertThat(PlainTextComponents.paragraph(PAGE).getText()).isEqualTo(PAGE);
    assertThat(html(tip(new JLabel(), PAGE))).as("what a tooltip does by itself").isTrue();
    SeatInfo seat = new SeatInfo(2, PAGE, SeatInfo.Occupied.HERE, false, false, false, false);
    assertThat(html(tip(new SeatButton(seat, Messages.in(Language.ENGLISH)), PAGE))).isFalse();
  }

  @Test
  void norWhenTheTextIsChangedLater() {
    JLabel label = PlainTextComponents.label("");
    label.setText(PAGE);
    assertThat(html(label)).isFalse();
  }

  @Test
  void emojiOfNamesAreDrawnInButtonsAndMenusAndSpelledForTheEar() {
    for (AbstractButton button :
        List.of(
            PlainTextComponents.button("Mute Bia 🎉", () -> {}),
            PlainTextComponents.item("Mute Bia 🎉", () -> {}))) {
      assertThat(button.getText()).isEmpty();
      assertThat(button.getAccessibleContext().getAccessibleName())
          .isEqualTo("Mute Bia party popper");
      Icon icon = button.getIcon();
      BufferedImage image =
          new BufferedImage(icon.getIconWidth(), icon.getIconHeight(), BufferedImage.TYPE_INT_ARGB);
      icon.paintIcon(button, image.createGraphics(), 0, 0);
      assertThat(colours(image)).isGreaterThan(20);
      assertThat(button.getPreferredSize().width).isGreaterThan(icon.getIconWidth());
    }
  }

  @Test
  void emojiOfNamesAreDrawnInSentencesThatComeLaterToo() {
    JTextArea paragraph = PlainTextComponents.paragraph("");
    paragraph.setForeground(Color.BLACK);
    paragraph.setText("Bia asks.");
    paragraph.setSize(300, 60);
    assertThat(colours(picture(paragraph)) - greys(picture(paragraph))).isLessThan(10);
    paragraph.setText("Bia 🎉 asks.\nWell?");
    int two = paragraph.getPreferredSize().height;
    assertThat(colours(picture(paragraph)) - greys(picture(paragraph))).isGreaterThan(20);
    paragraph.setText("Bia asks.");
    assertThat(2 * paragraph.getPreferredSize().height).isEqualTo(two);
  }

  private static BufferedImage picture(JTextArea area) {
    BufferedImage image =
        new BufferedImage(area.getWidth(), area.getHeight(), BufferedImage.TYPE_INT_ARGB);
    Graphics2D g = image.createGraphics();
    area.paint(g);
    g.dispose();
    return image;
  }

  private static IntStream pixels(BufferedImage image) {
    return Arrays.stream(
            image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
        .filter(rgb -> rgb != 0)
        .map(rgb -> rgb & 0xffffff)
        .distinct();
  }

  private static long colours(BufferedImage image) {
    return pixels(image).count();
  }

  private static long greys(BufferedImage image) {
    return pixels(image)
        .filter(rgb -> (rgb >> 16) == (rgb >> 8 & 0xff) && (rgb & 0xff) == (rgb >> 16))
        .count();
  }

  private static JToolTip tip(JComponent component, String text) {
    JToolTip tip = component.createToolTip();
    tip.setTipText(text);
    return tip;
  }

  private static boolean html(JComponent component) {
    return component.getClientProperty(BasicHTML.propertyKey) != null;
  }
}
