package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.plaf.basic.BasicHTML;
import org.junit.jupiter.api.Test;

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
  }

  @Test
  void norWhenTheTextIsChangedLater() {
    JLabel label = PlainTextComponents.label("");
    label.setText(PAGE);
    assertThat(html(label)).isFalse();
  }

  private static boolean html(JComponent component) {
    return component.getClientProperty(BasicHTML.propertyKey) != null;
  }
}
