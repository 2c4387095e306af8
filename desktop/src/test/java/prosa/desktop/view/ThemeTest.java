package prosa.desktop.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Component;
import java.awt.Container;
import java.awt.Graphics2D;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JViewport;
import javax.swing.SwingUtilities;
import javax.swing.UIManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.messages.Language;
import prosa.messages.Messages;

/** The theme changes while the window runs, by the user or by the system. */
final class ThemeTest {
  private static final Messages ENGLISH = Messages.in(Language.ENGLISH);
  private static final MemberInfo BIA = new MemberInfo(2, "Bia", true, false);

  private final RoomState room = new RoomState();
  private final ChatModel model = new ChatModel(ENGLISH, () -> Instant.EPOCH, new NoListener());

  @Test
  void anotherLookOrSizeAndBackIsEqualToThePixel() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          ChatView view = talk(12);
          model.apply(room.apply(new ChatEvent.Offered("Chat7")));
          view.promptsChanged();
          view.roomChanged();
          view.statusChanged();
          BufferedImage before = picture(view);
          change(view, true);
          BufferedImage dark = picture(view);
          change(view, false);
          BufferedImage after = picture(view);

          assertThat(differences(before, dark)).isGreaterThan(100_000);
          assertThat(differences(before, after)).isZero();

          zoom(view, 175);
          BufferedImage large = picture(view);
          zoom(view, 100);
          assertThat(differences(before, large)).isGreaterThan(20_000);
          assertThat(differences(before, picture(view))).as("zoomed and back").isZero();
        });
  }

  @Test
  void whoReadsInTheMiddleStaysThereInEveryLook() throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          ChatView view = talk(500);
          var _ = picture(view);
          JViewport port = messages(view);
          port.setViewPosition(new Point(0, port.getView().getHeight() / 2 + 7));
          BufferedImage before = picture(view);
          Point position = port.getViewPosition();
          assertThat(position.y)
              .isBetween(port.getView().getHeight() / 3, port.getView().getHeight() * 2 / 3);

          change(view, true);
          BufferedImage dark = picture(view);
          assertThat(port.getViewPosition()).as("dark").isEqualTo(position);
          change(view, false);

          assertThat(differences(before, dark)).isGreaterThan(100_000);
          assertThat(differences(before, picture(view))).isZero();
          assertThat(port.getViewPosition()).as("light again").isEqualTo(position);
        });
  }

  /** The part of the messages that is seen. */
  private static JViewport messages(Container container) {
    for (Component child : container.getComponents()) {
      if (child instanceof JViewport port && port.getView() instanceof MessageList) {
        return port;
      }
      if (child instanceof Container inner && messages(inner).getView() != null) {
        return messages(inner);
      }
    }
    return new JViewport();
  }

  /** So many messages were said, and a light window of no size yet shows them. */
  private ChatView talk(int count) {
    Theme.prepare();
    var _ = Theme.dark(false);
    ChatController controller = new ChatController(model, ENGLISH, Runnable::run, new NoActions());
    model.begin(room);
    ChatView view =
        new ChatView(
            ENGLISH,
            model,
            controller,
            new ChatView.Window(new PromptList.Departures(() -> {}), () -> {}, _ -> {}));
    model.apply(
        room.apply(
            new ChatEvent.Seated(
                new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, List.of(BIA)), JoinKind.NEW)));
    for (int i = 0; i < count; i++) {
      model.apply(
          room.apply(
              new ChatEvent.Said(
                  new Message(
                      i,
                      2,
                      "Bia",
                      "a text that is long enough to be broken into lines, with https://example.org/ "
                          .repeat(i % 4),
                      i % 5 == 0,
                      false,
                      Optional.empty()))));
      view.inserted(model.transcript().items().size() - 1, model.transcript().items().getLast());
    }
    return view;
  }

  private static void change(ChatView view, boolean dark) {
    var _ = Theme.dark(dark);
    SwingUtilities.updateComponentTreeUI(view);
    view.restyle();
  }

  private static void zoom(ChatView view, int percent) {
    assertThat(Theme.zoom(percent)).isTrue();
    SwingUtilities.updateComponentTreeUI(view);
    view.restyle();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPrimaryButtonThatHasTheKeyboardShowsIt(boolean dark) throws Exception {
    SwingUtilities.invokeAndWait(
        () -> {
          Theme.prepare();
          var _ = Theme.dark(dark);
          JButton button = new JButton("Enter");
          button.putClientProperty("FlatLaf.styleClass", "primary");
          button.setSize(button.getPreferredSize());
          BufferedImage without = picture(button, false);
          BufferedImage with = picture(button, true);
          int ring = UIManager.getColor("Label.foreground").getRGB();
          int middle = button.getHeight() / 2;
          for (int side : new int[] {0, button.getWidth() - 1}) {
            assertThat(with.getRGB(side, middle)).isEqualTo(ring);
            assertThat(without.getRGB(side, middle)).isNotEqualTo(ring);
          }
          for (int side : new int[] {0, button.getHeight() - 1}) {
            assertThat(with.getRGB(button.getWidth() / 2, side)).isEqualTo(ring);
          }
          assertThat(
                  PaletteTest.contrast(
                      UIManager.getColor("Label.foreground"),
                      UIManager.getColor("Panel.background")))
              .as("the ring on the window")
              .isGreaterThan(3);
        });
  }

  private static BufferedImage picture(JButton button, boolean focused) {
    Predicate<JComponent> owner = _ -> focused;
    button.putClientProperty("JComponent.focusOwner", owner);
    BufferedImage image =
        new BufferedImage(button.getWidth(), button.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(UIManager.getColor("Panel.background"));
    g.fillRect(0, 0, image.getWidth(), image.getHeight());
    button.paint(g);
    g.dispose();
    return image;
  }

  @Test
  void sizesGoUpAndDownInSteps() {
    assertThat(Theme.zoomStep(100, 1)).isEqualTo(110);
    assertThat(Theme.zoomStep(110, -1)).isEqualTo(100);
    assertThat(Theme.zoomStep(300, 1)).isEqualTo(300);
    assertThat(Theme.zoomStep(50, -1)).isEqualTo(50);
    assertThat(Theme.zoomStep(93, 1)).isEqualTo(100);
  }

  private static BufferedImage picture(ChatView view) {
    BufferedImage image = new BufferedImage(1_040, 720, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    view.setSize(1_040, 720);
    for (int i = 0; i < 3; i++) {
      layOut(view);
    }
    view.paint(g);
    g.dispose();
    return image;
  }

  private static void layOut(Container container) {
    container.doLayout();
    for (Component child : container.getComponents()) {
      if (child instanceof Container inner) {
        layOut(inner);
      }
    }
  }

  private static long differences(BufferedImage a, BufferedImage b) {
    long count = 0;
    for (int y = 0; y < a.getHeight(); y++) {
      for (int x = 0; x < a.getWidth(); x++) {
        count += a.getRGB(x, y) == b.getRGB(x, y) ? 0 : 1;
      }
    }
    return count;
  }
}
