package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Component;
import java.awt.Graphics;
import java.util.ArrayList;
import java.util.List;
import javax.accessibility.AccessibleRole;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JTextArea;

/** A prompt above the chat: a title, a few sentences and its actions. */
@SuppressWarnings("serial") // never serialized
final class PromptRow extends Row {
  private static final int OUT = 14;
  private static final int PAD = 14;
  private static final int GAP = 8;

  private final JLabel title;
  private final JTextArea text;
  private final List<JComponent> actions = new ArrayList<>();

  PromptRow(String heading, String sentences) {
    super(AccessibleRole.GROUP_BOX);
    title = PlainTextComponents.label(heading);
    text = PlainTextComponents.paragraph(sentences);
    name(heading);
    getAccessibleContext().setAccessibleDescription(SpokenText.of(sentences));
    add(title);
    add(text);
    restyle();
  }

  /** Adds something to press or to read, in the order of reading. */
  PromptRow with(JComponent action) {
    actions.add(action);
    add(action);
    return this;
  }

  @Override
  void restyle() {
    Palette palette = Palette.now();
    title.setFont(PlainTextComponents.bold(1));
    title.setForeground(palette.textColor());
    text.setFont(PlainTextComponents.font(0));
    text.setForeground(palette.textColor());
  }

  @Override
  int heightFor(int width) {
    return place(width, false) + scale(PAD + 2);
  }

  @Override
  public void doLayout() {
    place(getWidth(), true);
  }

  /** Goes through the parts, and puts them where they belong if {@code put}; tells the last y. */
  private int place(int width, boolean put) {
    int left = scale(OUT + PAD);
    int inner = Math.max(scale(60), width - 2 * left);
    int y = scale(OUT - 2) + scale(PAD - 2);
    int titleHeight = title.getPreferredSize().height;
    if (put) {
      title.setBounds(left, y, inner, titleHeight);
    }
    y += titleHeight + scale(3);
    text.setSize(inner, Short.MAX_VALUE);
    int textHeight = text.getPreferredSize().height;
    if (put) {
      text.setBounds(left, y, inner, textHeight);
    }
    y += textHeight;
    int x = left;
    int line = 0;
    for (Component action : actions) {
      int w = Math.min(inner, action.getPreferredSize().width);
      int h = action.getPreferredSize().height;
      if (x == left) {
        y += scale(GAP);
      } else if (x + w > left + inner) {
        y += line + scale(GAP - 2);
        x = left;
        line = 0;
      }
      if (put) {
        action.setBounds(x, y, w, h);
      }
      x += w + scale(GAP);
      line = Math.max(line, h);
    }
    return y + line;
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Palette palette = Palette.now();
    double x = scale(OUT);
    double y = scale(OUT - 2);
    double width = getWidth() - 2 * x;
    double height = getHeight() - y - scale(2);
    try (ShapePainter painter = new ShapePainter(graphics)) {
      painter.box(x, y, width, height, scale(16), palette.prompt());
      painter.frame(x, y, width, height, scale(16), palette.promptBorder(), scale(1f));
    }
  }
}
