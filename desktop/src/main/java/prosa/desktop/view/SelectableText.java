package prosa.desktop.view;

import java.awt.Component;
import java.awt.Cursor;
import java.awt.Insets;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.geom.Point2D;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.swing.BorderFactory;
import javax.swing.JPopupMenu;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.text.BadLocationException;
import javax.swing.text.DefaultCaret;
import org.jspecify.annotations.Nullable;
import prosa.desktop.model.Link;

/**
 * A text that somebody said: it can be selected and copied, its links can be clicked, and nothing
 * else in it does anything. A plain text area, which knows no HTML.
 */
@SuppressWarnings("serial") // never serialized
final class SelectableText extends SpokenTextArea implements RovingTabIndex {
  private final VerticalList column;
  private final Supplier<JPopupMenu> menu;

  /** Null while the constructor of the superclass runs. */
  private final List<Link> links;

  private boolean current;

  /**
   * @param menu makes the menu when it is asked for
   * @param open is told which link was clicked
   */
  SelectableText(
      String shown, VerticalList column, Supplier<JPopupMenu> menu, Consumer<Link> open) {
    super(shown);
    this.column = column;
    this.menu = menu;
    links = Link.in(shown);
    setEditable(false);
    setOpaque(false);
    setLineWrap(true);
    setWrapStyleWord(true);
    setBorder(BorderFactory.createEmptyBorder()); // null would be replaced with a new look
    setMargin(new Insets(0, 0, 0, 0));
    DefaultCaret caret = new DefaultCaret();
    caret.setUpdatePolicy(DefaultCaret.NEVER_UPDATE); // a new text must not scroll the talk
    setCaret(caret);
    setCaretPosition(0);
    getInputMap().put(KeyStroke.getKeyStroke("UP"), "none"); // these move between texts
    getInputMap().put(KeyStroke.getKeyStroke("DOWN"), "none");
    underline();
    addFocusListener(
        new FocusAdapter() {
          @Override
          public void focusGained(FocusEvent event) {
            focused();
          }

          @Override
          public void focusLost(FocusEvent event) {
            column.repaint();
            if (!event.isTemporary()) {
              select(0, 0);
            }
          }
        });
    Mouse mouse = new Mouse(open);
    addMouseListener(mouse);
    addMouseMotionListener(mouse);
  }

  @Override
  public void updateUI() {
    setUI(new EmojiTextUI(false));
    if (links != null) { // a new look brings a new highlighter; the constructor has none yet
      underline();
    }
  }

  List<Link> links() {
    return links;
  }

  @Override
  public boolean current() {
    return current;
  }

  void current(boolean now) {
    current = now;
  }

  /** How wide it is if no line has to break, up to {@code most}. */
  int widthUpTo(int most) {
    int width = 0;
    for (String line : getText().split("\n", -1)) {
      EmojiText lettering = EmojiText.of(line.replace("\t", "        "), getFont());
      width = Math.max(width, lettering.width(this::getFontMetrics));
      if (width >= most) {
        return most;
      }
    }
    return Math.min(most, width + 2);
  }

  /** How high it is at this width. */
  int heightFor(int width) {
    setSize(width, Short.MAX_VALUE);
    return getPreferredSize().height;
  }

  /** Copies what is selected, or everything. */
  @Override
  public void copy() {
    if (getSelectionStart() == getSelectionEnd()) {
      ClipboardText.board(getText());
    } else {
      super.copy();
    }
  }

  @Override
  public JPopupMenu getComponentPopupMenu() {
    return menu.get();
  }

  @Override
  public Point getPopupLocation(@Nullable MouseEvent event) {
    return event == null ? new Point(0, getHeight()) : event.getPoint();
  }

  private void focused() {
    for (Component row : column.getComponents()) {
      if (row instanceof TextRow other) {
        other.text().current(false);
      }
    }
    current = true;
    column.repaint();
    if (getParent() != null) {
      column.scrollRectToVisible(getParent().getBounds());
    }
  }

  private void underline() {
    try {
      for (Link link : links) {
        getHighlighter().addHighlight(link.start(), link.end(), new LinkUnderline());
      }
    } catch (BadLocationException e) {
      throw new IllegalStateException(e); // the links were found in this very text
    }
  }

  private Optional<Link> linkAt(Point point) {
    int offset = viewToModel2D(point);
    return links.stream()
        .filter(link -> offset >= link.start() && offset <= link.end() && covers(link, point))
        .findFirst();
  }

  /** Whether the point is on the link's letters, not in the empty end of their line. */
  private boolean covers(Link link, Point2D point) {
    try {
      for (int i = link.start(); i < link.end(); i++) {
        Rectangle from = modelToView2D(i).getBounds();
        Rectangle to = modelToView2D(i + 1).getBounds();
        int right = to.y == from.y ? to.x : from.x + from.height;
        if (new Rectangle(from.x, from.y, Math.max(1, right - from.x), from.height)
            .contains(point)) {
          return true;
        }
      }
    } catch (BadLocationException e) {
      throw new IllegalStateException(e);
    }
    return false;
  }

  private final class Mouse extends MouseAdapter {
    private final Consumer<Link> open;

    Mouse(Consumer<Link> open) {
      this.open = open;
    }

    @Override
    public void mouseClicked(MouseEvent event) {
      if (SwingUtilities.isLeftMouseButton(event)
          && event.getClickCount() == 1
          && getSelectionStart() == getSelectionEnd()) {
        linkAt(event.getPoint()).ifPresent(open);
      }
    }

    @Override
    public void mouseMoved(MouseEvent event) {
      boolean on = !links.isEmpty() && linkAt(event.getPoint()).isPresent();
      setCursor(Cursor.getPredefinedCursor(on ? Cursor.HAND_CURSOR : Cursor.TEXT_CURSOR));
    }
  }
}
