package prosa.desktop.view;

import java.text.Bidi;
import javax.swing.JTextField;
import javax.swing.SwingConstants;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/**
 * The direction that a paragraph is written in: that of its first letter, from left to right if it
 * has none (rules P2 and P3 of the Unicode Bidirectional Algorithm, UAX #9). Swing orders the
 * letters of a paragraph by it, but begins all paragraphs of a text on the same side.
 */
final class TextDirection {
  private TextDirection() {}

  /** Whether a paragraph is written from right to left. */
  static boolean rightToLeft(String paragraph) {
    char[] letters = paragraph.toCharArray();
    return Bidi.requiresBidi(letters, 0, letters.length)
        && !new Bidi(paragraph, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight();
  }

  /** Whether a paragraph of a text is written from right to left. */
  static boolean anyRightToLeft(String text) {
    return text.lines().anyMatch(TextDirection::rightToLeft);
  }

  /** Begins the field on the side where what is in it begins, at once and after each change. */
  static <F extends JTextField> F follow(F field) {
    Runnable align =
        () -> {
          int side = rightToLeft(field.getText()) ? SwingConstants.RIGHT : SwingConstants.LEADING;
          if (field.getHorizontalAlignment() != side) {
            field.setHorizontalAlignment(side);
          }
        };
    field
        .getDocument()
        .addDocumentListener(
            new DocumentListener() {
              @Override
              public void insertUpdate(DocumentEvent event) {
                align.run();
              }

              @Override
              public void removeUpdate(DocumentEvent event) {
                align.run();
              }

              @Override
              public void changedUpdate(DocumentEvent event) {}
            });
    align.run();
    return field;
  }
}
