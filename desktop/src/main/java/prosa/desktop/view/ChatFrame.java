package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.KeyboardFocusManager;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.swing.JFrame;
import javax.swing.JPanel;
import javax.swing.SwingUtilities;
import javax.swing.Timer;
import javax.swing.WindowConstants;
import org.jspecify.annotations.Nullable;
import prosa.client.Visit;
import prosa.desktop.model.Alert;
import prosa.desktop.model.Guest;
import prosa.desktop.model.Item;
import prosa.desktop.model.Link;
import prosa.desktop.model.Scene;
import prosa.desktop.model.SceneListener;
import prosa.desktop.model.Settings;
import prosa.desktop.model.Words;
import prosa.desktop.outside.Surroundings;

/**
 * The window: the entry form first, then the talk. On Swing's event thread only.
 *
 * <p>It is over when the person closes it; {@link #over} is done once the server has been told, or
 * cannot be.
 */
public final class ChatFrame {
  private static final int SECOND = 1_000;

  private final Words words;
  private final Surroundings outside;
  private final Scene scene;
  private final Guest guest;
  private final JFrame frame;
  private final EntryForm form;
  private final Menus menus;
  private final LiveText live = new LiveText();
  private final JPanel content = new JPanel(new BorderLayout());
  private final Timer ticks;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private Settings settings;
  private @Nullable TalkView talk;

  /**
   * @param name what to fill the form in with, and {@code address}
   */
  public ChatFrame(
      Words words, Surroundings outside, Settings settings, String name, String address) {
    this.words = words;
    this.outside = outside;
    this.settings = settings;
    Theme.prepare();
    var _ = Theme.dark(settings.look().dark(settings.systemDark()));
    frame = new JFrame(words.of("title"));
    scene = new Scene(words, InstantSource.system(), new Ear());
    guest = new Guest(scene, SwingUtilities::invokeLater);
    form = new EntryForm(words, this::enter, guest::goHome);
    menus = new Menus(words, guest, new Hand());
    ticks = new Timer(SECOND, _ -> scene.tick());
    form.fill(name, address);
    arrange();
  }

  private void arrange() {
    content.add(form, BorderLayout.CENTER);
    content.add(live, BorderLayout.SOUTH);
    frame.setContentPane(content);
    frame.setJMenuBar(menus.bar());
    frame.setIconImages(Faces.icons());
    frame.setFocusTraversalPolicy(new TabOrder());
    frame.setDefaultCloseOperation(WindowConstants.DO_NOTHING_ON_CLOSE);
    frame.addWindowListener(
        new WindowAdapter() {
          @Override
          public void windowClosing(WindowEvent event) {
            quit();
          }

          @Override
          public void windowOpened(WindowEvent event) {
            form.focus();
          }
        });
    KeyboardFocusManager.getCurrentKeyboardFocusManager()
        .addPropertyChangeListener("activeWindow", change -> front(change.getNewValue() != null));
    menus.refresh(scene, false);
    frame.setMinimumSize(new Dimension(scale(420), scale(520)));
    frame.setSize(scale(1040), scale(720));
    frame.setLocationRelativeTo(null);
  }

  /** Shows it. */
  public void open() {
    frame.setVisible(true);
    ticks.start();
    askLook();
  }

  /** Does what opening it needs, and shows nothing. */
  void rehearse() {
    frame.addNotify();
    Rehearsal.paint(frame.getRootPane());
    frame.dispose();
  }

  /** Done when the window is closed and the visit has ended. */
  public CompletableFuture<Void> over() {
    return over;
  }

  /** Closes the window without asking; for who ends the program from outside. */
  public void close() {
    ticks.stop();
    frame.dispose();
    var _ = guest.leave().whenComplete((_, _) -> over.complete(null));
  }

  // ---- what the person does

  private void enter(Visit visit) {
    String address =
        visit.server().invite().isPresent() ? visit.server().toString() : form.address();
    change(s -> s.withEntry(visit.name(), address));
    Font font = Plain.font(1);
    outside.ahead(() -> Typecase.INSTALLED.prepare(font));
    guest.enter(visit);
  }

