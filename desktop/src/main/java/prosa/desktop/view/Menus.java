package prosa.desktop.view;

import java.awt.Toolkit;
import java.awt.event.KeyEvent;
import java.util.List;
import javax.swing.ButtonGroup;
import javax.swing.JCheckBoxMenuItem;
import javax.swing.JMenu;
import javax.swing.JMenuBar;
import javax.swing.JMenuItem;
import javax.swing.JRadioButtonMenuItem;
import javax.swing.KeyStroke;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.ThemeChoice;
import prosa.messages.Messages;

/** The menu bar: everything that can be done, and how the window looks and sounds. */
final class Menus {
  private final Messages messages;
  private final JMenuBar bar = new JMenuBar();
  private final List<JMenuItem> tableItems;
  private final List<JMenuItem> visitItems;

  /** What the menus ask of the window. */
  interface Owner {
    void rename();

    void leave();

    void quit();
  }

  Menus(Messages messages, ChatController controller, Preferences preferences, Owner owner) {
    this.messages = messages;
    JMenuItem next = item("nextTable", KeyEvent.VK_N, controller::next);
    JMenuItem invite = item("invite", KeyEvent.VK_I, controller::invite);
    JMenuItem own = item("newPrivateTable", KeyEvent.VK_P, controller::privateTable);
    JMenuItem rename = item("changeName", KeyEvent.VK_R, owner::rename);
    JMenuItem leave = item("leaveTable", KeyEvent.VK_L, owner::leave);
    tableItems = List.of(next, invite, own);
    visitItems = List.of(rename, leave);
    JMenu table = menu("table");
    tableItems.forEach(table::add);
    table.addSeparator();
    visitItems.forEach(table::add);
    table.addSeparator();
    table.add(item("quit", KeyEvent.VK_Q, owner::quit));
    JMenu window = menu("windowMenu");
    ButtonGroup looks = new ButtonGroup();
    for (ThemeChoice look : ThemeChoice.values()) {
      String key =
          switch (look) {
            case SYSTEM -> "lookSystem";
            case LIGHT -> "light";
            case DARK -> "dark";
          };
      JRadioButtonMenuItem choice =
          PlainTextComponents.with(
              new JRadioButtonMenuItem(),
              messages.text(key),
              () -> preferences.change(s -> s.withLook(look)));
      choice.setSelected(preferences.settings().look() == look);
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
    bar.add(window);
  }

  JMenuBar bar() {
    return bar;
  }

  /** What can be done at present. */
  void refresh(ChatModel model, boolean talking) {
    boolean asks = talking && model.room().seated() && !model.room().original();
    tableItems.forEach(item -> item.setEnabled(asks));
    visitItems.forEach(item -> item.setEnabled(talking));
  }

  private JMenu menu(String key) {
    JMenu menu = new JMenu(messages.text(key));
    menu.setMnemonic(messages.text(key).charAt(0));
    return menu;
  }

  private JMenuItem item(String key, int letter, Runnable action) {
    JMenuItem item = PlainTextComponents.item(messages.text(key), action);
    item.setAccelerator(
        KeyStroke.getKeyStroke(letter, Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx()));
    return item;
  }
}
