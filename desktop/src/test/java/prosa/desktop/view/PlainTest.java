package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.plaf.basic.BasicHTML;
import org.junit.jupiter.api.Test;

final class PlainTest {
  private static final String PAGE = "<html><img src='http://example.org/x'>";

  @Test
  void swingWouldReadHtmlIfItWereLetTo() {
    assertThat(html(new JLabel(PAGE))).as("what this is about").isTrue();
  }

  @Test
  void noComponentOfOursReadsHtml() {
    assertThat(html(Plain.label(PAGE))).isFalse();
    assertThat(html(Plain.button(PAGE, () -> {}))).isFalse();
    assertThat(html(Plain.item(PAGE, () -> {}))).isFalse();
    assertThat(html(Plain.check(PAGE))).isFalse();
    assertThat(Plain.paragraph(PAGE).getText()).isEqualTo(PAGE);
  }

  @Test
  void norWhenTheTextIsChangedLater() {
    JLabel label = Plain.label("");
    label.setText(PAGE);
    assertThat(html(label)).isFalse();
  }

  private static boolean html(JComponent component) {
    return component.getClientProperty(BasicHTML.propertyKey) != null;
  }
}
