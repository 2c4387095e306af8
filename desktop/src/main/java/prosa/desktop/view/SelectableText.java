package prosa.desktop.view;

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
import javax.swing.text.DefaultEditorKit;
import javax.swing.text.DefaultHighlighter;
import javax.swing.text.View;
import org.jspecify.annotations.Nullable;
import prosa.desktop.model.Link;

/**
 * The text of a message: it can be selected and copied, and its links can be clicked. It is a plain
 * text area without HTML.
 */
@SuppressWarnings("serial") // never serialized
final class SelectableText extends SpokenTextArea implements RovingTabIndex {
  private final SelectionOwner owner;
  private final Supplier<JPopupMenu> menu;

  /** Keys that move between texts, not in them, or scroll. */
  private static final List<String> MOVING =
      List.of("UP", "DOWN", "shift UP", "shift DOWN", "PAGE_UP", "PAGE_DOWN");

  /** Null while the constructor of the superclass runs. */
  private final List<Link> links;

  private boolean current;

  /** Whether the owner was told of the drag that is being processed. */
  private boolean dragTold;

  /** Whether the mouse was dragged since its button went down. */
  private boolean dragging;

  /** Shows the part of a selection across texts that is in this one. */
  private @Nullable Object mark;

  /** The events that a text reports to its list. */
  interface SelectionOwner {
    /** It has the keyboard now, or not any more. */
    void focusChanged(SelectableText text, boolean now);

    /** The mouse was pressed on it. */
    void pressed(SelectableText text, MouseEvent event);

    /** The mouse is dragged from it, to wherever; at last to where its button is released. */
    void dragged(SelectableText text, MouseEvent event);

    /** Copies what is selected across texts; false if nothing is. */
    boolean copySelection();

    /** Selects all texts. */
    void selectEverything();
  }

  /**
   * @param links what can be opened in it
   * @param menu makes the menu when it is asked for
   * @param open receives the link that was clicked
   */
  SelectableText(
      String shown,
      List<Link> links,
      SelectionOwner owner,
      Supplier<JPopupMenu> menu,
      Consumer<Link> open) {
    super(shown);
    this.owner = owner;
    this.menu = menu;
    this.links = links;
    setEditable(false);
    setOpaque(false);
    setLineWrap(true);
    setWrapStyleWord(true);
    setBorder(BorderFactory.createEmptyBorder()); // null would be replaced with a new look
    setMargin(new Insets(0, 0, 0, 0));
    DefaultCaret caret = new DefaultCaret();
    caret.setUpdatePolicy(DefaultCaret.NEVER_UPDATE); // a new text must not scroll the chat
    setCaret(caret);
    setCaretPosition(0);
    for (String key : MOVING) {
      getInputMap().put(KeyStroke.getKeyStroke(key), "none");
    }
    getActionMap()
        .put(DefaultEditorKit.selectAllAction, new RunnableAction(owner::selectEverything));
    setAutoscrolls(true);
    underline();
    addFocusListener(
        new FocusAdapter() {
          @Override
          public void focusGained(FocusEvent event) {
            owner.focusChanged(SelectableText.this, true);
          }

          @Override
          public void focusLost(FocusEvent event) {
            owner.focusChanged(SelectableText.this, false);
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
    mark = null;
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
      EmojiText emojiText = EmojiText.of(line.replace("\t", "        "), getFont());
      width = Math.max(width, emojiText.width(this::getFontMetrics));
      if (width >= most) {
        return most;
      }
    }
    return Math.min(most, width + 2);
  }

  /**
   * How high it would be at this width. Asked while its row is painted, too: so its own size stays
   * what it is.
   */
  int heightFor(int width) {
    View view = getUI().getRootView(this);
    view.setSize(width, Short.MAX_VALUE);
    Insets insets = getInsets();
    return (int) Math.ceil(view.getPreferredSpan(View.Y_AXIS)) + insets.top + insets.bottom;
  }

  /** Selects all texts of the chat. */
  @Override
  public void selectAll() {
    owner.selectEverything();
  }

  /** Shows this part as selected together with other texts; none if it is empty. */
  void mark(int start, int end) {
    if (mark != null) {
      getHighlighter().removeHighlight(mark);
      mark = null;
    }
    int length = getDocument().getLength();
    if (Math.min(start, length) < Math.min(end, length)) {
      try {
        mark =
            getHighlighter()
                .addHighlight(
                    start,
                    Math.min(end, length),
                    new DefaultHighlighter.DefaultHighlightPainter(getSelectionColor()));
      } catch (BadLocationException e) {
        throw new IllegalStateException(e); // it is within the text
      }
    }
  }

  /** Copies what is selected, here or across texts, or everything. */
  @Override
  public void copy() {
    if (owner.copySelection()) {
      return;
    }
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

  /**
   * Outside the text Swing scrolls by itself: it then keeps the movements of the mouse, and passes
   * on the latest every tenth of a second, or none if the button is released before. The owner
   * hears of each.
   */
  @Override
  protected void processMouseMotionEvent(MouseEvent event) {
    dragTold = false;
    super.processMouseMotionEvent(event);
    if (event.getID() == MouseEvent.MOUSE_DRAGGED && !dragTold) {
      drag(event);
    }
  }

  private void drag(MouseEvent event) {
    dragTold = true;
    dragging = true;
    owner.dragged(this, event);
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
    public void mousePressed(MouseEvent event) {
      dragging = false;
      owner.pressed(SelectableText.this, event);
    }

    @Override
    public void mouseDragged(MouseEvent event) {
      drag(event);
    }

    @Override
    public void mouseReleased(MouseEvent event) {
      if (dragging) {
        drag(event);
        dragging = false;
      }
    }

    @Override
    public void mouseMoved(MouseEvent event) {
      boolean on = !links.isEmpty() && linkAt(event.getPoint()).isPresent();
      setCursor(Cursor.getPredefinedCursor(on ? Cursor.HAND_CURSOR : Cursor.TEXT_CURSOR));
    }
  }
}
