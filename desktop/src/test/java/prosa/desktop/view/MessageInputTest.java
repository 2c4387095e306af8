package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import javax.swing.JTextArea;
import org.junit.jupiter.api.Test;

final class MessageInputTest {
  private final JTextArea area = new JTextArea();

  @Test
  void whatIsTypedIsSeenLetterByLetter() throws Exception {
    area.setUI(new EmojiTextUI(true));
    area.setLineWrap(true);
    area.setSize(2_000, 400); // names of emoji that no font here has must not wrap
    double left = -1;
    for (String letter : new String[] {"a", "b", "🎉", "c", "👍", "🏽", "d"}) {
      area.append(letter);
      Rectangle end = area.modelToView2D(area.getDocument().getLength()).getBounds();
      if (!letter.equals("🏽")) { // which may only change what is there
        assertThat(end.getX()).as(letter).isGreaterThan(left);
      }
      left = end.getX();
    }
    area.setText("");
    assertThat(area.modelToView2D(0).getX()).isZero();
    area.setSize(200, 400);
    int one = area.getPreferredSize().height;
    area.setText("🎉 word ".repeat(30));
    assertThat(area.getPreferredSize().height).isGreaterThan(2 * one);
  }
}
