package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Container;
import java.awt.Rectangle;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.VoteReason;

/** The page of a chat: what has room in it. */
final class ChatViewTest {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);
  private static final MemberInfo BIA = new MemberInfo(2, "Bia", true, false);
  private static final MemberInfo RUI = new MemberInfo(3, "Rui", true, false);

  private final RoomState room = new RoomState();
  private final ChatModel model = new ChatModel(ENGLISH, () -> Instant.EPOCH, new NoListener());

  private ChatView view() {
    var _ = Theme.dark(false);
    ChatController controller = new ChatController(model, ENGLISH, Runnable::run, new NoActions());
    return new ChatView(
        ENGLISH,
        model,
        controller,
        new ChatView.Window(new PromptList.Departures(() -> {}), () -> {}, _ -> {}));
  }

  private void tell(ChatEvent event) {
    model.apply(room.apply(event));
  }

  /** Without a window nothing is laid out by itself. */
  private static void layOut(Container container) {
    container.doLayout();
    for (Component child : container.getComponents()) {
      if (child instanceof Container inner) {
        layOut(inner);
      }
    }
  }

  private static <T extends Component> Optional<T> find(Container root, Class<T> type) {
    for (Component child : root.getComponents()) {
      if (type.isInstance(child)) {
        return Optional.of(type.cast(child));
      }
      if (child instanceof Container inner) {
        Optional<T> found = find(inner, type);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** The smallest usual screen, and all that may be asked at once. */
  @Test
  void talkAndInputLineKeepTheirRoomUnderManyPromptsAndTheNewestIsSeen() throws Exception {
    ChatView[] chat = new ChatView[1];
    SwingUtilities.invokeAndWait(
        () -> {
          Theme.prepare();
          model.begin(room);
          tell(
              new ChatEvent.Seated(
                  new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, List.of(BIA, RUI)),
                  JoinKind.NEW));
          tell(new ChatEvent.VoteBegan(1, RUI, VoteReason.SPAM, BIA, 30, false, true, false));
          model.whyVote(BIA);
          tell(new ChatEvent.KeyAsked(BIA, false, 60));
          chat[0] = view();
          chat[0].setSize(1_024, 560);
          layOut(chat[0]);
          layOut(chat[0]);
        });
    SwingUtilities.invokeAndWait(
        () -> {
          tell(new ChatEvent.Offered("Chat1"));
          chat[0].promptsChanged();
          layOut(chat[0]);
          layOut(chat[0]);
        });
    SwingUtilities.invokeAndWait(
        () -> {
          MessageInput line = find(chat[0], MessageInput.class).orElseThrow();
          Rectangle box =
              SwingUtilities.convertRectangle(line.getParent(), line.getBounds(), chat[0]);
          assertThat(box.y + box.height).isLessThanOrEqualTo(560);
          assertThat(box.height).isGreaterThanOrEqualTo(30);
          MessageList list = find(chat[0], MessageList.class).orElseThrow();
          assertThat(list.getParent().getHeight()).isGreaterThanOrEqualTo(120);

          PromptList prompts = find(chat[0], PromptList.class).orElseThrow();
          Component asked = prompts.getComponent(3);
          assertThat(prompts.getVisibleRect().contains(asked.getBounds())).isTrue();
        });
  }
}
