package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.event.ActionEvent;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.swing.Action;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import javax.swing.text.BadLocationException;
import javax.swing.text.DefaultEditorKit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fields in which names are written. */
final class EmojiFieldUITest {
  private final JTextField field = Dialogs.line("Your name?", "");

  private static void onScreen(Trial trial) throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          try {
            trial.run();
          } catch (BadLocationException e) {
            throw new AssertionError(e);
          }
        });
  }

  /** What is tried on the thread of the window. */
  private interface Trial {
    void run() throws BadLocationException;
  }

  /** Positions on which the caret stands while it goes through the whole text. */
  private List<Integer> steps(String key, int from) {
    field.setSize(500, 40);
    hues(); // Swing moves the caret only in what was painted
    field.setCaretPosition(from);
    List<Integer> stops = new ArrayList<>(List.of(from));
    for (int i = 0; i < 40; i++) {
      press(key);
      if (field.getCaretPosition() == stops.getLast()) {
        break;
      }
      stops.add(field.getCaretPosition());
    }
    return stops;
  }

  private void press(String key) {
    Action action = field.getActionMap().get(key);
    action.actionPerformed(new ActionEvent(field, ActionEvent.ACTION_PERFORMED, ""));
  }

  private int x(int position) throws BadLocationException {
    return (int) field.modelToView2D(position).getX();
  }

  @ParameterizedTest
  @ValueSource(strings = {"🎉", "👍🏽", "👨‍👩‍👧‍👦", "❤️", "🇧🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏳️‍🌈"})
  void anEmojiIsOneForTheCaretAndForTheKeysThatErase(String emoji) throws Exception {
    onScreen(
        () -> {
          field.setText("Fê" + emoji + "a");
          int before = 2;
          int behind = before + emoji.length();
          assertThat(steps(DefaultEditorKit.forwardAction, 0))
              .containsExactly(0, 1, before, behind, behind + 1);
          assertThat(steps(DefaultEditorKit.backwardAction, behind + 1))
              .containsExactly(behind + 1, behind, before, 1, 0);

          field.setCaretPosition(behind);
          press(DefaultEditorKit.deletePrevCharAction);
          assertThat(field.getText()).isEqualTo("Fêa");
          field.setText("Fê" + emoji + "a");
          field.setCaretPosition(before);
          press(DefaultEditorKit.deleteNextCharAction);
          assertThat(field.getText()).isEqualTo("Fêa");
        });
  }

  @Test
  void marksAreErasedOneByOneAsUsual() throws Exception {
    onScreen(
        () -> {
          field.setText("e\u0301\u0323");
          field.setCaretPosition(3);
          press(DefaultEditorKit.deletePrevCharAction);
          assertThat(field.getText()).isEqualTo("e\u0301");
        });
  }

  @Test
  void emojiAreDrawnInColourAndAsWideAsOne() throws Exception {
    onScreen(
        () -> {
          field.setForeground(Color.BLACK);
          field.setBackground(Color.WHITE);
          field.setSize(500, 40);
          field.setText("Maria 👨‍👩‍👧‍👦");
          assertThat(x(17) - x(6)).isBetween(8, 2 * field.getFont().getSize());
          assertThat(hues()).as("of the picture").hasSizeGreaterThan(20);
          field.setText("Maria Clara");
          assertThat(hues()).as("of letters").isEmpty();
        });
  }

  /** The colours that are neither white, black nor grey. */
  private Set<Integer> hues() {
    BufferedImage image = new BufferedImage(500, 40, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 500, 40);
    graphics.clipRect(20, 5, 460, 30); // without the edge
    field.getUI().update(graphics, field);
    graphics.dispose();
    Set<Integer> hues = new TreeSet<>();
    for (int y = 5; y < 35; y++) {
      for (int x = 4; x < 496; x++) {
        Color colour = new Color(image.getRGB(x, y));
        int least = Math.min(colour.getRed(), Math.min(colour.getGreen(), colour.getBlue()));
        int most = Math.max(colour.getRed(), Math.max(colour.getGreen(), colour.getBlue()));
        if (most - least > 40) {
          hues.add(colour.getRGB());
        }
      }
    }
    return hues;
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ana 🎉 da Silva 👍🏽 ", "علی 🎉 رضا 👍🏽 ", "नमस्ते 🇧🇷 "})
  void theCaretStaysInSightInALongText(String part) throws Exception {
    onScreen(
        () -> {
          field.setSize(120, 40);
          field.setText(part.repeat(8));
          for (int position : new int[] {field.getText().length(), 0}) {
            field.setCaretPosition(position);
            field.scrollRectToVisible(field.modelToView2D(position).getBounds());
            assertThat(x(position)).as("caret at %d", position).isBetween(0, 120);
          }
        });
  }

  @Test
  void nothingIsDrawnOverAnythingElseWhereTheTextIsLongerThanTheField() throws Exception {
    onScreen(
        () -> {
          field.setSize(120, 40);
          field.setText("long 🎉 name that does not fit 👍🏽 end");
          field.setCaretPosition(field.getText().length());
          int last = -1;
          for (int position = 0; position <= field.getText().length(); position++) {
            if (EmojiText.edge(field.getText(), position, false) == position) {
              assertThat(x(position) - x(0)).as("%d", position).isGreaterThan(last);
              last = x(position) - x(0);
            }
          }
        });
  }

  @Test
  void whatIsTypedIsSeenLetterByLetterAndGoneWhenErased() throws Exception {
    onScreen(
        () -> {
          field.setSize(500, 40);
          int left = x(0);
          int end = left;
          for (String letter : List.of("a", "b", "🎉", "c", "👍", "d")) {
            field.replaceSelection(letter);
            assertThat(x(field.getText().length())).as(letter).isGreaterThan(end);
            end = x(field.getText().length());
            assertThat(
                    field.viewToModel2D(
                        field.modelToView2D(field.getCaretPosition()).getBounds().getLocation()))
                .as("a click there")
                .isEqualTo(field.getCaretPosition());
          }
          field.setText("");
          assertThat(x(0)).isEqualTo(left);
        });
  }
}
