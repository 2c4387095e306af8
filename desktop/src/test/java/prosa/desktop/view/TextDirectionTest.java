package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.util.List;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.testing.Growth;
import prosa.testing.TextExamples;
import prosa.testing.TextExamples.Example;

final class TextDirectionTest {
  private static final int WIDTH = 900;

  static List<Example> directions() {
    return TextExamples.of("direction");
  }

  @ParameterizedTest
  @MethodSource("directions")
  void isThatOfTheTableOfAllFrontEnds(Example example) {
    assertThat(TextDirection.rightToLeft(example.input())).isEqualTo(rightToLeft(example));
  }

  /** Each paragraph begins on its own side, whatever stands before and behind it. */
  @ParameterizedTest
  @MethodSource("directions")
  void aParagraphBeginsOnItsOwnSideInAMessageAndInADraft(Example example) throws Exception {
    for (boolean changes : new boolean[] {false, true}) {
      for (String others : new String[] {"שלום", "Hello"}) {
        JTextArea area = new JTextArea();
        area.setUI(new EmojiTextUI(changes));
        area.setText(others + "\n" + example.input() + "\n" + others + "!");
        area.setLineWrap(true);
        area.setSize(WIDTH, 400);
        paint(area);
        int from = others.length() + 1;
        double first = area.modelToView2D(from).getX();
        double last = area.modelToView2D(from + example.input().length()).getX();
        if (rightToLeft(example)) {
          assertThat(Math.min(first, last)).as("%s among %s", example, others).isGreaterThan(500);
        } else {
          assertThat(Math.max(first, last)).as("%s among %s", example, others).isLessThan(400);
        }
        double lastLine = area.modelToView2D(area.getText().length() - 2).getX();
        assertThat(lastLine > WIDTH / 2.0).isEqualTo(others.equals("שלום"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("directions")
  void aFieldBeginsOnTheSideOfWhatIsInIt(Example example) throws Exception {
    JTextField field = TextDirection.follow(new JTextField());
    field.setSize(WIDTH, 40);
    field.setText(example.input());
    paint(field);
    double first = field.modelToView2D(0).getX();
    double last = field.modelToView2D(example.input().length()).getX();
    if (rightToLeft(example)) {
      assertThat(Math.min(first, last)).isGreaterThan(500);
    } else {
      assertThat(Math.max(first, last)).isLessThan(400);
    }
    field.setText("Ana");
    paint(field);
    assertThat(field.modelToView2D(0).getX()).isLessThan(100);
  }

  @Test
  void aDraftTurnsWithItsFirstLetter() throws Exception {
    JTextArea area = new JTextArea();
    area.setUI(new EmojiTextUI(true));
    area.setLineWrap(true);
    area.setSize(WIDTH, 400);
    for (String typed : new String[] {"1", "2", " ", "ש", "ל"}) {
      area.append(typed);
      paint(area);
      assertThat(area.modelToView2D(0).getX() > WIDTH / 2.0)
          .as(area.getText())
          .isEqualTo(area.getText().contains("ש"));
    }
    area.insert("a", 0);
    paint(area);
    assertThat(area.modelToView2D(0).getX()).isLessThan(100);
  }

  /** Marks of direction are part of the text, and take no room. */
  @Test
  void marksOfDirectionAreNotSeen() throws Exception {
    for (String text : new String[] {"ab\u200ecd", "ab\u200fcd", "אב\u200fגד"}) {
      JTextArea area = new JTextArea();
      area.setUI(new EmojiTextUI(false));
      area.setSize(WIDTH, 400);
      area.setText(text);
      paint(area);
      double before = area.modelToView2D(2).getX();
      double after = area.modelToView2D(3).getX();
      assertThat(Math.abs(after - before)).as(text).isLessThan(1.5);
    }
  }

  @Test
  void workGrowsWithTheLengthOfATextOnly() {
    Growth.isLinear("rightToLeft", TextDirection::rightToLeft);
    Growth.isLinear("anyRightToLeft", TextDirection::anyRightToLeft);
  }

  private static boolean rightToLeft(Example example) {
    return example.expected().equals("rtl");
  }

  /** Lays a text out as it is when it is seen. */
  private static void paint(java.awt.Component component) {
    component.doLayout();
    component.paint(new BufferedImage(WIDTH, 400, BufferedImage.TYPE_INT_RGB).createGraphics());
  }
}
