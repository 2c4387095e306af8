package prosa.desktop.view;

import java.awt.Component;
import java.awt.Container;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.swing.JComponent;
import javax.swing.JPanel;
import prosa.client.ChatEvent;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.ChatModelListener;
import prosa.desktop.model.Settings;
import prosa.desktop.model.TranscriptItem;
import prosa.desktop.platform.DesktopServices;
import prosa.messages.Messages;

/**
 * The training run for the AOT cache: paints the form and a chat into an off-screen image, so that
 * the build can create a cache of loaded classes. If there is a display, a window is created, too,
 * but never shown.
 */
public final class AotTraining {
  private static final int WIDTH = 1_040;
  private static final int HEIGHT = 720;

  private AotTraining() {}

  /** Runs it; on Swing's event thread. */
  public static void play(Messages messages, DesktopServices services) {
    Theme.prepare();
    var _ = Theme.dark(false);
    paint(new JoinForm(messages, _ -> {}, () -> {}));
    paint(chat(messages));
    if (!GraphicsEnvironment.isHeadless()) {
      new ChatFrame(messages, services, Settings.NONE, "", "", "").aotTraining();
    }
  }

  private static JPanel chat(Messages messages) {
    ChatModel model = new ChatModel(messages, InstantSource.system(), new Silence());
    ChatController controller = new ChatController(model, messages, Runnable::run, new NoOwner());
    MemberInfo bia = new MemberInfo(2, "Bia", true, false);
    RoomSnapshot table = new RoomSnapshot(Optional.of("Chat0"), "Ana", 1, 10, List.of(bia));
    RoomState room = new RoomState();
    model.begin(room);
    model.apply(room.apply(new ChatEvent.Seated(table, JoinKind.NEW)));
    model.apply(room.apply(new ChatEvent.Joined(new MemberInfo(3, "Caio", true, true))));
    Message said =
        new Message(1, 2, "Bia", "https://example.org 🎉", false, false, Optional.empty());
    model.apply(new ChatEvent.Said(said));
    var window = new ChatView.Window(new PromptList.Departures(() -> {}), () -> {}, _ -> {});
    return new ChatView(messages, model, controller, window);
  }

  static void paint(JComponent part) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    part.setSize(WIDTH, HEIGHT);
    layOut(part);
    part.paint(g);
    g.dispose();
  }

  /** As {@code validate} does for what is on a display. */
  private static void layOut(Container container) {
    container.doLayout();
    for (Component child : container.getComponents()) {
      if (child instanceof Container inner) {
        layOut(inner);
      }
    }
  }

  /** A listener of a model that does nothing. */
  private static final class Silence implements ChatModelListener {
    @Override
    public void entered() {}

    @Override
    public void turnedAway(String sentence) {}

    @Override
    public void statusChanged() {}

    @Override
    public void roomChanged() {}

    @Override
    public void promptsChanged() {}

    @Override
    public void titleChanged() {}

    @Override
    public void alert(prosa.desktop.model.Alert alert) {}

    @Override
    public void returned(String line) {}

    @Override
    public void announce(String sentence) {}

    @Override
    public void inserted(int index, TranscriptItem item) {}

    @Override
    public void changed(int index, TranscriptItem item) {}

    @Override
    public void removed(int index) {}
  }

  /** Is asked for nothing. */
  private static final class NoOwner implements ChatController.WindowActions {
    @Override
    public void leave() {}

    @Override
    public void show(String title, String text) {}

    @Override
    public void wentElsewhere(prosa.client.ConnectOptions options) {}
  }
}
