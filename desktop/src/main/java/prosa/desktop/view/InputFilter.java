package prosa.desktop.view;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import javax.swing.text.AbstractDocument;
import javax.swing.text.AttributeSet;
import javax.swing.text.BadLocationException;
import javax.swing.text.DocumentFilter;
import javax.swing.text.JTextComponent;

/**
 * What may become of the text in a field. An insertion that would make it too long is rejected:
 * laying out a pasted file would block the window for minutes. An emoji is removed as one, whatever
 * part of it a key would erase.
 */
final class InputFilter extends DocumentFilter {
  private static final int LINE = 1_000;

  private final int most;
  private final Predicate<String> fits;
  private final Runnable tooLong;

  private InputFilter(int most, Predicate<String> fits, Runnable tooLong) {
    this.most = most;
    this.fits = fits;
    this.tooLong = tooLong;
  }

  /** Allows a number of bytes of UTF-8; reports text that was not inserted. */
  static void bytes(JTextComponent field, int most, Runnable tooLong) {
    set(
        field,
        new InputFilter(
            most, text -> text.getBytes(StandardCharsets.UTF_8).length <= most, tooLong));
  }

  /** No longer than any name, address or code. */
  static <F extends JTextComponent> F line(F field) {
    set(field, new InputFilter(LINE, text -> text.length() <= LINE, field.getToolkit()::beep));
    return field;
  }

  private static void set(JTextComponent field, InputFilter limit) {
    ((AbstractDocument) field.getDocument()).setDocumentFilter(limit);
  }

  @Override
  public void insertString(FilterBypass bypass, int offset, String text, AttributeSet attributes)
      throws BadLocationException {
    replace(bypass, offset, 0, text, attributes);
  }

  @Override
  public void replace(
      FilterBypass bypass, int offset, int length, String text, AttributeSet attributes)
      throws BadLocationException {
    if (text != null && !text.isEmpty() && !fits(bypass, offset, length, text)) {
      tooLong.run();
    } else {
      super.replace(bypass, offset, length, text, attributes);
    }
  }

  @Override
  public void remove(FilterBypass bypass, int offset, int length) throws BadLocationException {
    String now = bypass.getDocument().getText(0, bypass.getDocument().getLength());
    int start = EmojiText.edge(now, offset, false);
    super.remove(bypass, start, EmojiText.edge(now, offset + length, true) - start);
  }

  private boolean fits(FilterBypass bypass, int offset, int length, String text)
      throws BadLocationException {
    if (text.length() > most) {
      return false;
    }
    String now = bypass.getDocument().getText(0, bypass.getDocument().getLength());
    return fits.test(now.substring(0, offset) + text + now.substring(offset + length));
  }
}
