package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.util.List;
import java.util.Optional;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JTextField;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.Prompt;
import prosa.desktop.model.Words;

/** What stands above the talk and waits for an answer. */
@SuppressWarnings("serial") // never serialized
final class PromptList extends VerticalList {
  private final Words words;
  private final ChatModel model;
  private final ChatController controller;
  private final Departures departures;
  private List<Prompt> shown = List.of();
  private Optional<Prompt.Invitation> copied = Optional.empty();

  /** What a visit that is over can be followed by. */
  record Departures(Runnable again, Runnable home) {}

  PromptList(Words words, ChatModel model, ChatController controller, Departures departures) {
    this.words = words;
    this.model = model;
    this.controller = controller;
    this.departures = departures;
    refresh();
  }

  /** Looks at the scene again. */
  void refresh() {
    List<Prompt> now = model.prompts();
    if (now.equals(shown)) {
      return;
    }
    shown = now;
    removeAll();
    for (Prompt card : now) {
      add(row(card));
    }
    revalidate();
    repaint();
  }

  private PromptRow row(Prompt card) {
    return switch (card) {
      case Prompt.Alone(boolean call) -> alone(call);
      case Prompt.Offer(String room) -> offer(room);
      case Prompt.Invitation invitation -> invitation(invitation);
      case Prompt.Over(String sentence) -> over(sentence);
    };
  }

  private PromptRow alone(boolean call) {
    JCheckBox box = PlainTextComponents.check(words.of("alone.call"));
    box.setOpaque(false);
    box.setSelected(call);
    box.addActionListener(_ -> model.call(box.isSelected()));
    return new PromptRow(words.of("alone.title"), words.of("alone.text"))
        .with(PlainTextComponents.button(words.of("alone.invite"), controller::invite))
        .with(box);
  }

  private PromptRow offer(String room) {
    return new PromptRow(words.of("offer.title"), words.of("offer.question", room))
        .with(PlainTextComponents.button(words.of("offer.go"), controller::next))
        .with(PlainTextComponents.button(words.of("offer.stay"), model::dropOffer));
  }

  private PromptRow invitation(Prompt.Invitation invitation) {
    if (!copied.equals(Optional.of(invitation)) && ClipboardText.board(invitation.link())) {
      copied = Optional.of(invitation);
    }
    return new PromptRow(words.of("invitation.title"), words.of("invitation.text"))
        .with(toRead("invitation.link", invitation.link()))
        .with(toRead("invitation.code", invitation.code()))
        .with(
            PlainTextComponents.button(
                words.of("invitation.copy-link"), () -> ClipboardText.board(invitation.link())))
        .with(
            PlainTextComponents.button(
                words.of("invitation.copy-code"), () -> ClipboardText.board(invitation.code())))
        .with(PlainTextComponents.button(words.of("invitation.close"), model::dropInvitation));
  }

  private JComponent toRead(String key, String value) {
    JTextField field = new JTextField(value);
    field.setEditable(false);
    field.setCaretPosition(0);
    field.setColumns(Math.max(12, Math.min(34, value.length())));
    field.getAccessibleContext().setAccessibleName(words.of(key));
    field.putClientProperty("JTextField.leadingComponent", leading(key));
    return field;
  }

  private JComponent leading(String key) {
    var label = PlainTextComponents.label(words.of(key));
    label.setBorder(javax.swing.BorderFactory.createEmptyBorder(0, scale(8), 0, 0));
    label.setForeground(Palette.now().faint());
    return label;
  }

  private PromptRow over(String sentence) {
    return new PromptRow(sentence, "")
        .with(PlainTextComponents.button(words.of("over.again"), departures.again()))
        .with(PlainTextComponents.button(words.of("over.leave"), departures.home()));
  }
}
