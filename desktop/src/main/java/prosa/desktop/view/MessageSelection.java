package prosa.desktop.view;

import java.awt.Point;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;

/**
 * A selection across the messages of a list, from a character of one to a character of another. A
 * selection within one message is handled by that text. On Swing's event thread only.
 */
final class MessageSelection {
  private final MessageList list;
  private MessageList.@Nullable Entry from;
  private int fromOffset;
  private MessageList.@Nullable Entry to;
  private int toOffset;

  MessageSelection(MessageList list) {
    this.list = list;
  }

  /** Whether it begins or ends there. */
  boolean holds(MessageList.Entry entry) {
    return entry == from || entry == to;
  }

  /** Nothing is selected from here on. */
  void clear() {
    if (from != null) {
      from = null;
      to = null;
      showAll();
    }
  }

  /** Selects from here to there, in whatever order they are. */
  void extend(MessageList.Entry begin, int beginOffset, MessageList.Entry end, int endOffset) {
    from = begin;
    fromOffset = beginOffset;
    to = end;
    toOffset = endOffset;
    showAll();
  }

  /** One message more, or less, from the keyboard. */
  void extendBy(MessageList.Entry present, MessageList.Entry next) {
    MessageList.Entry begin = from == null ? present : from;
    boolean down = list.indexOf(begin) <= list.indexOf(next);
    extend(begin, down ? 0 : Integer.MAX_VALUE, next, down ? Integer.MAX_VALUE : 0);
  }

  /** The pointer is dragged from one message to this point of the list. */
  void dragged(MessageList.Entry origin, SelectableText text, Point point) {
    MessageList.Entry target = list.entryAt(point.y);
    if (target == origin && from == null) {
      return; // the text's own matter
    }
    int mark = from == origin ? fromOffset : text.getCaret().getMark();
    text.setCaretPosition(mark); // the text has selected its part in its own way meanwhile
    extend(origin, mark, target, offset(target, point));
  }

  private int offset(MessageList.Entry target, Point point) {
    TextRow row = target.row;
    if (row == null) {
      return 0;
    }
    SelectableText text = row.text();
    Point within = SwingUtilities.convertPoint(list, point, text);
    if (within.y < 0) {
      return 0;
    }
    return within.y >= text.getHeight() ? Integer.MAX_VALUE : text.viewToModel2D(within);
  }

  /** An entry is gone, and so is what began or ended there. */
  void removed(MessageList.Entry entry) {
    if (holds(entry)) {
      clear();
    }
  }

  private void showAll() {
    list.entries().forEach(this::show);
  }

  /** Has the row of an entry, if there is one, show which part of it is selected. */
  void show(MessageList.Entry entry) {
    TextRow row = entry.row;
    if (row != null) {
      int index = from == null ? -1 : list.indexOf(entry);
      Span span = span();
      if (index < span.first() || index > span.last()) {
        row.text().mark(0, 0);
      } else {
        row.text()
            .mark(
                index == span.first() ? span.start() : 0,
                index == span.last() ? span.end() : Integer.MAX_VALUE);
      }
    }
  }

  /** From where to where, in the order of the list. */
  private record Span(int first, int start, int last, int end) {}

  private Span span() {
    if (from == null || to == null) {
      return new Span(0, 0, -1, 0);
    }
    int a = list.indexOf(from);
    int b = list.indexOf(to);
    return a < b || (a == b && fromOffset <= toOffset)
        ? new Span(a, fromOffset, b, toOffset)
        : new Span(b, toOffset, a, fromOffset);
  }

  /** Everything that is selected, a line for each message and notice; empty if nothing is. */
  String text() {
    Span span = span();
    List<MessageList.Entry> entries = list.entries();
    return IntStream.rangeClosed(span.first(), span.last())
        .mapToObj(
            i ->
                list.copied(
                    entries.get(i),
                    i == span.first() ? span.start() : 0,
                    i == span.last() ? span.end() : Integer.MAX_VALUE))
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
