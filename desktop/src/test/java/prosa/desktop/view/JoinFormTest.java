package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Container;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JScrollPane;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;
import prosa.client.ConnectOptions;
import prosa.messages.Language;
import prosa.messages.Messages;

final class JoinFormTest {
  private final List<ConnectOptions> entered = new ArrayList<>();
  private final JoinForm form = new JoinForm(Messages.in(Language.ENGLISH), entered::add, () -> {});

  private static <C extends Component> List<C> all(Class<C> kind, Container container) {
    List<C> found = new ArrayList<>();
    for (Component child : container.getComponents()) {
      if (kind.isInstance(child)) {
        found.add(kind.cast(child));
      }
      if (child instanceof Container inner) {
        found.addAll(all(kind, inner));
      }
    }
    return found;
  }

  private static void layOut(Container container) {
    container.doLayout();
    for (Component child : container.getComponents()) {
      if (child instanceof Container inner) {
        layOut(inner);
      }
    }
  }

  @Test
  void onASmallDisplayItIsScrolled() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          form.setSize(500, 260); // 1024 by 600 at a scale of 2, without the bar
          layOut(form);
          JScrollPane scroll = all(JScrollPane.class, form).getFirst();
          assertThat(scroll.getViewport().getView().getHeight()).isGreaterThan(260);
          form.setSize(1_000, 700);
          layOut(form);
          assertThat(all(JScrollPane.class, form).getFirst().getViewport().getView().getHeight())
              .isEqualTo(700);
        });
  }

  @Test
  void aPastedFileIsNotInsertedIntoAnyField() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          for (JTextField field : all(JTextField.class, form)) {
            field.setText("short");
            field.replaceSelection("a line of a file\n".repeat(500_000));
            assertThat(field.getText()).isEqualTo("short");
          }
        });
  }

  @Test
  void aTableIsPrivateOrEncryptedAsWasChosenLast() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          form.fill("Ana", "chat.example.org");
          List<JCheckBox> choices = all(JCheckBox.class, form);
          choices.forEach(JCheckBox::doClick);
          assertThat(choices).extracting(JCheckBox::isSelected).containsExactly(false, true);
          all(JButton.class, form).stream()
              .filter(button -> "Enter".equals(button.getText()))
              .forEach(JButton::doClick);
          assertThat(entered).singleElement().extracting(ConnectOptions::encrypted).isEqualTo(true);
        });
  }

  @Test
  void anotherSizeKeepsWhatIsWritten() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          form.fill("Ana", "chat.example.org");
          form.restyle();
          assertThat(all(JTextField.class, form))
              .extracting(JTextField::getText)
              .containsExactly("Ana", "chat.example.org");
        });
  }
}
