package prosa.desktop.view;

import java.awt.Component;
import java.awt.Dimension;
import java.util.Optional;
import javax.swing.JComponent;
import javax.swing.JOptionPane;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import org.jspecify.annotations.Nullable;
import prosa.messages.Messages;

/** Small dialogs. They do not block the session. */
record Dialogs(Component over, Messages messages) {

  /** Asks for a line of text, which has the focus; empty if the user cancels. */
  Optional<String> text(String question, String before) {
    JTextField field = line(question, before);
    String ok = messages.text("ok");
    JOptionPane pane =
        new Pane(new Object[] {question, field}, ok, messages.text("cancel"), ok, field);
    return answered(pane, ok) ? Optional.of(field.getText()) : Optional.empty();
  }

  /** A field for the answer, all of it selected. */
  static JTextField line(String question, String before) {
    JTextField field = TextDirection.follow(InputFilter.line(new SpokenTextField(before, 24)));
    field.getAccessibleContext().setAccessibleName(question);
    field.selectAll();
    return field;
  }

  /** Shows a text. */
  void tell(String title, String sentences) {
    JTextArea text = PlainTextComponents.paragraph(sentences);
    text.setColumns(44);
    text.setSize(text.getPreferredSize().width, Short.MAX_VALUE);
    text.setFocusable(true); // so that it can be read with a screen reader, and copied
    text.getAccessibleContext().setAccessibleName(title);
    String ok = messages.text("ok");
    JOptionPane pane =
        new JOptionPane(
            text,
            JOptionPane.PLAIN_MESSAGE,
            JOptionPane.DEFAULT_OPTION,
            null,
            new Object[] {ok},
            ok);
    pane.createDialog(over, title).setVisible(true);
  }

  /** Shows a long text, to be read and copied; all of it is selected. */
  void read(String title, String sentences) {
    JTextArea text = PlainTextComponents.paragraph(sentences);
    text.setColumns(52);
    text.setFocusable(true);
    text.getAccessibleContext().setAccessibleName(title);
    JScrollPane scroll = new JScrollPane(text);
    scroll.setPreferredSize(
        new Dimension(
            text.getPreferredSize().width + scroll.getVerticalScrollBar().getPreferredSize().width,
            20 * text.getFontMetrics(text.getFont()).getHeight()));
    String copy = messages.text("copy");
    JOptionPane pane = new Pane(scroll, copy, messages.text("close"), copy, null);
    text.selectAll();
    if (answered(pane, copy)) {
      var _ = ClipboardText.board(sentences);
    }
  }

  /** Asks for confirmation of something that cannot be undone; Enter alone does not confirm. */
  boolean sure(String question, String yes, String no) {
    return answered(new Pane(question, yes, no, no, null), yes);
  }

  private boolean answered(JOptionPane pane, String yes) {
    pane.createDialog(over, messages.text("windowTitle")).setVisible(true);
    return yes.equals(pane.getValue());
  }

  /** A question with two answers that places the focus on the default answer. */
  @SuppressWarnings("serial") // never serialized
  private static final class Pane extends JOptionPane {
    private final @Nullable JComponent focus;

    Pane(Object message, String yes, String no, String usual, @Nullable JComponent focus) {
      super(message, PLAIN_MESSAGE, YES_NO_OPTION, null, new Object[] {yes, no}, usual);
      this.focus = focus;
    }

    @Override
    public void selectInitialValue() {
      if (focus == null) {
        super.selectInitialValue();
      } else {
        focus.requestFocusInWindow();
      }
    }
  }
}
