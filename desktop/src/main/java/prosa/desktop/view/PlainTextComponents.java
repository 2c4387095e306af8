package prosa.desktop.view;

import java.awt.Font;
import java.awt.Insets;
import javax.swing.AbstractButton;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JLabel;
import javax.swing.JMenuItem;
import javax.swing.JTextArea;
import javax.swing.UIManager;
import javax.swing.plaf.basic.BasicHTML;

/** Swing components that show any text as it is, never as HTML. */
final class PlainTextComponents {
  private static final String NO_HTML = "html.disable";

  private PlainTextComponents() {}

  static JLabel label(String text) {
    JLabel label = new EmojiLabel();
    label.putClientProperty(NO_HTML, true);
    label.setText(text);
    return label;
  }

  static JButton button(String text, Runnable action) {
    return with(new JButton(), text, action);
  }

  static JMenuItem item(String text, Runnable action) {
    return with(new JMenuItem(), text, action);
  }

  static JCheckBox check(String text) {
    return with(new JCheckBox(), text, () -> {});
  }

  static <B extends AbstractButton> B with(B button, String text, Runnable action) {
    button.putClientProperty(NO_HTML, true);
    button.putClientProperty(BasicHTML.propertyKey, null);
    if (button instanceof JCheckBox || EmojiText.of(text, button.getFont()).plain()) {
      button.setText(text);
    } else {
      button.setIcon(new EmojiTextIcon(button, text));
    }
    if (!SpokenText.of(text).equals(text)) { // otherwise the name is the text, also a later one
      button.getAccessibleContext().setAccessibleName(SpokenText.of(text));
    }
    button.addActionListener(_ -> action.run());
    return button;
  }

  /** A paragraph that breaks where it must; it is read, not written. */
  static JTextArea paragraph(String text) {
    JTextArea area = new Paragraph(text);
    area.setEditable(false);
    area.setFocusable(false);
    area.setOpaque(false);
    area.setLineWrap(true);
    area.setWrapStyleWord(true);
    area.setBorder(BorderFactory.createEmptyBorder()); // null would be replaced with a new look
    area.setMargin(new Insets(0, 0, 0, 0));
    return area;
  }

  /** Sentences have names in them, and names have emoji. */
  @SuppressWarnings("serial") // never serialized
  private static final class Paragraph extends SpokenTextArea {
    Paragraph(String text) {
      super(text);
    }

    @Override
    public void updateUI() {
      setUI(new EmojiTextUI(true));
    }
  }

  /** The interface's font, larger or smaller by a number of points. */
  static Font font(float more) {
    Font font = UIManager.getFont("Label.font");
    return font.deriveFont(font.getSize2D() + com.formdev.flatlaf.util.UIScale.scale(more));
  }

  static Font bold(float more) {
    return font(more).deriveFont(Font.BOLD);
  }
}
