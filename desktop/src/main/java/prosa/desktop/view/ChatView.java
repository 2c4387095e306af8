package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.KeyboardFocusManager;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Link;
import prosa.desktop.model.TranscriptItem;
import prosa.messages.Messages;

/** The window during a session: the chat with its input line, and the table beside it. */
@SuppressWarnings("serial") // never serialized
final class ChatView extends JPanel {
  /** Below this width the table is hidden in favour of the chat. */
  private static final int NARROW = 640;

  private final ChatModel model;
  private final ChatController controller;
  private final StatusBar status;
  private final PromptList prompts;
  private final PromptPane above;
  private final MessageList list;
  private final JScrollPane scroll;
  private final Sidebar side;
  private final MessageInput line;
  private final JPanel under = new JPanel(new BorderLayout());
  private final JScrollPane beside;
  private final JLabel writing = PlainTextComponents.label(" ");
  private final JButton newest;

  /** What the view needs from the window around it. */
  record Window(PromptList.Departures departures, Runnable rename, Consumer<Link> open) {}

  ChatView(Messages messages, ChatModel model, ChatController controller, Window window) {
    super(new BorderLayout());
    this.model = model;
    this.controller = controller;
    status = new StatusBar(messages, model, controller::retry);
    prompts = new PromptList(messages, model, controller, window.departures());
    above = new PromptPane(prompts);
    list = new MessageList(messages, model, window.open(), this::decide);
    side = new Sidebar(messages, model, controller, window.rename());
    line =
        new MessageInput(
            messages,
            controller::submit,
            controller::typing,
            () -> model.hint(messages.text("refused.too-large")),
            () -> model.room().otherNames(),
            model::announce);
    newest = PlainTextComponents.button(messages.text("newestMessages"), list::toEnd);
    newest.putClientProperty("JButton.buttonType", "borderless");
    newest.setVisible(false);
    scroll =
        new JScrollPane(
            list, JScrollPane.VERTICAL_SCROLLBAR_AS_NEEDED, JScrollPane.HORIZONTAL_SCROLLBAR_NEVER);
    scroll.setBorder(BorderFactory.createEmptyBorder()); // null would be replaced with a new look
    scroll.setFocusable(false);
    scroll.getViewport().addChangeListener(_ -> list.viewportChanged());
    scroll.getVerticalScrollBar().addAdjustmentListener(_ -> newest.setVisible(!list.atEnd()));
    beside =
        new JScrollPane(
            side, JScrollPane.VERTICAL_SCROLLBAR_AS_NEEDED, JScrollPane.HORIZONTAL_SCROLLBAR_NEVER);
    beside.setFocusable(false);
    arrange();
    passLettersOn();
    getInputMap(WHEN_ANCESTOR_OF_FOCUSED_COMPONENT).put(KeyStroke.getKeyStroke("ESCAPE"), "line");
    getActionMap().put("line", new RunnableAction(this::escape));
    restyle();
  }

  private void arrange() {
    under.setOpaque(false);
    under.add(writing, BorderLayout.CENTER);
    under.add(newest, BorderLayout.EAST);
    JPanel bottom = new JPanel(new BorderLayout());
    bottom.setOpaque(false);
    bottom.add(under, BorderLayout.NORTH);
    bottom.add(line, BorderLayout.CENTER);
    JPanel middle = new JPanel(new BorderLayout());
    middle.setOpaque(false);
    middle.add(above, BorderLayout.NORTH);
    middle.add(scroll, BorderLayout.CENTER);
    middle.add(bottom, BorderLayout.SOUTH);
    JPanel chat = new JPanel(new BorderLayout());
    chat.setOpaque(false);
    chat.add(status, BorderLayout.NORTH);
    chat.add(middle, BorderLayout.CENTER);
    add(chat, BorderLayout.CENTER);
    add(beside, BorderLayout.EAST);
  }

  /** As high as its prompts, but never so high that the talk or the input line has no room left. */
  @SuppressWarnings("serial") // never serialized
  private static final class PromptPane extends JScrollPane {
    private final PromptList prompts;

    PromptPane(PromptList prompts) {
      super(prompts, VERTICAL_SCROLLBAR_AS_NEEDED, HORIZONTAL_SCROLLBAR_NEVER);
      this.prompts = prompts;
      setBorder(BorderFactory.createEmptyBorder());
      setFocusable(false);
      setOpaque(false);
      getViewport().setOpaque(false);
    }

