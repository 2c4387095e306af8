package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;
import java.awt.Insets;
import java.awt.KeyboardFocusManager;
import java.awt.Rectangle;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.util.List;
import java.util.function.Consumer;
import javax.accessibility.AccessibleRole;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.KeyStroke;
import javax.swing.SwingConstants;
import javax.swing.SwingUtilities;
import prosa.client.ConnectOptions;
import prosa.desktop.model.ConnectionStatus;
import prosa.desktop.model.JoinFormResult;
import prosa.messages.Messages;

/** The join form: name, address and the progress of connecting. */
@SuppressWarnings("serial") // never serialized
final class JoinForm extends JPanel {
  private static final int WIDTH = 340;
  private static final String OUTLINE = "JComponent.outline";

  private final Messages messages;
  private final Consumer<ConnectOptions> enter;
  private final Runnable cancel;
  private final JTextField name =
      TextDirection.follow(InputFilter.line(new SpokenTextField("", 0)));
  private final JTextField address =
      TextDirection.follow(InputFilter.line(new SpokenTextField("", 0)));
  private final JCheckBox privateRoom;
  private final JCheckBox encryptedRoom;
  private final JButton button;
  private final JTextArea message = PlainTextComponents.paragraph("");
  private final JLabel title;
  private final JLabel subtitle;
  private final JLabel welcome;
  private final JLabel second;
  private boolean trying;

  JoinForm(Messages messages, Consumer<ConnectOptions> enter, Runnable cancel) {
    super(new BorderLayout());
    this.messages = messages;
    this.enter = enter;
    this.cancel = cancel;
    privateRoom = check("openPrivate", "openPrivateHint");
    encryptedRoom = check("openEncrypted", "newEncryptedRoomHint");
    privateRoom.addActionListener(_ -> encryptedRoom.setSelected(false));
    encryptedRoom.addActionListener(_ -> privateRoom.setSelected(false));
    button = PlainTextComponents.button(messages.text("enter"), this::pressed);
    button.putClientProperty("FlatLaf.styleClass", "primary");
    address.putClientProperty("JTextField.placeholderText", messages.text("addressExample"));
    title = PlainTextComponents.label(messages.text("windowTitle"));
    subtitle = PlainTextComponents.label(messages.text("originalTitle"));
    welcome = PlainTextComponents.label(messages.text("welcome"));
    second = PlainTextComponents.label(messages.text("welcomeMore"));
    message.setRows(3);
    name.addActionListener(_ -> pressed());
    address.addActionListener(_ -> pressed());
    getInputMap(WHEN_ANCESTOR_OF_FOCUSED_COMPONENT).put(KeyStroke.getKeyStroke("ESCAPE"), "cancel");
    getActionMap().put("cancel", new RunnableAction(() -> stop(true)));
    for (JComponent field : List.of(name, address, privateRoom, encryptedRoom, button)) {
      field.addFocusListener(
          new FocusAdapter() {
            @Override
            public void focusGained(FocusEvent event) {
              field.scrollRectToVisible(new Rectangle(field.getSize()));
            }
          });
    }
    restyle();
  }

  private void arrange() {
    removeAll();
    JPanel column = new JPanel(new GridBagLayout());
    column.setOpaque(false);
    int y = 0;
    put(column, new Picture(), y++, 0);
    for (JLabel label : List.of(title, subtitle, welcome, second)) {
      label.setHorizontalAlignment(SwingConstants.CENTER);
    }
    put(column, title, y++, 2);
    put(column, subtitle, y++, 0);
    put(column, welcome, y++, 6);
    put(column, second, y++, 0);
    put(column, field("userField", name), y++, 22);
    put(column, name, y++, 4);
    put(column, field("addressField", address), y++, 12);
    put(column, address, y++, 4);
    put(column, privateRoom, y++, 12);
    put(column, encryptedRoom, y++, 4);
    put(column, button, y++, 16);
    put(column, message, y, 14);
    JPanel middle = new JPanel(new GridBagLayout());
    middle.setOpaque(false);
    middle.add(column);
    // On a small display, or with large letters, not all of it is seen at once.
    JScrollPane scroll = new JScrollPane(middle);
    scroll.setBorder(BorderFactory.createEmptyBorder());
    scroll.setFocusable(false);
    scroll.setOpaque(false);
    scroll.getViewport().setOpaque(false);
    scroll.getVerticalScrollBar().setUnitIncrement(scale(16));
    add(scroll);
  }

  private static void put(JPanel column, JComponent part, int y, int gap) {
    GridBagConstraints at = new GridBagConstraints();
    at.gridx = 0;
    at.gridy = y;
    at.weightx = 1;
    at.fill = GridBagConstraints.HORIZONTAL;
    at.insets = new Insets(scale(gap), 0, 0, 0);
    int width = scale(WIDTH);
    if (part instanceof JTextArea text) {
      text.setColumns(24);
      part.setSize(width, Short.MAX_VALUE);
    }
    part.setPreferredSize(null);
    part.setPreferredSize(new Dimension(width, part.getPreferredSize().height));
    column.add(part, at);
  }

