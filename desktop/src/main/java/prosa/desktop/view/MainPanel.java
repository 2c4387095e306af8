package prosa.desktop.view;

import java.awt.BorderLayout;
import javax.swing.JPanel;
import org.jspecify.annotations.Nullable;
import prosa.desktop.model.Alert;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.ChatModelListener;
import prosa.desktop.model.TranscriptItem;

/**
 * The content of the window: the join form, or the chat from the first seat on. Listens to the
 * model and updates the visible page; what concerns the frame is passed to the frame.
 */
@SuppressWarnings("serial") // never serialized
final class MainPanel extends JPanel implements ChatModelListener {
  private final JoinForm form;
  private final PanelActions owner;
  private final LiveRegion live = new LiveRegion();
  private @Nullable ChatView chat;

  /** What the pages ask of the window when the model has changed. */
  interface PanelActions {
    ChatModel model();

    /** A new page for a session. */
    ChatView chat();

    /** The available actions may have changed. */
    void possibilitiesChanged(boolean talking);

    void titleChanged();

    void alert(Alert alert);
  }

  MainPanel(JoinForm form, PanelActions owner) {
    super(new BorderLayout());
    this.form = form;
    this.owner = owner;
    add(form, BorderLayout.CENTER);
    add(live, BorderLayout.SOUTH);
  }

  /** The session is over: shows the join form. */
  void toForm() {
    chat = null;
    show(form);
    form.focus();
  }

  boolean holdsDraft() {
    return chat != null && chat.holdsDraft();
  }

  /** Selects all messages, if there is a chat. */
  void selectAll() {
    if (chat != null) {
      chat.selectAll();
    }
  }

  void restyle() {
    form.restyle();
    if (chat != null) {
      chat.restyle();
    }
  }

  private void show(JPanel page) {
    remove(0);
    add(page, BorderLayout.CENTER, 0);
    revalidate();
    repaint();
    owner.possibilitiesChanged(page != form);
  }

  // ---- events of the model

  @Override
  public void entered() {
    form.entered();
    ChatView next = owner.chat();
    chat = next;
    show(next);
    next.focusLine();
  }

  @Override
  public void turnedAway(String sentence) {
    form.turnedAway(sentence);
  }

  @Override
  public void statusChanged() {
    form.show(owner.model().status());
    if (chat != null) {
      chat.statusChanged();
    }
  }

  @Override
  public void roomChanged() {
    if (chat != null) {
      chat.roomChanged();
      owner.possibilitiesChanged(true);
    }
  }

  @Override
  public void promptsChanged() {
    if (chat != null) {
      chat.promptsChanged();
    }
  }

  @Override
  public void titleChanged() {
    owner.titleChanged();
  }

  @Override
  public void alert(Alert alert) {
    owner.alert(alert);
  }

  @Override
  public void returned(String line) {
    if (chat != null) {
      chat.returned(line);
    }
  }

  @Override
  public void announce(String sentence) {
    live.announce(sentence);
  }

  @Override
  public void inserted(int index, TranscriptItem item) {
    if (chat != null) {
      chat.inserted(index, item);
    }
  }

  @Override
  public void changed(int index, TranscriptItem item) {
    if (chat != null) {
      chat.changed(index, item);
    }
  }

  @Override
  public void removed(int index) {
    if (chat != null) {
      chat.removed(index);
    }
  }
}