  private boolean mayLose() {
    boolean something = scene.transcript().holdsUnsaid() || (talk != null && talk.holdsDraft());
    return !something
        || new Ask(frame, words)
            .sure(words.of("leave.question"), words.of("leave.yes"), words.of("leave.no"));
  }

  private void quit() {
    if (mayLose()) {
      close();
    }
  }

  private void goHome() {
    if (mayLose()) {
      guest.goHome();
      talk = null;
      show(form);
      form.focus();
    }
  }

  private void again() {
    form.enterAgain();
  }

  private void rename() {
    new Ask(frame, words)
        .text(words.of("rename.question"), scene.company().ownName())
        .ifPresent(guest::rename);
  }

  private void open(Link link) {
    outside.open(link.target(), () -> Clip.board(link.target().toString()));
  }

  private void change(UnaryOperator<Settings> change) {
    Settings next = change.apply(settings);
    if (!next.equals(settings)) {
      settings = next;
      outside.remember(next);
      dress();
    }
  }

  // ---- how it looks

  private void front(boolean now) {
    scene.front(now);
    if (now) {
      askLook();
    }
  }

  private void askLook() {
    outside.look(dark -> change(s -> s.withSystemDark(dark)));
  }

  private void dress() {
    if (Theme.dark(settings.look().dark(settings.systemDark()))) {
      form.dress();
      if (talk != null) {
        talk.dress();
      }
    }
  }

  private void show(JPanel part) {
    content.remove(0);
    content.add(part, BorderLayout.CENTER, 0);
    content.revalidate();
    content.repaint();
    menus.refresh(scene, part != form);
  }

  /** What the menus ask. */
  private final class Hand implements Menus.Owner {
    @Override
    public Settings settings() {
      return settings;
    }

    @Override
    public void change(UnaryOperator<Settings> change) {
      ChatFrame.this.change(change);
    }

    @Override
    public void rename() {
      ChatFrame.this.rename();
    }

    @Override
    public void leave() {
      goHome();
    }

    @Override
    public void quit() {
      ChatFrame.this.quit();
    }
  }

  /** What the scene tells. */
  private final class Ear implements SceneListener {
    @Override
    public void entered() {
      form.entered();
      var window =
          new TalkView.Window(
              new Cards.Departures(ChatFrame.this::again, ChatFrame.this::goHome),
              ChatFrame.this::rename,
              ChatFrame.this::open);
      TalkView next = new TalkView(words, scene, guest, window);
      talk = next;
      show(next);
      next.focusLine();
    }

    @Override
    public void turnedAway(String sentence) {
      form.turnedAway(sentence);
    }

    @Override
    public void statusChanged() {
      form.show(scene.status());
      if (talk != null) {
        talk.statusChanged();
      }
    }

    @Override
    public void companyChanged() {
      if (talk != null) {
        talk.companyChanged();
        menus.refresh(scene, true);
      }
    }

    @Override
    public void cardsChanged() {
      if (talk != null) {
        talk.cardsChanged();
      }
    }

    @Override
    public void titleChanged() {
      frame.setTitle(scene.attention().title(words.of("title")));
    }

    @Override
    public void alert(Alert alert) {
      boolean call = alert == Alert.CALL;
      if (settings.sound()) {
        outside.chime();
      }
      if (settings.notices() || call) {
        String sentence = words.of(call ? "alert.call" : "alert.message");
        outside.notify(words.of("title"), sentence, List.copyOf(frame.getIconImages()).getLast());
      }
    }

    @Override
    public void announce(String sentence) {
      live.announce(sentence);
    }

    @Override
    public void inserted(int index, Item item) {
      if (talk != null) {
        talk.inserted(index, item);
      }
    }

    @Override
    public void changed(int index, Item item) {
      if (talk != null) {
        talk.changed(index, item);
      }
    }

    @Override
    public void removed(int index) {
      if (talk != null) {
        talk.removed(index);
      }
    }
  }
}
