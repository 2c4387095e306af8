package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.accessibility.AccessibleRole;
import javax.swing.JComponent;
import javax.swing.KeyStroke;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Link;
import prosa.desktop.model.TranscriptItem;
import prosa.messages.Messages;

/**
 * All that was said and happened, oldest above. Up and Down move between the entries, Tab stops at
 * one only.
 */
@SuppressWarnings("serial") // never serialized
final class MessageList extends VerticalList {
  private static final int MARGIN = 10;

  private final ChatModel model;
  private final ChatViewContext context;

  MessageList(
      Messages messages,
      ChatModel model,
      Consumer<Link> open,
      BiConsumer<TranscriptItem.Bubble, Boolean> decide) {
    super(AccessibleRole.LIST);
    this.model = model;
    context = new ChatViewContext(messages, model, this, open, decide);
    name(messages.text("messages"));
    bind("UP", -1);
    bind("DOWN", 1);
    List<TranscriptItem> items = model.transcript().items();
    for (int i = 0; i < items.size(); i++) {
      inserted(i, items.get(i));
    }
  }

  @Override
  int margin() {
    return scale(MARGIN);
  }

  void inserted(int index, TranscriptItem item) {
    TextRow row = row(item);
    add(row, index);
    if (index == getComponentCount() - 1) {
      stopAt(row);
    }
    joinUp(index);
    revalidate();
    repaint();
  }

  void changed(int index, TranscriptItem item) {
    boolean last = index == getComponentCount() - 1;
    boolean focused = textAt(index).isFocusOwner();
    remove(index);
    TextRow row = row(item);
    add(row, index);
    if (last) {
      stopAt(row);
    }
    joinUp(index);
    revalidate();
    repaint();
    if (focused) {
      row.text().requestFocusInWindow();
    }
  }

  void removed(int index) {
    remove(index);
    joinUp(index);
    revalidate();
    repaint();
  }

  private TextRow row(TranscriptItem item) {
    return switch (item) {
      case TranscriptItem.Bubble bubble -> new MessageRow(bubble, context);
      case TranscriptItem.Notice notice -> new NoticeRow(notice, context);
    };
  }

  private SelectableText textAt(int index) {
    return ((TextRow) getComponent(index)).text();
  }

  /** Unless the person is reading here, Tab leads to the newest. */
  private void stopAt(TextRow row) {
    Component owner = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
    if (!(owner instanceof SelectableText)) {
      for (Component other : getComponents()) {
        ((TextRow) other).text().current(false);
      }
      row.text().current(true);
    }
  }

  /** Whether the rows at {@code index} and below it continue what is above them. */
  private void joinUp(int index) {
    List<TranscriptItem> items = model.transcript().items();
    for (int i = index; i <= index + 1 && i < getComponentCount() && i < items.size(); i++) {
      boolean follows =
          i > 0 && items.get(i) instanceof TranscriptItem.Bubble b && b.follows(items.get(i - 1));
      if (((TextRow) getComponent(i)).follows(follows)) {
        getComponent(i).invalidate();
      }
    }
  }

  private void bind(String key, int step) {
    getInputMap(JComponent.WHEN_ANCESTOR_OF_FOCUSED_COMPONENT)
        .put(KeyStroke.getKeyStroke(key), key);
    getActionMap().put(key, new RunnableAction(() -> move(step)));
  }

  private void move(int step) {
    for (int i = 0; i < getComponentCount(); i++) {
      int next = i + step;
      if (textAt(i).isFocusOwner() && next >= 0 && next < getComponentCount()) {
        textAt(next).requestFocusInWindow();
        return;
      }
    }
  }
}
