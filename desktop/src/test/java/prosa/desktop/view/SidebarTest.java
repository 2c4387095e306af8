package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.messages.Language;
import prosa.messages.Messages;

final class SidebarTest {
  /** What only an original server has it say takes no room, in whatever language. */
  @Test
  void isAsHighInEachLanguage() throws Exception {
    Set<Integer> heights = new TreeSet<>();
    SwingUtilities.invokeAndWait(
        () -> {
          Theme.prepare();
          var _ = Theme.dark(false);
          for (Language language : Language.offered()) {
            Messages messages = Messages.in(language);
            ChatModel model = new ChatModel(messages, () -> Instant.EPOCH, new NoListener());
            ChatController controller =
                new ChatController(model, messages, Runnable::run, new NoActions());
            Sidebar side = new Sidebar(messages, model, controller, () -> {});
            heights.add(side.getPreferredSize().height);
          }
        });
    assertThat(heights).hasSize(1);
  }
}
