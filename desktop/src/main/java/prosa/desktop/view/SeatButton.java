package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics;
import java.util.ArrayList;
import java.util.List;
import javax.accessibility.AccessibleContext;
import javax.swing.JButton;
import javax.swing.JToolTip;
import prosa.desktop.model.Initials;
import prosa.desktop.model.MemberColor;
import prosa.desktop.model.SeatInfo;
import prosa.messages.Messages;

/** A taken seat: initials, the name beside them, and a menu when it is pressed. */
@SuppressWarnings("serial") // never serialized
final class SeatButton extends JButton implements RovingTabIndex {
  /** Diameter of an avatar. */
  static final int AVATAR = 40;

  /** Height of the name. */
  static final int LABEL = 18;

  private static final float NAME_SIZE = -1.5f;

  private final Messages messages;
  private SeatInfo info;
  private boolean above;
  private boolean current;

  SeatButton(SeatInfo info, Messages messages) {
    this.info = info;
    this.messages = messages;
    setContentAreaFilled(false);
    setBorderPainted(false);
    setFocusPainted(false);
    setOpaque(false);
    getAccessibleContext().setAccessibleDescription(messages.text("seatMenu"));
    show(info);
  }

  /** The same place, as it is now. */
  void show(SeatInfo now) {
    info = now;
    setToolTipText(now.name());
    getAccessibleContext().setAccessibleName(SpokenText.of(spoken()));
    repaint();
  }

  @Override
  public JToolTip createToolTip() {
    JToolTip tip = new NameToolTip();
    tip.setComponent(this);
    return tip;
  }

  @Override
  public AccessibleContext getAccessibleContext() {
    if (accessibleContext == null) {
      accessibleContext = new Seat();
    }
    return accessibleContext;
  }

  private final class Seat extends AccessibleJButton {
    @Override
    public String getToolTipText() {
      return SpokenText.of(info.name());
    }
  }

  /** The avatar and the name; the space between seats belongs to none. */
  @Override
  public boolean contains(int x, int y) {
    int dx = Math.abs(x - getWidth() / 2);
    int dy = y - getHeight() / 2;
    int radius = scale(AVATAR) / 2 + scale(3);
    boolean beside = above ? dy < 0 : dy > 0;
    return dx * dx + dy * dy <= radius * radius
        || (beside && Math.abs(dy) <= radius + scale(LABEL) && dx <= nameWidth() / 2);
  }

  private int nameWidth() {
    String name = info.mine() ? messages.text("you") : info.name();
    Font font = PlainTextComponents.font(NAME_SIZE);
    return Math.min(getWidth(), EmojiText.of(name, font).width(this::getFontMetrics));
  }

  /** Whether the name is above the avatar. */
  void above(boolean now) {
    above = now;
  }

  SeatInfo info() {
    return info;
  }

  @Override
  public boolean current() {
    return current;
  }

  void current(boolean now) {
    current = now;
  }

  private String spoken() {
    List<String> parts = new ArrayList<>();
    parts.add(info.name());
    if (info.mine()) {
      parts.add(messages.text("you"));
    }
    parts.add(messages.text("place", info.place()));
    if (info.occupied() == SeatInfo.Occupied.AWAY) {
      parts.add(messages.text("away"));
    }
    if (info.muted()) {
      parts.add(messages.text("muted"));
    } else if (info.writing()) {
      parts.add(messages.text("isTyping"));
    }
    if (info.classic()) {
      parts.add(messages.text("classic"));
    }
    return String.join(", ", parts);
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Palette palette = Palette.now();
    double x = getWidth() / 2.0;
    double y = getHeight() / 2.0;
    double radius = scale(AVATAR) / 2.0;
    try (ShapePainter painter = new ShapePainter(graphics)) {
      boolean dim = info.occupied() == SeatInfo.Occupied.AWAY || info.muted();
      painter.alpha(dim ? 0.42f : 1);
      int color = MemberColor.of(info.place(), info.name());
      painter.disc(x, y, radius, palette.memberColors().get(color));
      if (info.mine()) {
        painter.ring(x, y, radius, palette.accent(), scale(2.2f));
      }
      String initials = Initials.of(info.name(), messages.locale());
      Color textColor = palette.onMemberColors().get(color);
      painter.initials(initials, PlainTextComponents.bold(2), textColor, x, y, 1.7 * radius);
      painter.alpha(1);
      if (info.occupied() == SeatInfo.Occupied.AWAY) {
        painter.ring(x, y, radius + scale(2f), palette.faint(), scale(1.4f), scale(3f), scale(4f));
      }
      if (info.muted()) {
        painter.g.setColor(palette.bad());
        painter.g.setStroke(new java.awt.BasicStroke(scale(2.4f)));
        int d = (int) (radius * 0.7);
        painter.g.drawLine((int) x - d, (int) y + d, (int) x + d, (int) y - d);
      }
      if (info.writing()) {
        writing(painter, palette, x + radius * 0.72, y - radius * 0.72);
      }
      double shift = radius + scale(LABEL) / 2.0 + scale(1);
      painter.text(
          info.mine() ? messages.text("you") : info.name(),
          PlainTextComponents.font(NAME_SIZE),
          dim ? palette.faint() : palette.textColor(),
          x,
          above ? y - shift : y + shift,
          getWidth() - 2);
      if (isFocusOwner()) {
        painter.ring(x, y, radius + scale(3.5f), palette.textColor(), scale(2.2f));
      }
    }
  }

  private static void writing(ShapePainter painter, Palette palette, double x, double y) {
    double width = scale(22);
    double height = scale(14);
    painter.box(x - width / 2, y - height / 2, width, height, height, palette.bubble());
    painter.frame(x - width / 2, y - height / 2, width, height, height, palette.line(), scale(1f));
    for (int i = -1; i <= 1; i++) {
      painter.disc(x + i * scale(5f), y, scale(1.6f), palette.textColor());
    }
  }
}
