package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Dimension;
import java.awt.Graphics;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.accessibility.AccessibleRole;
import javax.swing.KeyStroke;
import prosa.desktop.model.RoomDisplay;
import prosa.desktop.model.SeatInfo;
import prosa.desktop.model.SeatPosition;
import prosa.messages.Messages;

/**
 * The table as seen from above: the user's seat at the bottom, the others around the table by
 * place, free seats as outlines. Arrow keys move between the members; Enter or Space opens a
 * member's menu.
 */
@SuppressWarnings("serial") // never serialized
final class SeatsView extends AccessiblePane {
  private static final int SIZE = 326;
  private static final int FREE = 30;

  private final Messages messages;
  private final Supplier<RoomDisplay> room;
  private final Consumer<SeatButton> menu;
  private List<SeatInfo> seatInfos = List.of();

  /**
   * @param menu opens the menu of the one that was pressed
   */
  SeatsView(Messages messages, Supplier<RoomDisplay> room, Consumer<SeatButton> menu) {
    super(AccessibleRole.GROUP_BOX);
    this.messages = messages;
    this.room = room;
    this.menu = menu;
    bind("LEFT", 1); // clockwise, as they sit
    bind("UP", 1);
    bind("RIGHT", -1);
    bind("DOWN", -1);
    name(messages.text("roomWord"));
    refresh();
  }

  /**
   * Updates the view from the room. A member that stays keeps its component and the keyboard focus.
   */
  void refresh() {
    List<SeatInfo> now = room.get().seats();
    if (!now.equals(seatInfos)) {
      seatInfos = now;
      for (SeatButton seat : seats().toList()) {
        seatAt(seat.info().place()).ifPresentOrElse(seat::show, () -> remove(seat));
      }
      for (SeatInfo info : seatInfos) {
        if (!info.free() && seats().noneMatch(s -> s.info().place() == info.place())) {
          add(seat(info), (int) seats().filter(s -> s.info().place() < info.place()).count());
        }
      }
      if (seats().noneMatch(SeatButton::current)) {
        seats().findFirst().ifPresent(first -> first.current(true));
      }
      revalidate();
    }
    repaint();
  }

  private Optional<SeatInfo> seatAt(int place) {
    return seatInfos.stream().filter(c -> !c.free() && c.place() == place).findFirst();
  }

  private SeatButton seat(SeatInfo info) {
    SeatButton seat = new SeatButton(info, messages);
    seat.addActionListener(
        _ -> {
          stopAt(seat);
          menu.accept(seat);
        });
    return seat;
  }

  private java.util.stream.Stream<SeatButton> seats() {
    return java.util.Arrays.stream(getComponents()).map(SeatButton.class::cast);
  }

  private void stopAt(SeatButton chosen) {
    seats().forEach(seat -> seat.current(seat == chosen));
  }

  private void bind(String key, int step) {
    getInputMap(WHEN_ANCESTOR_OF_FOCUSED_COMPONENT).put(KeyStroke.getKeyStroke(key), key);
    getActionMap().put(key, new RunnableAction(() -> move(step)));
  }

  private void move(int step) {
    List<SeatButton> all = seats().toList();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isFocusOwner()) {
        SeatButton next = all.get(Math.floorMod(i + step, all.size()));
        stopAt(next);
        next.requestFocusInWindow();
        return;
      }
    }
  }

  // ---- the picture

  private double seatRadius() {
    double face = scale(SeatButton.AVATAR) / 2.0 + scale(SeatButton.LABEL);
    return Math.min(getWidth(), getHeight()) / 2.0 - face - scale(6);
  }

  private double tableRadius() {
    return seatRadius() - scale(SeatButton.AVATAR) / 2.0 - scale(10);
  }

  /** The largest width of a name that touches neither the edge, nor another name or seat. */
  private int seatWidth(int index) {
    SeatPosition position = SeatPosition.of(seatInfos, index);
    double x = position.x() * seatRadius();
    double half = getWidth() / 2.0 - Math.abs(x) - scale(2);
    for (int i = 0; i < seatInfos.size(); i++) {
      if (i == index) {
        continue;
      }
      SeatPosition other = SeatPosition.of(seatInfos, i);
      double distance = Math.abs(other.x() * seatRadius() - x);
      double extent = scale(seatInfos.get(i).free() ? FREE : SeatButton.AVATAR) / 2.0;
      double toSeat = Math.abs(other.y() * seatRadius() - labelY(position));
      if (toSeat < extent + scale(SeatButton.LABEL) / 2.0) {
        half = Math.min(half, distance - extent - scale(3));
      }
      if (!seatInfos.get(i).free()
          && Math.abs(labelY(other) - labelY(position)) < scale(SeatButton.LABEL)) {
        half = Math.min(half, distance / 2 - scale(2));
      }
    }
    return (int) Math.max(scale(SeatButton.AVATAR + 8), 2 * half);
  }

  private double labelY(SeatPosition position) {
    double out = scale(SeatButton.AVATAR) / 2.0 + scale(SeatButton.LABEL) / 2.0 + scale(1);
    return position.y() * seatRadius() + (nameAbove(position) ? -out : out);
  }

  private static boolean nameAbove(SeatPosition position) {
    return position.y() < -0.25;
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(scale(SIZE), scale(SIZE));
  }

  @Override
  public void doLayout() {
    int height = scale(SeatButton.AVATAR + 2 * SeatButton.LABEL + 4);
    for (SeatButton seat : seats().toList()) {
      int index = seatInfos.indexOf(seat.info());
      SeatPosition position = SeatPosition.of(seatInfos, index);
      int width = seatWidth(index);
      int x = (int) Math.round(getWidth() / 2.0 + position.x() * seatRadius() - width / 2.0);
      int y = (int) Math.round(getHeight() / 2.0 + position.y() * seatRadius() - height / 2.0);
      seat.above(nameAbove(position));
      seat.setBounds(x, y, width, height);
    }
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Palette palette = Palette.now();
    double x = getWidth() / 2.0;
    double y = getHeight() / 2.0;
    double radius = tableRadius();
    try (ShapePainter painter = new ShapePainter(graphics)) {
      for (int i = 0; i < seatInfos.size(); i++) {
        if (seatInfos.get(i).free()) {
          SeatPosition position = SeatPosition.of(seatInfos, i);
          painter.ring(
              x + position.x() * seatRadius(),
              y + position.y() * seatRadius(),
              scale(FREE) / 2.0,
              palette.freeSeat(),
              scale(1.6f));
        }
      }
      painter.disc(x, y, radius, palette.tableEdge());
      painter.disc(x, y, radius - scale(5f), palette.table());
      painter.ring(x, y, radius - scale(14f), palette.tableEdge(), scale(0.8f));
      if (room.get().seated()) {
        middle(painter, palette, x, y, 2 * radius - scale(24));
      }
    }
  }

  private void middle(ShapePainter painter, Palette palette, double x, double y, double most) {
    if (room.get().original()) {
      painter.text("ChatApp", PlainTextComponents.bold(2), palette.onTable(), x, y, most);
      return;
    }
    String people = messages.text("count", room.get().people(), room.get().capacity());
    painter.text(
        room.get().name().orElse(""),
        PlainTextComponents.bold(4),
        palette.onTable(),
        x,
        y - scale(10),
        most);
    painter.text(
        people, PlainTextComponents.font(-0.5f), palette.onTable(), x, y + scale(13), most);
  }

  @Override
  String spokenDescription() {
    return room.get().original()
        ? messages.text("classicTellsNobody")
        : messages.text("count", room.get().people(), room.get().capacity());
  }
}
