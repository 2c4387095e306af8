package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Component;
import java.awt.Dimension;
import java.awt.KeyboardFocusManager;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.event.MouseEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.accessibility.Accessible;
import javax.accessibility.AccessibleRole;
import javax.swing.JViewport;
import javax.swing.KeyStroke;
import javax.swing.Scrollable;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Link;
import prosa.desktop.model.TranscriptItem;
import prosa.messages.Messages;

/**
 * The list of messages and notices, oldest first. Up and Down move between the entries; Tab stops
 * at one only.
 *
 * <p>Components are made only for the entries near what is seen, so that ten thousand messages cost
 * little more than their texts. The height of an entry that was never near is estimated; once it is
 * measured, what is being read stays where it is: either the end is followed, or the topmost entry
 * that is seen keeps its place, whatever happens above and below it and whatever the width becomes.
 */
@SuppressWarnings("serial") // never serialized
final class MessageList extends AccessiblePane
    implements Scrollable, SelectableText.SelectionOwner {
  private static final int MARGIN = 10;
  private static final int LINE = 24;

  /** So much beyond what is seen is made, too. */
  private static final int AROUND = 300;

  /** A reader so near to the end follows it. */
  private static final int NEAR_THE_END = 24;

  /** What is known of an entry. */
  static final class Entry {
    TranscriptItem item;
    @Nullable TextRow row;
    @Nullable UnseenRow unseen;
    private int height;
    private boolean measured;

    Entry(TranscriptItem item) {
      this.item = item;
    }
  }

  private final ChatViewContext context;
  private final List<Entry> entries = new ArrayList<>();
  private final MessageSelection selection = new MessageSelection(this);
  private int arrangedWidth;
  private int arrangedExtent;
  private int arrangedY;
  private boolean arranging;
  private boolean following = true;

  /** The topmost entry that is seen, and how much of it is above the edge. */
  private @Nullable Entry anchor;

  private int anchorOffset;

  /** Where Tab stops. */
  private @Nullable Entry current;

  MessageList(
      Messages messages,
      ChatModel model,
      Consumer<Link> open,
      BiConsumer<TranscriptItem.Bubble, Boolean> decide) {
    super(AccessibleRole.LIST);
    context = new ChatViewContext(messages, model, this, open, decide);
    name(messages.text("messages"));
    bind("UP", () -> move(-1, false));
    bind("DOWN", () -> move(1, false));
    bind("shift UP", () -> move(-1, true));
    bind("shift DOWN", () -> move(1, true));
    for (TranscriptItem item : model.transcript().items()) {
      entries.add(new Entry(item));
    }
    stopAtNewest();
  }

  private void bind(String key, Runnable action) {
    getInputMap(WHEN_ANCESTOR_OF_FOCUSED_COMPONENT).put(KeyStroke.getKeyStroke(key), key);
    getActionMap().put(key, new RunnableAction(action));
  }

  // ---- what changes

  void inserted(int index, TranscriptItem item) {
    entries.add(index, new Entry(item));
    if (index == entries.size() - 1) {
      stopAtNewest();
    }
    changedAround(index);
  }

  void changed(int index, TranscriptItem item) {
    Entry entry = entries.get(index);
    boolean focused = entry.row != null && entry.row.text().isFocusOwner();
    entry.item = item;
    entry.measured = false;
    entry.unseen = null;
    forget(entry);
    if (focused) {
      row(index).text().requestFocusInWindow();
    }
    changedAround(index);
  }

  void removed(int index) {
    Entry entry = entries.remove(index);
    selection.removed(entry);
    if (entry == anchor) {
      anchor = entries.isEmpty() ? null : entries.get(Math.min(index, entries.size() - 1));
      anchorOffset = 0;
    }
    forget(entry);
    if (entry == current) {
      current = null;
      stopAtNewest();
    }
    changedAround(index);
  }

  /** The entry at {@code index} and the one below it may continue what is above them. */
  private void changedAround(int index) {
    for (int i = index; i <= index + 1 && i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.row != null && entry.row.follows(follows(i))) {
        entry.measured = false;
      }
    }
    revalidate();
    repaint();
  }

  private boolean follows(int index) {
    return index > 0
        && entries.get(index).item instanceof TranscriptItem.Bubble bubble
        && bubble.follows(entries.get(index - 1).item);
  }

  /** Applies the current theme to all rows. */
  void restyle() {
    selection.clear();
    for (Entry entry : entries) {
      entry.measured = false;
      if (entry.row != null) {
        entry.row.restyle();
      }
    }
    revalidate();
    repaint();
  }

  // ---- entries and their rows

  List<Entry> entries() {
    return entries;
  }

  /** The entry that this text is of. */
  Entry entryOf(SelectableText text) {
    return entries.stream()
        .filter(entry -> entry.row != null && entry.row.text() == text)
        .findFirst()
        .orElseThrow();
  }

  /** The entry at this height, or the nearest. */
  Entry entryAt(int y) {
    int top = scale(MARGIN);
    for (Entry entry : entries) {
      top += height(entry);
      if (y < top) {
        return entry;
      }
    }
    return entries.getLast();
  }

  /** The row of an entry, made if there is none. */
  TextRow row(int index) {
    Entry entry = entries.get(index);
    TextRow row = entry.row;
    if (row == null) {
      row =
          switch (entry.item) {
            case TranscriptItem.Bubble bubble -> new MessageRow(bubble, context);
            case TranscriptItem.Notice notice -> new NoticeRow(notice, context);
          };
      entry.row = row;
      entry.measured = false;
      row.follows(follows(index));
      row.text().current(entry == current);
      add(row);
      selection.show(entry);
    }
    return row;
  }

  private void forget(Entry entry) {
    if (entry.row != null) {
      remove(entry.row);
      entry.row = null;
    }
  }

  /** Whether it stays a component although it is not seen. */
  private boolean pinned(Entry entry) {
    return entry == current
        || selection.holds(entry)
        || (entry.row != null && entry.row.text().isFocusOwner());
  }

  private int height(Entry entry) {
    if (!entry.measured && entry.height == 0) {
      entry.height = estimate(entry.item);
    }
    return entry.height;
  }

  private int estimate(TranscriptItem item) {
    int line = getFontMetrics(PlainTextComponents.font(1)).getHeight();
    if (!(item instanceof TranscriptItem.Bubble bubble)) {
      return 2 * line;
    }
    int perLine = Math.max(10, (Math.min(scale(500), getWidth()) - scale(90)) * 2 / line);
    int lines = (int) bubble.text().lines().mapToLong(l -> 1 + l.length() / perLine).sum();
    return Math.max(1, lines) * line + 2 * line;
  }

  private int measure(int index) {
    TextRow row = row(index);
    Entry entry = entries.get(index);
    if (!entry.measured) {
      entry.height = row.heightFor(getWidth());
      entry.measured = true;
    }
    return entry.height;
  }

  private int top(Entry wanted) {
    int top = scale(MARGIN);
    for (Entry entry : entries) {
      if (entry == wanted) {
        return top;
      }
      top += height(entry);
    }
    return top;
  }

  private int total() {
    int total = 2 * scale(MARGIN);
    for (Entry entry : entries) {
      total += height(entry);
    }
    return entries.isEmpty() ? 0 : total;
  }

  // ---- where they are

  private @Nullable JViewport viewport() {
    return getParent() instanceof JViewport port ? port : null;
  }

  private Rectangle seen() {
    JViewport port = viewport();
    return port == null ? new Rectangle(getSize()) : port.getViewRect();
  }

  /** The viewport shows another part, or has become higher or lower. */
  void viewportChanged() {
    Rectangle seen = seen();
    if (!arranging && getWidth() > 0) {
      if (seen.y != arrangedY && seen.height == arrangedExtent && getWidth() == arrangedWidth) {
        remember(seen); // the user scrolls; all else moves what is read, and is undone
      }
      arrange();
    }
  }

  private void remember(Rectangle seen) {
    following = seen.y + seen.height >= total() - scale(NEAR_THE_END);
    anchorAt(seen.y);
  }

  private void anchorAt(int y) {
    int top = scale(MARGIN);
    anchor = null;
    for (Entry entry : entries) {
      if (top + height(entry) > y) {
        anchor = entry;
        anchorOffset = y - top;
        return;
      }
      top += height(entry);
    }
  }

  /** Whether the end is followed. */
  boolean atEnd() {
    return following;
  }

  /** Follows the end from here on. */
  void toEnd() {
    following = true;
    revalidate();
    repaint();
  }

  @Override
  public void doLayout() {
    arrange();
  }

  /** Makes the rows near what is seen, drops the others, and puts each where it belongs. */
  private void arrange() {
    if (arranging || getWidth() <= 0) {
      return;
    }
    arranging = true;
    try {
      if (getWidth() != arrangedWidth) {
        entries.forEach(entry -> entry.measured = false);
        arrangedWidth = getWidth();
      }
      Rectangle seen = seen();
      arrangedExtent = seen.height;
      int first = anchor == null ? -1 : entries.indexOf(anchor);
      if (first < 0) {
        following = true;
      }
      boolean changed = following ? makeFrom(entries.size(), seen) : makeFrom(first, seen);
      int total = total();
      int most = Math.max(0, total - seen.height);
      int y = following || anchor == null ? most : top(anchor) + anchorOffset;
      y = Math.clamp(y, 0, most);
      arrangedY = y;
      changed |= place();
      JViewport port = viewport();
      if (port != null) {
        if (getHeight() != total) {
          port.setViewSize(new Dimension(getWidth(), total));
        }
        if (seen.y != y) {
          port.setViewPosition(new Point(0, y));
        }
      }
      if (following || anchor == null) {
        anchorAt(y);
      }
      if (changed) {
        repaint();
      }
    } finally {
      arranging = false;
    }
  }

  /**
   * Makes the rows around the one at {@code first}, which is topmost, or above the end.
   *
   * @return whether other rows are there than before
   */
  private boolean makeFrom(int first, Rectangle seen) {
    int before = getComponentCount();
    int around = scale(AROUND);
    int from = first;
    int to = first;
    int below = first == entries.size() ? 0 : -anchorOffset;
    while (to < entries.size() && below < seen.height + around) {
      below += measure(to++);
    }
    int above = -Math.max(0, seen.height - below);
    while (from > 0 && above < around) {
      above += measure(--from);
    }
    boolean changed = getComponentCount() != before;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.row != null && (i < from || i >= to)) {
        if (pinned(entry)) {
          var _ = measure(i);
        } else {
          forget(entry);
          changed = true;
        }
      }
    }
    return changed;
  }

  private boolean place() {
    boolean changed = false;
    int y = scale(MARGIN);
    for (Entry entry : entries) {
      int height = height(entry);
      TextRow row = entry.row;
      if (row != null) {
        Rectangle wanted = new Rectangle(0, y, getWidth(), height);
        changed |= !row.getBounds().equals(wanted);
        row.setBounds(wanted);
        row.doLayout();
      }
      y += height;
    }
    return changed;
  }

  @Override
  public Dimension getPreferredSize() {
    return new Dimension(getWidth(), total());
  }

  @Override
  public Dimension getPreferredScrollableViewportSize() {
    return getPreferredSize();
  }

  @Override
  public int getScrollableUnitIncrement(Rectangle visible, int orientation, int direction) {
    return scale(LINE);
  }

  @Override
  public int getScrollableBlockIncrement(Rectangle visible, int orientation, int direction) {
    return Math.max(LINE, visible.height - LINE);
  }

  @Override
  public boolean getScrollableTracksViewportWidth() {
    return true;
  }

  @Override
  public boolean getScrollableTracksViewportHeight() {
    return false;
  }

  // ---- the keyboard

  /** Unless the user is reading here, Tab leads to the newest. */
  private void stopAtNewest() {
    Component owner = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
    if (!entries.isEmpty() && (current == null || !(owner instanceof SelectableText))) {
      stopAt(entries.getLast());
    }
  }

  private void stopAt(Entry entry) {
    Entry before = current;
    current = entry;
    if (before != null && before.row != null) {
      before.row.text().current(false);
    }
    row(entries.indexOf(entry)).text().current(true);
  }

  private void move(int step, boolean select) {
    for (int i = 0; i < entries.size(); i++) {
      TextRow row = entries.get(i).row;
      int next = i + step;
      if (row != null && row.text().isFocusOwner() && next >= 0 && next < entries.size()) {
        if (select) {
          selection.extendBy(entries.get(i), entries.get(next));
        } else {
          selection.clear();
        }
        Entry target = entries.get(next);
        scrollRectToVisible(new Rectangle(0, top(target), getWidth(), height(target)));
        row(next).text().requestFocusInWindow();
        return;
      }
    }
  }

  // ---- what its texts tell

  @Override
  public void focusChanged(SelectableText text, boolean now) {
    repaint();
    if (now) {
      Entry entry = entryOf(text);
      stopAt(entry);
      scrollRectToVisible(new Rectangle(0, top(entry), getWidth(), height(entry)));
    }
  }

  @Override
  public void pressed(SelectableText text, MouseEvent event) {
    if (event.isPopupTrigger() || SwingUtilities.isRightMouseButton(event)) {
      return; // the menu is about what is selected
    }
    if (event.isShiftDown() && current != null && current != entryOf(text)) {
      selection.extend(current, 0, entryOf(text), text.viewToModel2D(event.getPoint()));
    } else {
      selection.clear();
    }
  }

  @Override
  public void dragged(SelectableText text, MouseEvent event) {
    Point point = SwingUtilities.convertPoint(text, event.getPoint(), this);
    selection.dragged(entryOf(text), text, point);
    scrollRectToVisible(new Rectangle(0, point.y, 1, 1));
  }

  @Override
  public boolean copySelection() {
    String text = selected();
    return !text.isEmpty() && ClipboardText.board(text);
  }

  /** What is selected across texts, as it is copied; empty if nothing is. */
  String selected() {
    return selection.text();
  }

  @Override
  public void selectEverything() {
    if (!entries.isEmpty()) {
      selection.extend(entries.getFirst(), 0, entries.getLast(), Integer.MAX_VALUE);
    }
  }

  /** What an entry is as a line of a copied talk, or a part of it. */
  String copied(Entry entry, int start, int end) {
    return context.copied(entry.item, start, end);
  }

  // ---- assistive technology: every entry, seen or not

  @Override
  int parts() {
    return entries.size();
  }

  @Override
  Accessible part(int index) {
    Entry entry = entries.get(index);
    if (entry.row != null) {
      return entry.row;
    }
    if (entry.unseen == null) {
      entry.unseen = new UnseenRow(this, entry, context.spoken(entry.item));
    }
    return entry.unseen;
  }

  /** Where an entry stands; negative if it was removed. */
  int indexOf(Entry entry) {
    return entries.indexOf(entry);
  }

  /** Where a row stands. */
  int indexOf(TextRow row) {
    for (int i = 0; i < entries.size(); i++) {
      if (row.equals(entries.get(i).row)) {
        return i;
      }
    }
    return -1;
  }
}
