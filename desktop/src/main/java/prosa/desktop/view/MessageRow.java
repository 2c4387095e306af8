package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics;
import java.util.ArrayList;
import java.util.List;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPopupMenu;
import prosa.desktop.model.DeliveryStatus;
import prosa.desktop.model.Initials;
import prosa.desktop.model.MemberColor;
import prosa.desktop.model.TranscriptItem;

/** The row of a message: others' on the left in their colour, the user's own on the right. */
@SuppressWarnings("serial") // never serialized
final class MessageRow extends TextRow {
  private static final int SIDE = 16;
  private static final int AVATAR = 32;
  private static final int GAP = 8;
  private static final int PAD = 12;
  private static final int ROUND = 18;
  private static final int WIDEST = 540;

  /** Room around a bubble for the mark that it has the keyboard. */
  private static final int RING = 3;

  private final TranscriptItem.Bubble bubble;
  private final ChatViewContext context;
  private final SelectableText text;
  private final JLabel name;
  private final JLabel meta;
  private final List<JButton> decisions = new ArrayList<>();
  private boolean follows;

  MessageRow(TranscriptItem.Bubble bubble, ChatViewContext context) {
    this.bubble = bubble;
    this.context = context;
    text =
        new SelectableText(
            bubble.bubbleText(), bubble.links(), context.list(), this::menu, context::open);
    name = PlainTextComponents.label(bubble.mine() ? "" : context.marked(bubble));
    meta = PlainTextComponents.label(context.meta(bubble));
    name(context.spoken(bubble));
    text.getAccessibleContext().setAccessibleName(SpokenText.of(context.author(bubble)));
    text.getAccessibleContext().setAccessibleDescription(bubble.why());
    add(name);
    add(text);
    add(meta);
    if (bubble.delivery().open()) {
      decision("sendHere", false);
      decision("edit", true);
    }
    restyle();
  }

  private void decision(String key, boolean edit) {
    JButton button =
        PlainTextComponents.button(
            context.messages().text(key), () -> context.decide().accept(bubble, edit));
    decisions.add(button);
    add(button);
  }

  @Override
  SelectableText text() {
    return text;
  }

  @Override
  boolean follows(boolean now) {
    boolean changed = follows != now;
    follows = now;
    name.setVisible(!bubble.mine() && !bubble.action() && !now);
    return changed;
  }

  @Override
  void restyle() {
    Palette palette = Palette.now();
    boolean filled = bubble.mine() && !bubble.action() && !bubble.delivery().open();
    Color textColor = filled ? palette.onOwn() : palette.textColor();
    Font font = PlainTextComponents.font(1);
    text.setFont(bubble.action() ? font.deriveFont(Font.ITALIC) : font);
    text.setForeground(textColor);
    text.setSelectedTextColor(textColor);
    text.setSelectionColor(
        new Color(
            palette.accent().getRed(),
            palette.accent().getGreen(),
            palette.accent().getBlue(),
            0x48));
    name.setFont(PlainTextComponents.bold(-0.5f));
    name.setForeground(palette.onMemberColors().get(memberColor()));
    meta.setFont(PlainTextComponents.font(-2.5f));
    meta.setForeground(
        bubble.delivery().open() ? palette.bad() : filled ? palette.mineFaint() : palette.faint());
    decisions.forEach(button -> button.setFont(PlainTextComponents.font(-1)));
  }

  // ---- measures

  /** Width of the text, and where the bubble is; all in pixels. */
  private record Shape(int x, int y, int width, int height, int textWidth, boolean inline) {}

