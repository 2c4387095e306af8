package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Point;
import java.awt.event.KeyAdapter;
import java.awt.event.KeyEvent;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollBar;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Link;
import prosa.desktop.model.TranscriptItem;
import prosa.messages.Messages;

/** The window while there is a visit: the talk with its line, the table beside it. */
@SuppressWarnings("serial") // never serialized
final class ChatView extends JPanel {
  /** Narrower than this, the table gives its place to the talk. */
  private static final int NARROW = 640;

  private final ChatModel model;
  private final ChatController controller;
  private final StatusBar status;
  private final PromptList prompts;
  private final MessageList list;
  private final JScrollPane scroll;
  private final Sidebar side;
  private final MessageInput line;
  private final JLabel writing = PlainTextComponents.label(" ");
  private final JButton newest;

  /** What the view needs from the window around it. */
  record Window(
      PromptList.Departures departures, Runnable rename, java.util.function.Consumer<Link> open) {}

  ChatView(Messages messages, ChatModel model, ChatController controller, Window window) {
    super(new BorderLayout());
    this.model = model;
    this.controller = controller;
    status = new StatusBar(messages, model, controller::retry);
    prompts = new PromptList(messages, model, controller, window.departures());
    list = new MessageList(messages, model, window.open(), this::decide);
    side = new Sidebar(messages, model, controller, window.rename());
    line =
        new MessageInput(
            messages,
            controller::submit,
            controller::typing,
            () -> model.hint(messages.text("refused.too-large")));
    newest = PlainTextComponents.button(messages.text("newestMessages"), this::toNewest);
    newest.putClientProperty("JButton.buttonType", "borderless");
    newest.setVisible(false);
    scroll =
        new JScrollPane(
            list, JScrollPane.VERTICAL_SCROLLBAR_AS_NEEDED, JScrollPane.HORIZONTAL_SCROLLBAR_NEVER);
    scroll.setBorder(BorderFactory.createEmptyBorder()); // null would be replaced with a new look
    scroll.setFocusable(false);
    scroll.getVerticalScrollBar().addAdjustmentListener(_ -> newest.setVisible(!atEnd()));
    arrange();
    passLettersOn();
    getInputMap(WHEN_ANCESTOR_OF_FOCUSED_COMPONENT).put(KeyStroke.getKeyStroke("ESCAPE"), "line");
    getActionMap().put("line", new RunnableAction(line::focus));
    restyle();
  }

  private void arrange() {
    JPanel under = new JPanel(new BorderLayout());
    under.setOpaque(false);
    under.setBorder(BorderFactory.createEmptyBorder(scale(2), scale(18), 0, scale(14)));
    under.add(writing, BorderLayout.CENTER);
    under.add(newest, BorderLayout.EAST);
    under.setPreferredSize(new Dimension(0, scale(26)));
    JPanel bottom = new JPanel(new BorderLayout());
    bottom.setOpaque(false);
    bottom.add(under, BorderLayout.NORTH);
    bottom.add(line, BorderLayout.CENTER);
    JPanel middle = new JPanel(new BorderLayout());
    middle.setOpaque(false);
    middle.add(prompts, BorderLayout.NORTH);
    middle.add(scroll, BorderLayout.CENTER);
    middle.add(bottom, BorderLayout.SOUTH);
    JPanel talk = new JPanel(new BorderLayout());
    talk.setOpaque(false);
    talk.add(status, BorderLayout.NORTH);
    talk.add(middle, BorderLayout.CENTER);
    add(talk, BorderLayout.CENTER);
    add(side, BorderLayout.EAST);
  }

  /** Letters typed while a message has the focus go where they are meant to. */
  private void passLettersOn() {
    list.addContainerListener(
        new java.awt.event.ContainerAdapter() {
          @Override
          public void componentAdded(java.awt.event.ContainerEvent event) {
            ((TextRow) event.getChild()).text().addKeyListener(new Letters());
          }
        });
    for (Row row : list.rows()) {
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

  @Override
  public void doLayout() {
    side.setVisible(getWidth() >= scale(NARROW));
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

  void promptsChanged() {
    boolean end = atEnd();
    prompts.refresh();
    if (end) {
      SwingUtilities.invokeLater(this::toNewest);
    }
  }

  void inserted(int index, TranscriptItem item) {
    boolean end = atEnd();
    list.inserted(index, item);
    if (end || (item instanceof TranscriptItem.Bubble bubble && bubble.mine())) {
      SwingUtilities.invokeLater(this::toNewest);
    }
  }

  void changed(int index, TranscriptItem item) {
    boolean end = atEnd();
    list.changed(index, item);
    if (end) {
      SwingUtilities.invokeLater(this::toNewest);
    }
  }

  void removed(int index) {
    list.removed(index);
  }

  boolean holdsDraft() {
    return line.holdsDraft();
  }

  void focusLine() {
    line.focus();
  }

  /** Puts the present look on; what is being read stays where it is. */
  void restyle() {
    boolean end = atEnd();
    Point position = scroll.getViewport().getViewPosition();
    Palette palette = Palette.now();
    Color page = palette.page();
    setBackground(page);
    scroll.getViewport().setBackground(page);
    writing.setForeground(palette.faint());
    writing.setFont(PlainTextComponents.font(-1));
    newest.setFont(PlainTextComponents.font(-1));
    status.restyle();
    prompts.restyle();
    list.restyle();
    side.restyle();
    line.restyle();
    SwingUtilities.invokeLater(
        () -> {
          if (end) {
            toNewest();
          } else {
            scroll.getViewport().setViewPosition(position);
          }
        });
  }

  private void decide(TranscriptItem.Bubble bubble, boolean edit) {
    if (edit) {
      controller.takeBack(bubble.id()).ifPresent(line::edit);
    } else {
      controller.sayAgain(bubble.id());
    }
  }

  private boolean atEnd() {
    JScrollBar bar = scroll.getVerticalScrollBar();
    return bar.getValue() + bar.getVisibleAmount() >= bar.getMaximum() - scale(48);
  }

  private void toNewest() {
    scroll.validate();
    JScrollBar bar = scroll.getVerticalScrollBar();
    bar.setValue(bar.getMaximum());
  }
}