    @Override
    public Dimension getPreferredSize() {
      int most = getParent().getHeight() / 2;
      int height = prompts.heightFor(getWidth());
      return new Dimension(getWidth(), Math.min(height, most));
    }

    @Override
    public void doLayout() {
      int width = getWidth();
      boolean scrolls = prompts.heightFor(width) > getHeight();
      int bar = scrolls ? getVerticalScrollBar().getPreferredSize().width : 0;
      // Text is broken by the width that it will have.
      prompts.setSize(width - bar, prompts.heightFor(width - bar));
      super.doLayout();
    }
  }

  /** Letters typed while a message has the focus go to the input line. */
  private void passLettersOn() {
    list.addContainerListener(
        new java.awt.event.ContainerAdapter() {
          @Override
          public void componentAdded(java.awt.event.ContainerEvent event) {
            ((TextRow) event.getChild()).text().addKeyListener(new Letters());
          }
        });
    for (Component row : list.getComponents()) {
      ((TextRow) row).text().addKeyListener(new Letters());
    }
  }

  private final class Letters extends KeyAdapter {
    @Override
    public void keyTyped(KeyEvent event) {
      if (!event.isControlDown()
          && !event.isAltDown()
          && !event.isMetaDown()
          && !Character.isISOControl(event.getKeyChar())) {
        event.consume();
        line.type(event.getKeyChar());
      }
    }
  }

  /**
   * Comes back to the input line; from there and from a question it closes one as its "not now"
   * does, the one with the keyboard or the most urgent.
   */
  private void escape() {
    Component focused = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
    if (focused != null && (line.isAncestorOf(focused) || prompts.isAncestorOf(focused))) {
      prompts.dismiss().ifPresent(model::announce);
    }
    line.focus();
  }

  @Override
  public void doLayout() {
    beside.setVisible(getWidth() >= scale(NARROW));
    super.doLayout();
  }

  // ---- what changes

  void statusChanged() {
    status.refresh();
  }

  void roomChanged() {
    side.refresh();
    String sentence = model.writing();
    writing.setText(sentence.isEmpty() ? " " : sentence);
  }

  /**
   * Whoever answered a prompt goes on writing: the keyboard does not stay with a button that is
   * gone.
   */
  void promptsChanged() {
    Component focused = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
    boolean answered = focused != null && prompts.isAncestorOf(focused);
    prompts.refresh();
    above.getParent().revalidate(); // a scroll pane keeps to itself that what is in it has grown
    if (answered && !prompts.isAncestorOf(focused)) {
      line.focus();
    }
  }

  void inserted(int index, TranscriptItem item) {
    list.inserted(index, item);
    if (item instanceof TranscriptItem.Bubble bubble && bubble.mine()) {
      list.toEnd();
    }
  }

  void changed(int index, TranscriptItem item) {
    list.changed(index, item);
  }

  void removed(int index) {
    list.removed(index);
  }

  boolean holdsDraft() {
    return line.holdsDraft();
  }

  void selectAll() {
    list.selectEverything();
  }

  /** Gives back an input line that came to nothing; one that is being written by now stays. */
  void returned(String text) {
    if (!line.holdsDraft()) {
      line.edit(text);
    }
  }

  void focusLine() {
    line.focus();
  }

  /** Applies the current theme; the reading position stays. */
  void restyle() {
    Palette palette = Palette.now();
    Color page = palette.page();
    setBackground(page);
    scroll.getViewport().setBackground(page);
    writing.setForeground(palette.faint());
    writing.setFont(PlainTextComponents.font(-1));
    newest.setFont(PlainTextComponents.font(-1));
    under.setBorder(BorderFactory.createEmptyBorder(scale(2), scale(18), 0, scale(14)));
    under.setPreferredSize(new Dimension(0, scale(26)));
    under.revalidate();
    beside.setBorder(BorderFactory.createMatteBorder(0, scale(1), 0, 0, palette.line()));
    beside.getVerticalScrollBar().setUnitIncrement(scale(16));
    status.restyle();
    prompts.restyle();
    list.restyle();
    side.restyle();
    line.restyle();
  }

  private void decide(TranscriptItem.Bubble bubble, boolean edit) {
    if (edit) {
      controller.takeBack(bubble.id()).ifPresent(line::edit);
    } else {
      controller.sayAgain(bubble.id());
    }
  }
}