  private Shape shape(int width) {
    int left = scale(SIDE) + (bubble.mine() ? 0 : scale(AVATAR + GAP));
    int room = width - left - scale(SIDE) - scale(bubble.mine() ? AVATAR + GAP : 24);
    int most = Math.max(scale(80), Math.min(scale(WIDEST), room) - 2 * scale(PAD));
    int metaWidth = meta.getPreferredSize().width;
    int natural = text.widthUpTo(most);
    int textHeight = text.heightFor(natural);
    boolean single = textHeight < 2 * text.getFontMetrics(text.getFont()).getHeight();
    boolean inline = single && natural + scale(GAP) + metaWidth <= most;
    int inner = inline ? natural + scale(GAP) + metaWidth : Math.max(natural, metaWidth);
    inner = Math.max(inner, name.isVisible() ? name.getPreferredSize().width : 0);
    inner = Math.max(inner, decisionsWidth());
    inner = Math.min(inner, most);
    int top = scale(RING + (follows ? 1 : 8));
    int height =
        2 * scale(PAD - 4)
            + nameHeight()
            + textHeight
            + (inline ? 0 : meta.getPreferredSize().height)
            + (decisions.isEmpty() ? 0 : decisions.getFirst().getPreferredSize().height + scale(6));
    int full = inner + 2 * scale(PAD);
    int x = bubble.mine() ? width - scale(SIDE) - full : left;
    return new Shape(x, top, full, height, natural, inline);
  }

  private int nameHeight() {
    return name.isVisible() ? name.getPreferredSize().height + scale(1) : 0;
  }

  private int decisionsWidth() {
    return decisions.stream().mapToInt(b -> b.getPreferredSize().width + scale(GAP)).sum();
  }

  @Override
  int heightFor(int width) {
    Shape shape = shape(width);
    return shape.y() + shape.height() + scale(RING);
  }

  @Override
  public void doLayout() {
    Shape shape = shape(getWidth());
    int x = shape.x() + scale(PAD);
    int inner = shape.width() - 2 * scale(PAD);
    int y = shape.y() + scale(PAD - 4);
    name.setBounds(x, y, inner, name.getPreferredSize().height);
    y += nameHeight();
    int textHeight = text.heightFor(shape.textWidth());
    text.setBounds(x, y, shape.textWidth(), textHeight);
    y += textHeight;
    int metaHeight = meta.getPreferredSize().height;
    int metaWidth = Math.min(inner, meta.getPreferredSize().width);
    meta.setBounds(
        x + inner - metaWidth, shape.inline() ? y - metaHeight : y, metaWidth, metaHeight);
    y += (shape.inline() ? 0 : metaHeight) + scale(6);
    int right = x + inner;
    for (JButton button : decisions.reversed()) {
      int width = button.getPreferredSize().width;
      right -= width;
      button.setBounds(right, y, width, button.getPreferredSize().height);
      right -= scale(GAP);
    }
  }

  // ---- the picture

  private int memberColor() {
    return MemberColor.of(bubble.place(), bubble.name());
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Palette palette = Palette.now();
    Shape s = shape(getWidth());
    try (ShapePainter painter = new ShapePainter(graphics)) {
      double round = scale(ROUND);
      if (bubble.delivery() == DeliveryStatus.WAITING) {
        painter.alpha(0.72f);
      }
      if (bubble.delivery().open()) {
        painter.frame(s.x(), s.y(), s.width(), s.height(), round, palette.bad(), scale(1f));
      } else if (!bubble.action()) {
        Color ground =
            bubble.mine() ? palette.mine() : bubble.mention() ? palette.marked() : palette.bubble();
        painter.box(s.x(), s.y(), s.width(), s.height(), round, ground);
        if (!bubble.mine()) {
          Color edge = bubble.mention() ? palette.warn() : palette.line();
          painter.frame(s.x(), s.y(), s.width(), s.height(), round, edge, scale(1f));
        }
      }
      painter.alpha(1);
      if (!bubble.mine() && !follows) {
        avatar(painter, palette, s);
      }
      if (text.isFocusOwner()) {
        double out = scale(RING);
        painter.frame(
            s.x() - out,
            s.y() - out,
            s.width() + 2 * out,
            s.height() + 2 * out,
            round + 2 * out,
            palette.accent(),
            scale(2f));
      }
    }
  }

  private void avatar(ShapePainter painter, Palette palette, Shape s) {
    double radius = scale(AVATAR) / 2.0;
    double x = scale(SIDE) + radius;
    double y = s.y() + radius;
    painter.disc(x, y, radius, palette.memberColors().get(memberColor()));
    String initials = Initials.of(bubble.shownName(), context.messages().locale());
    painter.initials(
        initials,
        PlainTextComponents.bold(-1),
        palette.onMemberColors().get(memberColor()),
        x,
        y,
        2 * radius);
  }

  JPopupMenu menu() {
    return context.menu(text, bubble.sender());
  }
}
