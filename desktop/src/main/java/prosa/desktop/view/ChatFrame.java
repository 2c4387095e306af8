package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Dimension;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.awt.KeyboardFocusManager;
import java.awt.Rectangle;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.swing.JFrame;
import javax.swing.SwingUtilities;
import javax.swing.Timer;
import javax.swing.WindowConstants;
import prosa.client.ConnectOptions;
import prosa.desktop.model.Alert;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Link;
import prosa.desktop.model.Settings;
import prosa.desktop.platform.DesktopServices;
import prosa.messages.Messages;

/**
 * The window: first the join form, then the chat. On Swing's event thread only.
 *
 * <p>It ends when the user closes it; {@link #over} completes once the server knows, or cannot be
 * reached.
 */
public final class ChatFrame {
  private static final int SECOND = 1_000;

  private final String version;
  private final Messages messages;
  private final DesktopServices services;
  private final Preferences preferences;
  private final ChatModel model;
  private final ChatController controller;
  private final JFrame frame;
  private final JoinForm form;
  private final Menus menus;
  private final MainPanel pages;
  private final Timer ticks;
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  /**
   * @param name what to fill the form in with, and {@code address}
   * @param version of the program
   */
  public ChatFrame(
      Messages messages,
      DesktopServices services,
      Settings settings,
      String name,
      String address,
      String version) {
    this.version = version;
    this.messages = messages;
    this.services = services;
    Theme.prepare();
    preferences = new Preferences(settings, services, this::restyle);
    frame = new JFrame(messages.text("windowTitle"));
    form = new JoinForm(messages, this::enter, this::cancel);
    pages = new MainPanel(form, new Surround());
    model = new ChatModel(messages, InstantSource.system(), pages);
    controller = new ChatController(model, messages, SwingUtilities::invokeLater, new Commands());
    menus = new Menus(messages, controller, preferences, new Hand());
    ticks = new Timer(SECOND, _ -> tick());
    form.fill(name, address);
    arrange();
  }

  private void arrange() {
    frame.setContentPane(pages);
    frame.setJMenuBar(menus.bar());
    frame.setIconImages(AppIcons.icons());
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
    menus.refresh(model, false);
    Rectangle screen = GraphicsEnvironment.getLocalGraphicsEnvironment().getMaximumWindowBounds();
    frame.setMinimumSize(within(screen, scale(420), scale(520)));
    frame.setSize(within(screen, scale(1040), scale(720)));
    frame.setLocationRelativeTo(null);
  }

  /** The preferred size, limited to the screen's usable area. */
  private static Dimension within(Rectangle screen, int width, int height) {
    return new Dimension(Math.min(width, screen.width), Math.min(height, screen.height));
  }

  /** Shows it. */
  public void open() {
    frame.setVisible(true);
    ticks.start();
    preferences.askSystem();
  }

  /** Prepares what opening the window needs, without showing it. */
  void aotTraining() {
    frame.addNotify();
    AotTraining.paint(frame.getRootPane());
    frame.dispose();
  }

  /** Completes when the window is closed and the session has ended. */
  public CompletableFuture<Void> over() {
    return over;
  }

  /** Closes the window without asking; for a program that is ended from outside. */
  public void close() {
    ticks.stop();
    frame.dispose();
    var _ = controller.leave().whenComplete((_, _) -> over.complete(null));
  }

  // ---- actions of the user

  private void enter(ConnectOptions options) {
    String address =
        options.server().invite().isPresent() ? options.server().toString() : form.address();
    preferences.change(s -> s.withEntry(options.name(), address));
    Font font = PlainTextComponents.font(1);
    services.ahead(
        () -> {
          FontFallback.INSTALLED.prepare(font);
          EmojiSheet.BUNDLED.prepare();
        });
    controller.enter(options);
  }

  private void cancel() {
    controller.goHome();
  }

  private boolean mayLose() {
    boolean something = model.transcript().holdsUnsent() || pages.holdsDraft();
    return !something
        || new Dialogs(frame, messages)
            .sure(messages.text("leaveQuestion"), messages.text("leave"), messages.text("stay"));
  }

  private void quit() {
    if (mayLose()) {
      close();
    }
  }

  private void goHome() {
    if (mayLose()) {
      controller.goHome();
      pages.toForm();
    }
  }

  private void rename() {
    new Dialogs(frame, messages)
        .text(messages.text("renameQuestion"), model.room().ownName())
        .ifPresent(controller::rename);
  }

  private void open(Link link) {
    services.open(link.target(), () -> ClipboardText.board(link.target().toString()));
  }

  private void tick() {
    model.tick();
    preferences.tick();
  }

  private void restyle() {
    pages.restyle();
  }

  private void front(boolean now) {
    model.front(now);
    if (now) {
      preferences.askSystem();
    }
  }

  /** Actions of typed commands. */
  private final class Commands implements ChatController.WindowActions {
    @Override
    public void leave() {
      goHome();
    }

    @Override
    public void show(String title, String text) {
      // later, so that the input line is cleared first
      SwingUtilities.invokeLater(() -> new Dialogs(frame, messages).read(title, text));
    }

    @Override
    public void wentElsewhere(ConnectOptions options) {
      String address = options.server().toString();
      form.fill(options.name(), address);
      preferences.change(s -> s.withEntry(options.name(), address));
    }
  }

  /** Actions of the menus. */
  private final class Hand implements Menus.MenuActions {
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

    @Override
    public void selectAll() {
      pages.selectAll();
    }

    @Override
    public void showCommands() {
      model.hint(messages.text("helpWindow"));
    }

    @Override
    public void showKeys() {
      new Dialogs(frame, messages).tell(messages.text("keysItem"), messages.text("keysHelp"));
    }

    @Override
    public void about() {
      new Dialogs(frame, messages)
          .tell(messages.text("aboutItem"), messages.text("aboutText", version));
    }
  }

  /** Actions of the pages. */
  private final class Surround implements MainPanel.PanelActions {
    @Override
    public ChatModel model() {
      return model;
    }

    @Override
    public ChatView chat() {
      PromptList.Departures departures = new PromptList.Departures(ChatFrame.this::goHome);
      return new ChatView(
          messages,
          model,
          controller,
          new ChatView.Window(departures, ChatFrame.this::rename, ChatFrame.this::open));
    }

    @Override
    public void possibilitiesChanged(boolean talking) {
      menus.refresh(model, talking);
    }

    @Override
    public void titleChanged() {
      frame.setTitle(model.title(messages.text("windowTitle")));
    }

    @Override
    public void alert(Alert alert) {
      preferences.alert(alert, messages, List.copyOf(frame.getIconImages()).getLast());
    }
  }
}