  private JCheckBox check(String key, String hint) {
    JCheckBox box = PlainTextComponents.check(messages.text(key));
    box.setToolTipText(messages.text(hint));
    box.getAccessibleContext().setAccessibleDescription(messages.text(hint));
    return box;
  }

  private JoinFormResult.RoomKind table() {
    if (encryptedRoom.isSelected()) {
      return JoinFormResult.RoomKind.ENCRYPTED;
    }
    return privateRoom.isSelected() ? JoinFormResult.RoomKind.PRIVATE : JoinFormResult.RoomKind.ANY;
  }

  private JLabel field(String key, JTextField field) {
    JLabel label = PlainTextComponents.label(messages.text(key));
    label.setLabelFor(field);
    label.setDisplayedMnemonic(messages.text(key).charAt(0));
    field.getAccessibleContext().setAccessibleName(messages.text(key));
    return label;
  }

  /** Fills the fields in. */
  void fill(String user, String server) {
    name.setText(user);
    address.setText(server);
  }

  /** What the address field says. */
  String address() {
    return address.getText().strip();
  }

  /** Puts the caret where something is missing. */
  void focus() {
    if (name.getText().isBlank()) {
      name.requestFocusInWindow();
    } else if (address.getText().isBlank()) {
      address.requestFocusInWindow();
    } else {
      button.requestFocusInWindow();
    }
  }

  /** Shows the progress of connecting. */
  void show(ConnectionStatus status) {
    if (trying) {
      boolean well = status.kind() == ConnectionStatus.Kind.CONNECTING;
      say(status.sentence(), !well);
    }
  }

  /** Connecting failed; the fields can be changed. */
  void turnedAway(String sentence) {
    stop(false);
    say(sentence, true);
  }

  /** A seat was taken; the form is reset. */
  void entered() {
    stop(false);
    say("", false);
  }

  /** Connects and shows the progress. */
  void enter(ConnectOptions options) {
    trying(true);
    enter.accept(options);
  }

  private void pressed() {
    if (trying) {
      stop(true);
      return;
    }
    name.putClientProperty(OUTLINE, null);
    address.putClientProperty(OUTLINE, null);
    switch (JoinFormResult.of(name.getText(), address.getText(), table(), messages)) {
      case JoinFormResult.BadName(String sentence) -> wrong(name, sentence);
      case JoinFormResult.BadAddress(String sentence) -> wrong(address, sentence);
      case JoinFormResult.Good(ConnectOptions options) -> enter(options);
    }
  }

  private void wrong(JTextField field, String sentence) {
    field.putClientProperty(OUTLINE, "error");
    field.requestFocusInWindow();
    say(sentence, true);
  }

  private void stop(boolean wanted) {
    if (trying) {
      trying(false);
      if (wanted) {
        say("", false);
        cancel.run();
        focus();
      }
    }
  }

  private void trying(boolean now) {
    trying = now;
    name.setEnabled(!now);
    address.setEnabled(!now);
    privateRoom.setEnabled(!now);
    encryptedRoom.setEnabled(!now);
    button.setText(messages.text(now ? "cancel" : "enter"));
    if (now) {
      button.requestFocusInWindow();
    }
  }

  private void say(String sentence, boolean bad) {
    message.setText(sentence);
    message.setForeground(bad ? Palette.now().bad() : Palette.now().faint());
    button.getAccessibleContext().setAccessibleDescription(sentence);
    if (!sentence.isEmpty()) { // where not all of the form is seen at once
      SwingUtilities.invokeLater(
          () -> message.scrollRectToVisible(new Rectangle(message.getSize())));
    }
  }

  void restyle() {
    Palette palette = Palette.now();
    setBackground(palette.page());
    title.setFont(PlainTextComponents.bold(11));
    title.setForeground(palette.textColor());
    subtitle.setFont(PlainTextComponents.font(0));
    subtitle.setForeground(palette.faint());
    welcome.setFont(PlainTextComponents.font(0));
    welcome.setForeground(palette.faint());
    second.setFont(PlainTextComponents.font(0));
    second.setForeground(palette.faint());
    message.setFont(PlainTextComponents.font(0));
    message.setForeground(trying ? palette.faint() : palette.bad());
    Component focused = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
    boolean here = focused != null && SwingUtilities.isDescendingFrom(focused, this);
    arrange();
    revalidate();
    if (here) {
      focused.requestFocusInWindow();
    }
  }

  /** The table with its people. */
  private static final class Picture extends AccessiblePane {
    private static final int HEIGHT = 104;

    Picture() {
      super(AccessibleRole.ICON);
    }

    @Override
    public Dimension getPreferredSize() {
      return new Dimension(scale(WIDTH), scale(HEIGHT));
    }

    @Override
    protected void paintComponent(Graphics graphics) {
      try (ShapePainter painter = new ShapePainter(graphics)) {
        AppIcons.paint(painter, getWidth() / 2.0, getHeight() / 2.0, getHeight() / 2.0);
      }
    }
  }
}
