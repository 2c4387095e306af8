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
 * The table as seen from above: the person's chair nearest, the others around it by place, free
 * chairs as outlines. Arrow keys move between the people, Enter or Space opens the menu of one.
 */
@SuppressWarnings("serial") // never serialized
final class SeatsView extends AccessiblePane {
  private static final int SIZE = 326;
  private static final int FREE = 30;

  private final Messages messages;
  private final Supplier<RoomDisplay> room;
  private final Consumer<SeatButton> menu;
  private List<SeatInfo> chairs = List.of();

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
    name(messages.text("table"));
    refresh();
  }

  /** Looks at the room again. Who stays keeps the component, and with it the keyboard. */
  void refresh() {
    List<SeatInfo> now = room.get().seats();
    if (!now.equals(chairs)) {
      chairs = now;
      for (SeatButton seat : seats().toList()) {
        chairAt(seat.chair().place()).ifPresentOrElse(seat::show, () -> remove(seat));
      }
      for (SeatInfo chair : chairs) {
        if (!chair.free() && seats().noneMatch(s -> s.chair().place() == chair.place())) {
          add(seat(chair), (int) seats().filter(s -> s.chair().place() < chair.place()).count());
        }
      }
      if (seats().noneMatch(SeatButton::current)) {
        seats().findFirst().ifPresent(first -> first.current(true));
      }
      revalidate();
    }
    repaint();
  }

  private Optional<SeatInfo> chairAt(int place) {
    return chairs.stream().filter(c -> !c.free() && c.place() == place).findFirst();
  }

  private SeatButton seat(SeatInfo chair) {
    SeatButton seat = new SeatButton(chair, messages);
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

  private double chairRadius() {
    double face = scale(SeatButton.FACE) / 2.0 + scale(SeatButton.LABEL);
    return Math.min(getWidth(), getHeight()) / 2.0 - face - scale(6);
  }

  private double tableRadius() {
    return chairRadius() - scale(SeatButton.FACE) / 2.0 - scale(10);
  }

  /** As wide as a name can be without meeting the edge, another name, or another chair. */
  private int seatWidth(int index) {
    SeatPosition spot = SeatPosition.of(chairs, index);
    double x = spot.x() * chairRadius();
    double half = getWidth() / 2.0 - Math.abs(x) - scale(2);
    for (int i = 0; i < chairs.size(); i++) {
      if (i == index) {
        continue;
      }
      SeatPosition other = SeatPosition.of(chairs, i);
      double distance = Math.abs(other.x() * chairRadius() - x);
      double chair = scale(chairs.get(i).free() ? FREE : SeatButton.FACE) / 2.0;
      double toChair = Math.abs(other.y() * chairRadius() - labelY(spot));
      if (toChair < chair + scale(SeatButton.LABEL) / 2.0) {
        half = Math.min(half, distance - chair - scale(3));
      }
      if (!chairs.get(i).free()
          && Math.abs(labelY(other) - labelY(spot)) < scale(SeatButton.LABEL)) {
        half = Math.min(half, distance / 2 - scale(2));
      }
    }
    return (int) Math.max(scale(SeatButton.FACE + 8), 2 * half);
  }

  private double labelY(SeatPosition spot) {
    double out = scale(SeatButton.FACE) / 2.0 + scale(SeatButton.LABEL) / 2.0 + scale(1);
    return spot.y() * chairRadius() + (nameAbove(spot) ? -out : out);
  }

  private static boolean nameAbove(SeatPosition spot) {
    return spot.y() < -0.25;
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(scale(SIZE), scale(SIZE));
  }

  @Override
  public void doLayout() {
    int height = scale(SeatButton.FACE + 2 * SeatButton.LABEL + 4);
    for (SeatButton seat : seats().toList()) {
      int index = chairs.indexOf(seat.chair());
      SeatPosition spot = SeatPosition.of(chairs, index);
      int width = seatWidth(index);
      int x = (int) Math.round(getWidth() / 2.0 + spot.x() * chairRadius() - width / 2.0);
      int y = (int) Math.round(getHeight() / 2.0 + spot.y() * chairRadius() - height / 2.0);
      seat.above(nameAbove(spot));
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
      for (int i = 0; i < chairs.size(); i++) {
        if (chairs.get(i).free()) {
          SeatPosition spot = SeatPosition.of(chairs, i);
          painter.ring(
              x + spot.x() * chairRadius(),
              y + spot.y() * chairRadius(),
              scale(FREE) / 2.0,
              palette.chair(),
              scale(1.6f));
        }
      }
      painter.disc(x, y, radius, palette.woodEdge());
      painter.disc(x, y, radius - scale(5f), palette.wood());
      painter.ring(x, y, radius - scale(14f), palette.woodEdge(), scale(0.8f));
      if (room.get().seated()) {
        middle(painter, palette, x, y, 2 * radius - scale(24));
      }
    }
  }

  private void middle(ShapePainter painter, Palette palette, double x, double y, double most) {
    if (room.get().original()) {
      painter.text("ChatApp", PlainTextComponents.bold(2), palette.woodInk(), x, y, most);
      return;
    }
    String people = messages.text("count", room.get().people(), room.get().capacity());
    painter.text(
        room.get().name().orElse(""),
        PlainTextComponents.bold(4),
        palette.woodInk(),
        x,
        y - scale(10),
        most);
    painter.text(
        people, PlainTextComponents.font(-0.5f), palette.woodInk(), x, y + scale(13), most);
  }

  @Override
  String spokenDescription() {
    return room.get().original()
        ? messages.text("classicTellsNobody")
        : messages.text("count", room.get().people(), room.get().capacity());
  }
}
