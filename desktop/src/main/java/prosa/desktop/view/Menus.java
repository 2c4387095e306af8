package prosa.desktop.view;

import java.awt.KeyboardFocusManager;
import java.awt.Toolkit;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.Action;
import javax.swing.ButtonGroup;
import javax.swing.JCheckBoxMenuItem;
import javax.swing.JComponent;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.JRadioButtonMenuItem;
import javax.swing.KeyStroke;
import javax.swing.text.JTextComponent;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.ThemeChoice;
import prosa.messages.Messages;

/** The menu bar: all actions, and the settings for theme and sound. */
final class Menus {
  private final Messages messages;
  private final JMenuBar bar = new JMenuBar();
  private final List<JMenuItem> roomItems;
  private final JMenuItem report;
  private final List<JMenuItem> sessionItems;
  private final List<JMenuItem> chatItems;

  /** What the menus ask of the window. */
  interface MenuActions {
    void rename();

    void leave();

    void quit();

    /** Selects all messages. */
    void selectAll();

    /** The commands of the input line. */
    void showCommands();

    void showKeys();

    void about();
  }

  Menus(Messages messages, ChatController controller, Preferences preferences, MenuActions owner) {
    this.messages = messages;
    JMenuItem next = item("nextRoom", KeyEvent.VK_N, controller::next);
    JMenuItem invite = item("invite", KeyEvent.VK_I, controller::invite);
    JMenuItem own = item("newPrivateRoom", KeyEvent.VK_P, controller::privateRoom);
    JMenuItem rename = item("changeName", KeyEvent.VK_R, owner::rename);
    JMenuItem leave = item("leaveRoom", KeyEvent.VK_L, owner::leave);
    report = PlainTextComponents.item(messages.text("reportItem"), controller::report);
    JMenuItem encrypted = item("newEncryptedRoom", KeyEvent.VK_E, controller::encryptedRoom);
    roomItems = List.of(next, invite, own, encrypted);
    sessionItems = List.of(rename, leave);
    JMenu table = menu("roomWord");
    roomItems.forEach(table::add);
    table.add(report);
    table.addSeparator();
    sessionItems.forEach(table::add);
    table.addSeparator();
    table.add(item("quit", KeyEvent.VK_Q, owner::quit));
    JMenu edit = menu("editMenu");
    edit.add(item("undo", KeyEvent.VK_Z, () -> perform("undo")));
    JMenuItem redo = item("redo", KeyEvent.VK_Z, () -> perform("redo"));
    redo.setAccelerator(command(KeyEvent.VK_Z, InputEvent.SHIFT_DOWN_MASK));
    edit.add(redo);
    edit.addSeparator();
    edit.add(item("cut", KeyEvent.VK_X, () -> onText(JTextComponent::cut)));
    edit.add(item("copy", KeyEvent.VK_C, () -> onText(JTextComponent::copy)));
    edit.add(item("paste", KeyEvent.VK_V, () -> onText(JTextComponent::paste)));
    edit.addSeparator();
    edit.add(item("selectAll", KeyEvent.VK_A, () -> selectAll(owner)));
    JMenu help = menu("helpMenu");
    JMenuItem commands =
        PlainTextComponents.item(messages.text("commandsItem"), owner::showCommands);
    chatItems = List.of(commands);
    help.add(commands);
    JMenuItem keys = PlainTextComponents.item(messages.text("keysItem"), owner::showKeys);
    keys.setAccelerator(KeyStroke.getKeyStroke("F1"));
    help.add(keys);
    help.addSeparator();
    help.add(PlainTextComponents.item(messages.text("aboutItem"), owner::about));
    JMenu window = menu("windowMenu");
    zoom(window, "zoomIn", 1, preferences, KeyEvent.VK_PLUS, KeyEvent.VK_EQUALS, KeyEvent.VK_ADD);
    zoom(window, "zoomOut", -1, preferences, KeyEvent.VK_MINUS, KeyEvent.VK_SUBTRACT);
    zoom(window, "zoomReset", 0, preferences, KeyEvent.VK_0, KeyEvent.VK_NUMPAD0);
    window.addSeparator();
    ButtonGroup looks = new ButtonGroup();
    for (ThemeChoice theme : ThemeChoice.values()) {
      String key =
          switch (theme) {
            case SYSTEM -> "lookSystem";
            case LIGHT -> "light";
            case DARK -> "dark";
          };
      JRadioButtonMenuItem choice =
          PlainTextComponents.with(
              new JRadioButtonMenuItem(),
              messages.text(key),
              () -> preferences.change(s -> s.withTheme(theme)));
      choice.setSelected(preferences.settings().theme() == theme);
      looks.add(choice);
      window.add(choice);
    }
    window.addSeparator();
    JCheckBoxMenuItem sound = new JCheckBoxMenuItem();
    sound.setSelected(preferences.settings().sound());
    window.add(
        PlainTextComponents.with(
            sound,
            messages.text("sound"),
            () -> preferences.change(s -> s.withSound(sound.isSelected()))));
    JCheckBoxMenuItem notices = new JCheckBoxMenuItem();
    notices.setSelected(preferences.settings().notices());
    window.add(
        PlainTextComponents.with(
            notices,
            messages.text("notifications"),
            () -> preferences.change(s -> s.withNotices(notices.isSelected()))));
    bar.add(table);
    bar.add(edit);
    bar.add(window);
    bar.add(help);
  }

