package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics;
import javax.accessibility.AccessibleRole;
import javax.swing.BorderFactory;
import javax.swing.Icon;
import javax.swing.JButton;
import javax.swing.JLabel;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.ConnectionStatus;
import prosa.messages.Messages;

/**
 * The status bar: an indicator and a sentence about the connection, and a button to connect now.
 */
@SuppressWarnings("serial") // never serialized
final class StatusBar extends AccessiblePane {
  private final ChatModel model;
  private final Messages messages;
  private final JLabel label = PlainTextComponents.label("");
  private final JButton retry;

  StatusBar(Messages messages, ChatModel model, Runnable hurry) {
    super(AccessibleRole.STATUS_BAR);
    this.model = model;
    this.messages = messages;
    retry = PlainTextComponents.button(messages.text("tryNow"), hurry);
    label.setIcon(new Lamp());
    label.setIconTextGap(scale(8));
    setLayout(new BorderLayout(scale(8), 0));
    add(label, BorderLayout.CENTER);
    add(retry, BorderLayout.EAST);
    refresh();
    restyle();
  }

  /** Updates the view from the model. */
  void refresh() {
    ConnectionStatus status = model.status();
    label.setText(status.sentence());
    label
        .getAccessibleContext()
        .setAccessibleName(
            SpokenText.of(messages.text("connectionState") + ": " + status.sentence()));
    retry.setVisible(status.kind().trying() && status.kind() != ConnectionStatus.Kind.CONNECTING);
    repaint();
  }

  void restyle() {
    label.setFont(PlainTextComponents.font(-0.5f));
    retry.setFont(PlainTextComponents.font(-1));
    setBorder(
        BorderFactory.createCompoundBorder(
            BorderFactory.createMatteBorder(0, 0, 1, 0, Palette.now().line()),
            BorderFactory.createEmptyBorder(scale(7), scale(16), scale(7), scale(14))));
  }

  /** Full when connected, hollow when not. */
  private final class Lamp implements Icon {
    @Override
    public void paintIcon(Component on, Graphics graphics, int x, int y) {
      double radius = getIconWidth() / 2.0;
      ConnectionStatus.Kind kind = model.status().kind();
      try (ShapePainter painter = new ShapePainter(graphics)) {
        if (kind == ConnectionStatus.Kind.SEATED) {
          painter.disc(x + radius, y + radius, radius - scale(1f), colour(kind));
        } else {
          painter.ring(x + radius, y + radius, radius - scale(2f), colour(kind), scale(2f));
        }
      }
    }

    private Color colour(ConnectionStatus.Kind kind) {
      Palette palette = Palette.now();
      return switch (kind) {
        case SEATED -> palette.good();
        case OUT, CONNECTING -> palette.faint();
        case LOST -> palette.warn();
        case UNREACHABLE, OVER -> palette.bad();
      };
    }

    @Override
    public int getIconWidth() {
      return scale(11);
    }

    @Override
    public int getIconHeight() {
      return scale(11);
    }
  }
}
