package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Point;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.DefaultListModel;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPopupMenu;
import javax.swing.JTextArea;
import javax.swing.ListSelectionModel;
import javax.swing.text.BadLocationException;
import prosa.client.Completion;

/**
 * The commands or names that what is being typed can be completed to, above the caret. The keyboard
 * stays with the text; which key does what is the text's affair.
 */
final class CompletionPopup {
  private static final int MOST = 20;

  private final JTextArea area;
  private final Consumer<String> announce;
  private final JPopupMenu popup = new JPopupMenu();
  private final DefaultListModel<String> shown = new DefaultListModel<>();
  private final JList<String> choice = new JList<>(shown);
  private List<Completion> offered = List.of();

  /**
   * No list yet.
   *
   * @param announce tells a screen reader what is chosen
   */
  CompletionPopup(JTextArea area, Consumer<String> announce) {
    this.area = area;
    this.announce = announce;
    choice.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
    choice.setFocusable(false);
    choice.setBorder(BorderFactory.createEmptyBorder(scale(2), scale(4), scale(2), scale(4)));
    choice.addMouseListener(
        new MouseAdapter() {
          @Override
          public void mouseClicked(MouseEvent event) {
            take();
          }
        });
    choice.setCellRenderer(
        (list, text, _, selected, _) -> {
          JLabel label = PlainTextComponents.label(text);
          label.setFont(list.getFont());
          label.setOpaque(true);
          Palette palette = Palette.now();
          label.setBackground(selected ? palette.marked() : list.getBackground());
          label.setForeground(palette.textColor());
          label.setBorder(BorderFactory.createEmptyBorder(scale(3), scale(8), scale(3), scale(8)));
          return label;
        });
    popup.setFocusable(false);
    popup.add(choice);
  }

  /** Offers these, in place of what was offered; there is no list if there are none. */
  void offer(List<Completion> completions) {
    close();
    offered = completions.stream().limit(MOST).toList();
    shown.clear();
    if (offered.isEmpty() || !area.isShowing()) {
      return;
    }
    offered.forEach(one -> shown.addElement(one.text().strip()));
    choice.setFont(PlainTextComponents.font(0));
    choice.setSelectedIndex(0);
    Point corner = corner();
    popup.show(area, corner.x, corner.y - popup.getPreferredSize().height);
    tell();
  }

  boolean isOpen() {
    return popup.isVisible();
  }

  void close() {
    popup.setVisible(false);
  }

  /** The next or the one before is chosen, around the ends. */
  void move(int by) {
    choice.setSelectedIndex(Math.floorMod(choice.getSelectedIndex() + by, shown.size()));
    tell();
  }

  /** Puts what is chosen in place of what was typed. */
  void take() {
    int index = choice.getSelectedIndex();
    if (index < 0 || index >= offered.size()) {
      return;
    }
    Completion taken = offered.get(index);
    int caret = area.getCaretPosition();
    close();
    if (taken.from() <= caret) {
      area.replaceRange(taken.text(), taken.from(), caret);
    }
  }

  private void tell() {
    announce.accept(SpokenText.of(choice.getSelectedValue()));
  }

  private Point corner() {
    try {
      Rectangle2D caret = area.modelToView2D(Math.max(0, offered.getFirst().from()));
      return new Point((int) caret.getX(), (int) caret.getY() - scale(4));
    } catch (BadLocationException e) {
      return new Point(0, 0);
    }
  }
}
