package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Graphics;
import java.util.Optional;
import javax.swing.JPopupMenu;
import prosa.desktop.model.TranscriptItem;

/** The row of a notice, small and centred. */
@SuppressWarnings("serial") // never serialized
final class NoticeRow extends TextRow {
  private static final int PAD = 10;

  private final SelectableText text;

  NoticeRow(TranscriptItem.Notice notice, ChatViewContext context) {
    text =
        new SelectableText(
            notice.sentence(), notice.links(), context.list(), this::menu, context::open);
    text.getAccessibleContext().setAccessibleName(context.time(notice.at()));
    this.context = context;
    name(notice.sentence());
    add(text);
    restyle();
  }

  private final ChatViewContext context;

  @Override
  SelectableText text() {
    return text;
  }

  @Override
  int heightFor(int width) {
    return text.heightFor(textWidth(width)) + scale(PAD) + scale(4);
  }

  @Override
  public void doLayout() {
    int width = textWidth(getWidth());
    text.setBounds(
        (getWidth() - width) / 2, scale(PAD) / 2 + scale(2), width, text.heightFor(width));
  }

  @Override
  void restyle() {
    text.setFont(PlainTextComponents.font(-1.5f));
    text.setForeground(Palette.now().faint());
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    if (text.isFocusOwner()) {
      try (ShapePainter painter = new ShapePainter(graphics)) {
        painter.frame(
            text.getX() - scale(8),
            text.getY() - scale(3),
            text.getWidth() + scale(16),
            text.getHeight() + scale(6),
            scale(14),
            Palette.now().accent(),
            scale(2f));
      }
    }
  }

  private int textWidth(int width) {
    return text.widthUpTo(Math.max(scale(40), width - scale(48)));
  }

  private JPopupMenu menu() {
    return context.menu(text, Optional.empty());
  }
}
