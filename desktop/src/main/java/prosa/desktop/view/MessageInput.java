package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.AWTKeyStroke;
import java.awt.BorderLayout;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.GraphicsEnvironment;
import java.awt.KeyboardFocusManager;
import java.awt.Toolkit;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.accessibility.AccessibleRole;
import javax.swing.AbstractAction;
import javax.swing.Action;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComponent;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.text.DefaultEditorKit;
import javax.swing.undo.CannotRedoException;
import javax.swing.undo.CannotUndoException;
import javax.swing.undo.UndoManager;
import prosa.client.ChatInput;
import prosa.client.Completion;
import prosa.messages.Messages;

/**
 * The message input: it grows to {@value #MOST_LINES} lines, Enter sends, Shift+Enter inserts a
 * line break. It keeps its text until the text was accepted.
 */
@SuppressWarnings("serial") // never serialized
final class MessageInput extends AccessiblePane {
  private static final int MOST_LINES = 6;

  private final Predicate<String> say;
  private final JTextArea area;
  private final JScrollPane scroll;
  private final JButton send;
  private final UndoManager undo = new UndoManager();
  private final CompletionPopup completions;
  private final Supplier<List<String>> names;

  /** Whether the text is just being said, or executed as a command. */
  private boolean saying;

  /** Whether the text has changed since completions were offered. */
  private boolean changed;

  /**
   * The most bytes of UTF-8 that a message has at a server that was not set up otherwise. More is
   * not even laid out: a pasted file would stop the window for minutes.
   */
  static final int MOST_BYTES = 8 * 1024;

  /**
   * @param say takes a text; false if it could not
   * @param typing is called at each key, except in commands
   * @param tooLong is called if text was not inserted because the message would be too long
   * @param names of the others, which are completed behind an {@code @}
   * @param announce tells a screen reader which completion is chosen
   */
  MessageInput(
      Messages messages,
      Predicate<String> say,
      Runnable typing,
      Runnable tooLong,
      Supplier<List<String>> names,
      Consumer<String> announce) {
    super(AccessibleRole.PANEL);
    this.say = say;
    this.names = names;
    String hint = messages.text("saySomething");
    area = new Area(hint);
    completions = new CompletionPopup(area, announce);
    area.setLineWrap(true);
    area.setWrapStyleWord(true);
    area.getAccessibleContext().setAccessibleName(messages.text("yourMessage"));
    area.getAccessibleContext().setAccessibleDescription(messages.text("sendHelp"));
    send = PlainTextComponents.with(new SendButton(), messages.text("send"), this::send);
    send.putClientProperty("FlatLaf.styleClass", "primary");
    send.setToolTipText(messages.text("sendHelp"));
    scroll =
        new JScrollPane(
            area,
            JScrollPane.VERTICAL_SCROLLBAR_AS_NEEDED,
            JScrollPane.HORIZONTAL_SCROLLBAR_NEVER) {
          @Override
          public Dimension getPreferredSize() {
            return new Dimension(super.getPreferredSize().width, lineHeight());
          }
        };
    setLayout(new BorderLayout(scale(8), 0));
    add(scroll, BorderLayout.CENTER);
    JComponent corner = new javax.swing.JPanel(new BorderLayout());
    corner.setOpaque(false);
    corner.add(send, BorderLayout.SOUTH);
    add(corner, BorderLayout.EAST);
    int command = command();
    for (String key : new String[] {"PAGE_UP", "PAGE_DOWN"}) { // these scroll the chat
      area.getInputMap().put(KeyStroke.getKeyStroke(key), "none");
    }
    bind(KeyStroke.getKeyStroke("ENTER"), "say", this::send);
    bind(KeyStroke.getKeyStroke("TAB"), "lead on", area::transferFocus);
    bindWhileOpen("TAB", completions::take);
    bindWhileOpen("ENTER", completions::take);
    bindWhileOpen("UP", () -> completions.move(-1));
    bindWhileOpen("DOWN", () -> completions.move(1));
    bindWhileOpen("ESCAPE", completions::close);
    area.getInputMap()
        .put(KeyStroke.getKeyStroke("shift ENTER"), DefaultEditorKit.insertBreakAction);
    bind(KeyStroke.getKeyStroke(KeyEvent.VK_Z, command), "undo", this::undo);
    bind(
        KeyStroke.getKeyStroke(KeyEvent.VK_Z, command | InputEvent.SHIFT_DOWN_MASK),
        "redo",
        this::redo);
    InputFilter.bytes(area, MOST_BYTES, tooLong);
    area.getDocument().addUndoableEditListener(undo);
    area.getDocument().addDocumentListener(new Typed(typing));
    restyle();
  }

  /** The key of commands: Ctrl, or ⌘ on a Mac. */
  private static int command() {
    return GraphicsEnvironment.isHeadless()
        ? InputEvent.CTRL_DOWN_MASK
        : Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx();
  }

  /** Whether something is written that is not just being said, or executed as a command. */
  boolean holdsDraft() {
    return !saying && !area.getText().isBlank();
  }

  private void changed() {
    changed = true;
    SwingUtilities.invokeLater(this::complete); // when the view knows of the change
  }

