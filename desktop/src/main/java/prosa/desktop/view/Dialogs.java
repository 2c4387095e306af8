package prosa.desktop.view;

import java.awt.Component;
import java.util.Optional;
import javax.swing.JOptionPane;
import javax.swing.JTextField;
import prosa.messages.Messages;

/** Small questions in a window of their own. What goes on meanwhile goes on. */
record Dialogs(Component over, Messages messages) {

  /** A line of text; empty if the person would rather not. */
  Optional<String> text(String question, String before) {
    JTextField field = new JTextField(before, 24);
    field.getAccessibleContext().setAccessibleName(question);
    field.selectAll();
    field.addHierarchyListener(_ -> field.requestFocusInWindow());
    boolean yes =
        answered(new Object[] {question, field}, messages.text("ok"), messages.text("cancel"));
    return yes ? Optional.of(field.getText()) : Optional.empty();
  }

  /** Whether to do something that cannot be undone. */
  boolean sure(String question, String yes, String no) {
    return answered(question, yes, no);
  }

  private boolean answered(Object message, String yes, String no) {
    Object[] options = {yes, no};
    JOptionPane pane =
        new JOptionPane(
            message, JOptionPane.PLAIN_MESSAGE, JOptionPane.YES_NO_OPTION, null, options, yes);
    pane.createDialog(over, messages.text("windowTitle")).setVisible(true);
    return yes.equals(pane.getValue());
  }
}
