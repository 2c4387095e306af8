package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GridLayout;
import java.awt.Rectangle;
import java.util.List;
import javax.accessibility.AccessibleRole;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JPopupMenu;
import javax.swing.JTextArea;
import javax.swing.Scrollable;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.SeatInfo;
import prosa.messages.Messages;

/** The sidebar: the table and its actions. */
@SuppressWarnings("serial") // never serialized
final class Sidebar extends AccessiblePane implements Scrollable {
  private static final int WIDTH = 356;
  private static final int SIDE = 16;

  private final Messages messages;
  private final ChatModel model;
  private final SeatsView table;
  private final JTextArea note;
  private final List<JButton> buttons;
  private final Runnable rename;

  Sidebar(Messages messages, ChatModel model, ChatController controller, Runnable rename) {
    super(AccessibleRole.PANEL);
    this.messages = messages;
    this.model = model;
    this.rename = rename;
    table = new SeatsView(messages, model::room, this::open);
    note = PlainTextComponents.paragraph(messages.text("classicTellsNobody"));
    buttons =
        List.of(
            button("nextRoom", "nextRoomHint", controller::next),
            button("invite", "inviteHint", controller::invite),
            button("newPrivateRoom", "newPrivateRoomHint", controller::privateRoom),
            button("newEncryptedRoom", "newEncryptedRoomHint", controller::encryptedRoom));
    JPanel grid = new JPanel(new GridLayout(0, 1, 0, scale(8)));
    grid.setOpaque(false);
    buttons.forEach(grid::add);
    JPanel below = new JPanel(new BorderLayout(0, scale(8)));
    below.setOpaque(false);
    below.add(note, BorderLayout.NORTH); // in the grid it would say how high a button is
    below.add(grid, BorderLayout.CENTER);
    setLayout(new BorderLayout(0, scale(12)));
    JPanel top = new JPanel(new BorderLayout());
    top.setOpaque(false);
    top.add(table, BorderLayout.NORTH);
    add(top, BorderLayout.CENTER);
    add(below, BorderLayout.SOUTH);
    refresh();
    restyle();
  }

  private JButton button(String key, String hint, Runnable action) {
    JButton button = PlainTextComponents.button(messages.text(key), action);
    button.setToolTipText(messages.text(hint));
    button.getAccessibleContext().setAccessibleDescription(messages.text(hint));
    return button;
  }

  /** Updates the view from the model. */
  void refresh() {
    table.refresh();
    boolean asks = model.room().seated() && !model.room().original();
    buttons.forEach(button -> button.setEnabled(asks));
    note.setVisible(model.room().original());
  }

  void restyle() {
    note.setForeground(Palette.now().faint());
    note.setFont(PlainTextComponents.font(-1));
    note.setSize(scale(WIDTH - 2 * SIDE), Short.MAX_VALUE); // it breaks by that
    setBorder(BorderFactory.createEmptyBorder(scale(14), scale(SIDE), scale(16), scale(SIDE)));
    repaint();
  }

  private void open(SeatButton seat) {
    SeatInfo info = seat.info();
    JPopupMenu menu = new JPopupMenu();
    if (info.mine()) {
      menu.add(PlainTextComponents.item(messages.text("changeName"), rename));
    } else {
      String key = info.muted() ? "unmuteMember" : "muteMember";
      model
          .room()
          .member(info.place())
          .ifPresent(
              member -> {
                menu.add(
                    PlainTextComponents.item(
                        messages.text(key, model.distinct(member)),
                        () -> model.mute(member, !info.muted())));
                menu.add(
                    PlainTextComponents.item(
                        messages.text("voteMember", model.distinct(member)),
                        () -> model.whyVote(member)));
              });
    }
    menu.add(
        PlainTextComponents.item(
            messages.text("copyName"), () -> ClipboardText.board(info.name())));
    menu.show(seat, 0, seat.getHeight());
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(scale(WIDTH), super.getPreferredSize().height);
  }

  @Override
  public Dimension getPreferredScrollableViewportSize() {
    return getPreferredSize();
  }

  @Override
  public int getScrollableUnitIncrement(Rectangle visible, int orientation, int direction) {
    return scale(16);
  }

  @Override
  public int getScrollableBlockIncrement(Rectangle visible, int orientation, int direction) {
    return visible.height;
  }

  @Override
  public boolean getScrollableTracksViewportWidth() {
    return true;
  }

  @Override
  public boolean getScrollableTracksViewportHeight() {
    return getParent() != null && getParent().getHeight() >= getPreferredSize().height;
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Palette palette = Palette.now();
    graphics.setColor(palette.side());
    graphics.fillRect(0, 0, getWidth(), getHeight());
  }
}