  /** Offers what is being typed, whole, if that has changed. */
  private void complete() {
    if (changed) {
      changed = false;
      completions.offer(
          area.isFocusOwner()
              ? Completion.at(area.getText(), area.getCaretPosition(), names.get())
              : List.of());
    }
  }

  /** Puts a text there to be changed; what is written already stays, below it. */
  void edit(String text) {
    area.insert(holdsDraft() ? text + "\n" : text, 0);
    area.setCaretPosition(Math.min(text.length(), area.getDocument().getLength()));
    focus();
  }

  /** A letter that was typed elsewhere. */
  void type(char letter) {
    focus();
    area.replaceSelection(String.valueOf(letter));
  }

  void focus() {
    area.requestFocusInWindow();
  }

  void restyle() {
    setBorder(BorderFactory.createEmptyBorder(scale(4), scale(14), scale(14), scale(14)));
    area.setFont(PlainTextComponents.font(1));
    area.setMargin(new java.awt.Insets(7, 9, 7, 9));
    // A text area keeps Tab for itself; here it takes a completion, or leads on by its binding.
    area.setFocusTraversalKeys(KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, Set.of());
    area.setFocusTraversalKeys(
        KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS,
        Set.of(AWTKeyStroke.getAWTKeyStroke("shift TAB")));
    send.revalidate();
    scroll.revalidate();
  }

  /** The key does this while completions are shown, and what it usually does otherwise. */
  private void bindWhileOpen(String key, Runnable action) {
    KeyStroke stroke = KeyStroke.getKeyStroke(key);
    Object usual = area.getInputMap().get(stroke);
    String name = "completion " + key;
    area.getInputMap().put(stroke, name);
    area.getActionMap()
        .put(
            name,
            new AbstractAction() {
              @Override
              public void actionPerformed(ActionEvent event) {
                complete(); // who types fast presses the key before the list is up to date
                Action other = usual == null ? null : area.getActionMap().get(usual);
                if (completions.isOpen()) {
                  action.run();
                } else if (other != null) {
                  other.actionPerformed(event);
                }
              }

              @Override
              public boolean accept(Object sender) { // otherwise the key goes on to the window
                complete();
                return completions.isOpen() || usual != null;
              }
            });
  }

  void send() {
    String text = area.getText().strip();
    if (!text.isEmpty() && isTaken(text)) {
      area.setText("");
      undo.discardAllEdits();
    }
    focus();
  }

  private boolean isTaken(String text) {
    saying = true;
    try {
      return say.test(text);
    } finally {
      saying = false;
    }
  }

  private void undo() {
    try {
      undo.undo();
    } catch (CannotUndoException e) {
      // nothing to undo
    }
  }

  private void redo() {
    try {
      undo.redo();
    } catch (CannotRedoException e) {
      // nothing to redo
    }
  }

  private void bind(KeyStroke key, String name, Runnable action) {
    area.getInputMap().put(key, name);
    area.getActionMap().put(name, new RunnableAction(action));
  }

  private int lineHeight() {
    int wanted = area.getPreferredSize().height + scroll.getInsets().top * 2;
    return Math.max(lineHeight(1), Math.min(wanted, lineHeight(MOST_LINES)));
  }

  private int lineHeight(int lines) {
    int line = area.getFontMetrics(area.getFont()).getHeight();
    return lines * line + area.getInsets().top * 2 + scroll.getInsets().top * 2;
  }

  private final class Typed implements DocumentListener {
    private final Runnable typing;

    Typed(Runnable typing) {
      this.typing = typing;
    }

    @Override
    public void insertUpdate(DocumentEvent event) {
      String text = area.getText();
      if (!text.isEmpty() && !ChatInput.isSlash(text.charAt(0))) { // a command is not said
        typing.run();
      }
      revalidate();
      changed();
    }

    @Override
    public void removeUpdate(DocumentEvent event) {
      revalidate();
      changed();
    }

    @Override
    public void changedUpdate(DocumentEvent event) {
      revalidate();
    }
  }

  /** As high as the input, and wide enough for its word on whatever display it is now. */
  private final class SendButton extends JButton {
    @Override
    public Dimension getPreferredSize() {
      return new Dimension(
          super.getPreferredSize().width + scale(4), Math.max(lineHeight(1), scale(34)));
    }
  }

  /** A text area that says what it is for while it is empty. */
  private static final class Area extends SpokenTextArea {
    private final String hint;

    Area(String hint) {
      super("");
      setRows(1);
      setColumns(20);
      this.hint = hint;
    }

    @Override
    public void updateUI() {
      setUI(new EmojiTextUI(true));
    }

    @Override
    protected void paintComponent(Graphics graphics) {
      super.paintComponent(graphics);
      if (getDocument().getLength() == 0) {
        try (ShapePainter painter = new ShapePainter(graphics)) {
          FontMetrics metrics = getFontMetrics(getFont());
          painter.g.setFont(getFont());
          painter.g.setColor(Palette.now().faint());
          painter.g.drawString(hint, getInsets().left, getInsets().top + metrics.getAscent());
        }
      }
    }
  }
}
