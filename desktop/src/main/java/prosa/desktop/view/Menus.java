package prosa.desktop.view;

import java.awt.Toolkit;
import java.awt.event.KeyEvent;
import java.util.List;
import java.util.Locale;
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
import prosa.desktop.model.Words;

/** The menu bar: everything that can be done, and how the window looks and sounds. */
final class Menus {
  private final Words words;
  private final JMenuBar bar = new JMenuBar();
  private final List<JMenuItem> tableItems;
  private final List<JMenuItem> visitItems;

  /** What the menus ask of the window. */
  interface Owner {
    void rename();

    void leave();

    void quit();
  }

  Menus(Words words, ChatController controller, Preferences preferences, Owner owner) {
    this.words = words;
    JMenuItem next = item("table.next", KeyEvent.VK_N, controller::next);
    JMenuItem invite = item("table.invite", KeyEvent.VK_I, controller::invite);
    JMenuItem own = item("table.private", KeyEvent.VK_P, controller::privateTable);
    JMenuItem rename = item("menu.rename", KeyEvent.VK_R, owner::rename);
    JMenuItem leave = item("menu.leave", KeyEvent.VK_L, owner::leave);
    tableItems = List.of(next, invite, own);
    visitItems = List.of(rename, leave);
    JMenu table = menu("menu.table");
    tableItems.forEach(table::add);
    table.addSeparator();
    visitItems.forEach(table::add);
    table.addSeparator();
    table.add(item("menu.quit", KeyEvent.VK_Q, owner::quit));
    JMenu window = menu("menu.window");
    ButtonGroup looks = new ButtonGroup();
    for (ThemeChoice look : ThemeChoice.values()) {
      String key = "menu.look." + look.name().toLowerCase(Locale.ROOT);
      JRadioButtonMenuItem choice =
          PlainTextComponents.with(
              new JRadioButtonMenuItem(),
              words.of(key),
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
            words.of("menu.sound"),
            () -> preferences.change(s -> s.withSound(sound.isSelected()))));
    JCheckBoxMenuItem notices = new JCheckBoxMenuItem();
    notices.setSelected(preferences.settings().notices());
    window.add(
        PlainTextComponents.with(
            notices,
            words.of("menu.notices"),
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
    JMenu menu = new JMenu(words.of(key));
    menu.setMnemonic(words.of(key).charAt(0));
    return menu;
  }

  private JMenuItem item(String key, int letter, Runnable action) {
    JMenuItem item = PlainTextComponents.item(words.of(key), action);
    item.setAccelerator(
        KeyStroke.getKeyStroke(letter, Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx()));
    return item;
  }
}