  /** An item whose first key is shown and whose others, on other keyboards, do the same. */
  private void zoom(JMenu menu, String key, int step, Preferences preferences, int... letters) {
    Runnable action = () -> preferences.zoom(step);
    menu.add(item(key, letters[0], action));
    for (int letter : letters) {
      for (int more : new int[] {0, InputEvent.SHIFT_DOWN_MASK}) {
        bar.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).put(command(letter, more), key);
      }
    }
    bar.getActionMap().put(key, new RunnableAction(action));
  }

  /** The component with the keyboard focus. */
  private static void onText(Consumer<JTextComponent> action) {
    if (KeyboardFocusManager.getCurrentKeyboardFocusManager().getPermanentFocusOwner()
        instanceof JTextComponent text) {
      action.accept(text);
    }
  }

  private static void perform(String name) {
    onText(
        text -> {
          Action action = text.getActionMap().get(name);
          if (action != null) {
            action.actionPerformed(new ActionEvent(text, ActionEvent.ACTION_PERFORMED, name));
          }
        });
  }

  private static void selectAll(MenuActions owner) {
    if (KeyboardFocusManager.getCurrentKeyboardFocusManager().getPermanentFocusOwner()
        instanceof JTextComponent text) {
      text.selectAll();
    } else {
      owner.selectAll();
    }
  }

  JMenuBar bar() {
    return bar;
  }

  /** Enables the actions that are available now. */
  void refresh(ChatModel model, boolean talking) {
    boolean asks = talking && model.room().seated() && !model.room().original();
    roomItems.forEach(item -> item.setEnabled(asks));
    report.setEnabled(talking && !model.room().original()); // at the end, too
    sessionItems.forEach(item -> item.setEnabled(talking));
    chatItems.forEach(item -> item.setEnabled(talking));
  }

  private JMenu menu(String key) {
    JMenu menu = new JMenu(messages.text(key));
    menu.setMnemonic(messages.text(key).charAt(0));
    return menu;
  }

  private JMenuItem item(String key, int letter, Runnable action) {
    JMenuItem item = PlainTextComponents.item(messages.text(key), action);
    item.setAccelerator(command(letter, 0));
    return item;
  }

  /** With Ctrl, or ⌘ on a Mac, and {@code more}. */
  private static KeyStroke command(int letter, int more) {
    return KeyStroke.getKeyStroke(
        letter, Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx() | more);
  }
}
