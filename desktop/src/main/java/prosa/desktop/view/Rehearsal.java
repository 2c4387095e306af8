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
import prosa.client.Arrival;
import prosa.client.ChatEvent;
import prosa.client.Member;
import prosa.client.Message;
import prosa.client.Table;
import prosa.desktop.model.Guest;
import prosa.desktop.model.Item;
import prosa.desktop.model.Scene;
import prosa.desktop.model.SceneListener;
import prosa.desktop.model.Settings;
import prosa.desktop.model.Words;
import prosa.desktop.outside.Surroundings;

/**
 * The window's first minute without a window: the form and a talk are painted into a picture that
 * nobody sees, so that a cache of loaded classes can be made of it at the build. Where there is a
 * display, a window is made too, and never shown.
 */
public final class Rehearsal {
  private static final int WIDTH = 1_040;
  private static final int HEIGHT = 720;

  private Rehearsal() {}

  /** Plays it; on Swing's event thread. */
  public static void play(Words words, Surroundings outside) {
    Theme.prepare();
    var _ = Theme.dark(false);
    paint(new EntryForm(words, _ -> {}, () -> {}));
    paint(talk(words));
    if (!GraphicsEnvironment.isHeadless()) {
      new ChatFrame(words, outside, Settings.NONE, "", "").rehearse();
    }
  }

  private static JPanel talk(Words words) {
    Scene scene = new Scene(words, InstantSource.system(), new Silence());
    Guest guest = new Guest(scene, Runnable::run);
    Member bia = new Member(2, "Bia", true, false);
    Table table = new Table(Optional.of("Chat0"), "Ana", 1, 10, List.of(bia));
    scene.apply(new ChatEvent.Seated(table, Arrival.NEW));
    scene.apply(new ChatEvent.Joined(new Member(3, "Caio", true, true)));
    Message said =
        new Message(1, 2, "Bia", "https://example.org 🎉", false, false, Optional.empty());
    scene.apply(new ChatEvent.Said(said));
    var window = new TalkView.Window(new Cards.Departures(() -> {}, () -> {}), () -> {}, _ -> {});
    return new TalkView(words, scene, guest, window);
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

  /** Hears what a scene tells and does nothing. */
  private static final class Silence implements SceneListener {
    @Override
    public void entered() {}

    @Override
    public void turnedAway(String sentence) {}

    @Override
    public void statusChanged() {}

    @Override
    public void companyChanged() {}

    @Override
    public void cardsChanged() {}

    @Override
    public void titleChanged() {}

    @Override
    public void alert(prosa.desktop.model.Alert alert) {}

    @Override
    public void announce(String sentence) {}

    @Override
    public void inserted(int index, Item item) {}

    @Override
    public void changed(int index, Item item) {}

    @Override
    public void removed(int index) {}
  }
}
