package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.util.List;
import java.util.Optional;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JTextField;
import prosa.desktop.model.Card;
import prosa.desktop.model.Guest;
import prosa.desktop.model.Scene;
import prosa.desktop.model.Words;

/** What stands above the talk and waits for an answer. */
@SuppressWarnings("serial") // never serialized
final class Cards extends Column {
  private final Words words;
  private final Scene scene;
  private final Guest guest;
  private final Departures departures;
  private List<Card> shown = List.of();
  private Optional<Card.Invitation> copied = Optional.empty();

  /** What a visit that is over can be followed by. */
  record Departures(Runnable again, Runnable home) {}

  Cards(Words words, Scene scene, Guest guest, Departures departures) {
    this.words = words;
    this.scene = scene;
    this.guest = guest;
    this.departures = departures;
    refresh();
  }

  /** Looks at the scene again. */
  void refresh() {
    List<Card> now = scene.cards();
    if (now.equals(shown)) {
      return;
    }
    shown = now;
    removeAll();
    for (Card card : now) {
      add(row(card));
    }
    revalidate();
    repaint();
  }

  private CardRow row(Card card) {
    return switch (card) {
      case Card.Alone(boolean call) -> alone(call);
      case Card.Offer(String room) -> offer(room);
      case Card.Invitation invitation -> invitation(invitation);
      case Card.Over(String sentence) -> over(sentence);
    };
  }

  private CardRow alone(boolean call) {
    JCheckBox box = Plain.check(words.of("alone.call"));
    box.setOpaque(false);
    box.setSelected(call);
    box.addActionListener(_ -> scene.call(box.isSelected()));
    return new CardRow(words.of("alone.title"), words.of("alone.text"))
        .with(Plain.button(words.of("alone.invite"), guest::invite))
        .with(box);
  }

  private CardRow offer(String room) {
    return new CardRow(words.of("offer.title"), words.of("offer.question", room))
        .with(Plain.button(words.of("offer.go"), guest::next))
        .with(Plain.button(words.of("offer.stay"), scene::dropOffer));
  }

  private CardRow invitation(Card.Invitation invitation) {
    if (!copied.equals(Optional.of(invitation)) && Clip.board(invitation.link())) {
      copied = Optional.of(invitation);
    }
    return new CardRow(words.of("invitation.title"), words.of("invitation.text"))
        .with(toRead("invitation.link", invitation.link()))
        .with(toRead("invitation.code", invitation.code()))
        .with(Plain.button(words.of("invitation.copy-link"), () -> Clip.board(invitation.link())))
        .with(Plain.button(words.of("invitation.copy-code"), () -> Clip.board(invitation.code())))
        .with(Plain.button(words.of("invitation.close"), scene::dropInvitation));
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
    var label = Plain.label(words.of(key));
    label.setBorder(javax.swing.BorderFactory.createEmptyBorder(0, scale(8), 0, 0));
    label.setForeground(Palette.now().faint());
    return label;
  }

  private CardRow over(String sentence) {
    return new CardRow(sentence, "")
        .with(Plain.button(words.of("over.again"), departures.again()))
        .with(Plain.button(words.of("over.leave"), departures.home()));
  }
}
