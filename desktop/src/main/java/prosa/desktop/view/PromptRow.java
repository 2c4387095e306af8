package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Graphics;
import java.util.ArrayList;
import java.util.List;
import javax.accessibility.AccessibleRole;
import javax.swing.JComponent;
import javax.swing.JTextArea;
import javax.swing.text.View;

/** A prompt above the chat: a title, a few sentences and its actions. */
@SuppressWarnings("serial") // never serialized
final class PromptRow extends ListRow {
  private static final int OUT = 14;
  private static final int PAD = 14;
  private static final int GAP = 8;

  private final JTextArea title; // names and translations are long: it breaks, too
  private final JTextArea text;
  private final List<JComponent> actions = new ArrayList<>();

  PromptRow(String heading, String sentences) {
    super(AccessibleRole.GROUP_BOX);
    title = PlainTextComponents.paragraph(heading);
    text = PlainTextComponents.paragraph(sentences);
    text.setVisible(!sentences.isEmpty());
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
    y += placeText(title, left, y, inner, put);
    if (text.isVisible()) {
      y += scale(3);
      y += placeText(text, left, y, inner, put);
    }
    int line = 0;
    for (int next = 0; next < actions.size(); next += line) {
      line = fitting(next, inner);
      List<JComponent> beside = actions.subList(next, next + line);
      y += scale(next == 0 ? GAP : GAP - 2);
      y += placeLine(beside, left, y, inner, put);
    }
    return y;
  }

  private static int placeText(JTextArea area, int x, int y, int width, boolean put) {
    View lines = area.getUI().getRootView(area); // who is only asked how high it is stays in place
    lines.setSize(width, Short.MAX_VALUE);
    int height = (int) Math.ceil(lines.getPreferredSpan(View.Y_AXIS));
    if (put) {
      area.setBounds(x, y, width, height);
    }
    return height;
  }

  /** How many actions stand beside each other, one at least. */
  private int fitting(int first, int inner) {
    int count = 0;
    int width = 0;
    while (first + count < actions.size()) {
      width += actions.get(first + count).getPreferredSize().width;
      if (count > 0 && width > inner) {
        break;
      }
      width += scale(GAP);
      count++;
    }
    return count;
  }

  private static int placeLine(List<JComponent> line, int left, int y, int inner, boolean put) {
    int height = line.stream().mapToInt(action -> action.getPreferredSize().height).max().orElse(0);
    int x = left;
    for (JComponent action : line) {
      int w = Math.min(inner, action.getPreferredSize().width);
      int h = action.getPreferredSize().height;
      if (put) {
        action.setBounds(x, y + (height - h) / 2, w, h);
      }
      x += w + scale(GAP);
    }
    return height;
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
