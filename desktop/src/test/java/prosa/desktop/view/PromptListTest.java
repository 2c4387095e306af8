package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Container;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.swing.AbstractButton;
import javax.swing.JCheckBox;
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

final class PromptListTest {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);
  private static final MemberInfo BIA = new MemberInfo(2, "Bia", true, false);

  private final RoomState room = new RoomState();

  private ChatModel atAPrivateTable() {
    ChatModel model = new ChatModel(ENGLISH, () -> Instant.EPOCH, new NoListener());
    model.begin(room);
    model.apply(room.apply(new ChatEvent.Seated(privateRoom(), JoinKind.NEW)));
    return model;
  }

  private static PromptList prompts(ChatModel model, ChatController controller) {
    return new PromptList(ENGLISH, model, controller, new PromptList.Departures(() -> {}));
  }

  /** What has the keyboard, or the mouse pressed on it, is not put away for another's sake. */
  @Test
  void buttonsStayWhatTheyAreWhileOtherPromptsComeAndGo() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          ChatModel model = atAPrivateTable();
          ChatController controller =
              new ChatController(model, ENGLISH, Runnable::run, new NoActions());
          PromptList list = prompts(model, controller);
          List<AbstractButton> alone = buttons(list);
          assertThat(labels(alone))
              .containsExactly("Invite somebody", "Call me when somebody sits down");

          controller.next();
          list.refresh();
          List<AbstractButton> asked = buttons(list);
          assertThat(labels(asked.subList(0, 2))).containsExactly("Next table", "Stay");
          assertThat(asked.subList(2, 4)).isEqualTo(alone);

          alone.get(1).doClick();
          list.refresh();
          assertThat(buttons(list)).isEqualTo(asked);
          assertThat(((JCheckBox) alone.get(1)).isSelected()).isTrue();

          model.apply(room.apply(new ChatEvent.Joined(BIA)));
          list.refresh();
          assertThat(buttons(list)).isEqualTo(asked.subList(0, 2));

          model.dropDeparture();
          list.refresh();
          assertThat(buttons(list)).isEmpty();

          model.apply(room.apply(new ChatEvent.Left(BIA)));
          list.refresh();
          assertThat(buttons(list)).hasSize(2);
          assertThat(((JCheckBox) buttons(list).get(1)).isSelected()).isFalse(); // called once
        });
  }

  /** What Escape does; a vote is not cast by it, and what is no question stays. */
  @Test
  void aQuestionIsClosedAsItsNoDoesAndSoIsTheNext() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          ChatModel model = atAPrivateTable();
          ChatController controller =
              new ChatController(model, ENGLISH, Runnable::run, new NoActions());
          PromptList list = prompts(model, controller);
          model.apply(room.apply(new ChatEvent.Joined(BIA)));
          controller.next();
          model.whyVote(BIA);
          model.apply(
              room.apply(
                  new ChatEvent.VoteBegan(5, BIA, VoteReason.SPAM, BIA, 30, false, true, false)));
          list.refresh();
          assertThat(model.prompts()).hasSize(3);

          assertThat(list.dismiss()).contains("Closed: Move Bia away?");
          list.refresh();
          assertThat(list.dismiss()).hasValueSatisfying(told -> assertThat(told).contains("Bia"));
          list.refresh();
          assertThat(list.dismiss()).contains("Closed: Leave this table for another?");
          list.refresh();
          assertThat(model.prompts()).isEmpty();
          assertThat(list.dismiss()).isEmpty();

          model.apply(room.apply(new ChatEvent.Held("Chat0", 10)));
          list.refresh();
          assertThat(labels(buttons(list))).containsExactly("Go back");
          assertThat(list.dismiss()).as("the way back ends by itself").isEmpty();

          model.apply(room.apply(new ChatEvent.Left(BIA)));
          list.refresh();
          assertThat(list.dismiss()).as("that one is alone is no question").isEmpty();
        });
  }

  /** A long name in a long language. */
  @Test
  void aTitleIsReadWholeAndWithoutTextThereIsNoGap() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          int width = 500;
          String heading = "Why should somebody leave? ".repeat(8);
          PromptRow row = new PromptRow(heading, "");
          int high = row.heightFor(width);
          row.setSize(width, high);
          row.doLayout();
          Component title = row.getComponent(0);
          assertThat(title.getHeight()).isEqualTo(title.getPreferredSize().height);
          assertThat(row.heightFor(300)).isGreaterThan(high);
          assertThat(title.getHeight()).as("it lies on no button").isLessThan(high);
          assertThat(title.getHeight())
              .as("in lines")
              .isGreaterThan(2 * title.getFontMetrics(title.getFont()).getHeight());
          assertThat(high).isLessThan(new PromptRow(heading, " ").heightFor(width));
        });
  }

  private static RoomSnapshot privateRoom() {
    return new RoomSnapshot(Optional.of("Chat1"), "Ana", 1, 10, true, List.of(), Optional.empty());
  }

  private static List<String> labels(List<AbstractButton> buttons) {
    return buttons.stream().map(AbstractButton::getText).toList();
  }

  private static List<AbstractButton> buttons(Container list) {
    return inside(list)
        .filter(AbstractButton.class::isInstance)
        .map(AbstractButton.class::cast)
        .toList();
  }

  private static Stream<Component> inside(Container container) {
    return Stream.of(container.getComponents())
        .flatMap(
            child ->
                child instanceof Container inner
                    ? Stream.concat(Stream.of(child), inside(inner))
                    : Stream.of(child));
  }
}
