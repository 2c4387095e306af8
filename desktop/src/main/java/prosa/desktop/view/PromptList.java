package prosa.desktop.view;

import static com.formdev.flatlaf.util.UIScale.scale;

import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.accessibility.AccessibleRole;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JTextField;
import javax.swing.SwingUtilities;
import org.jspecify.annotations.Nullable;
import prosa.desktop.model.ChatController;
import prosa.desktop.model.ChatModel;
import prosa.desktop.model.EntryChoices;
import prosa.desktop.model.Prompt;
import prosa.messages.Messages;
import prosa.protocol.VoteReason;

/**
 * The prompts above the chat that wait for an answer. The row of a prompt that still waits stays as
 * it is when another comes or goes: with the keyboard in it, or the mouse pressed on it.
 */
@SuppressWarnings("serial") // never serialized
final class PromptList extends VerticalList {
  private final Messages messages;
  private final ChatModel model;
  private final ChatController controller;
  private final Departures departures;
  private final JCheckBox call;
  private final Map<Prompt, PromptRow> shown = new HashMap<>();
  private Optional<Prompt.Invitation> copied = Optional.empty();

  /** The actions after the end of a session. */
  record Departures(Runnable home) {}

  PromptList(Messages messages, ChatModel model, ChatController controller, Departures departures) {
    super(AccessibleRole.PANEL);
    this.messages = messages;
    this.model = model;
    this.controller = controller;
    this.departures = departures;
    call = PlainTextComponents.check(messages.text("callMeLong"));
    call.setOpaque(false);
    call.addActionListener(_ -> model.call(call.isSelected()));
    refresh();
  }

  /** Updates the view from the model. */
  void refresh() {
    List<Prompt> now = model.prompts().stream().map(this::withoutCall).toList();
    boolean changed = shown.keySet().retainAll(now);
    for (ListRow row : rows()) {
      if (!shown.containsValue(row)) {
        remove(row);
      }
    }
    Optional<ListRow> first = Optional.empty();
    for (int i = 0; i < now.size(); i++) {
      if (!shown.containsKey(now.get(i))) {
        PromptRow row = row(now.get(i));
        shown.put(now.get(i), row);
        add(row, i); // they stand in one order always
        first = first.or(() -> Optional.of(row));
      }
    }
    if (changed || first.isPresent()) {
      revalidate();
      repaint();
    }
    first.ifPresent(row -> SwingUtilities.invokeLater(() -> bringIntoSight(row)));
  }

  /**
   * Closes a prompt as its last answer does, which changes nothing: the one with the keyboard, or
   * the most urgent that can be closed. A vote is closed without a vote.
   *
   * @return what a screen reader is told; empty if there is nothing to close
   */
  Optional<String> dismiss() {
    Component focused = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
    List<Prompt> open = model.prompts().stream().filter(PromptList::canBeClosed).toList();
    Optional<Prompt> closed =
        open.stream()
            .filter(prompt -> focused != null && hasFocus(shown.get(prompt), focused))
            .findFirst()
            .or(() -> open.stream().findFirst());
    Optional<String> told =
        closed.map(
            prompt -> messages.text("promptClosed", title(prompt))); // as long as it is there
    closed.ifPresent(this::dismiss);
    return told;
  }

  /** The others offer what is not asked for a second time, or end by themselves. */
  private static boolean canBeClosed(Prompt prompt) {
    return !(prompt instanceof Prompt.Alone
        || prompt instanceof Prompt.WayBack
        || prompt instanceof Prompt.Over);
  }

  private static boolean hasFocus(@Nullable PromptRow row, Component focused) {
    return row != null && row.isAncestorOf(focused);
  }

  private void dismiss(Prompt prompt) {
    switch (prompt) {
      case Prompt.Offer _ -> model.dropOffer();
      case Prompt.Departure _ -> model.dropDeparture();
      case Prompt.WhyVote _ -> model.dropWhyVote();
      case Prompt.Ballot ballot -> model.dropBallot(ballot.vote());
      case Prompt.NewKey _ -> controller.newKey(false);
      case Prompt.Invitation _ -> model.dropInvitation();
      case Prompt.Alone _, Prompt.WayBack _, Prompt.Over _ -> {}
    }
  }

  private String title(Prompt prompt) {
    PromptRow row = shown.get(prompt);
    return row == null ? "" : row.getAccessibleContext().getAccessibleName();
  }

  /** Scrolls to a prompt that has just come, which is laid out by now. */
  private void bringIntoSight(ListRow row) {
    if (row.getParent() == this) {
      scrollRectToVisible(row.getBounds());
    }
  }

  /** Shows in its box whether the user wants to be called: that makes no other prompt of it. */
  private Prompt withoutCall(Prompt prompt) {
    if (prompt instanceof Prompt.Alone(boolean wanted, boolean isPrivate)) {
      call.setSelected(wanted);
      return new Prompt.Alone(false, isPrivate);
    }
    return prompt;
  }

  private PromptRow row(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Alone alone -> alone(alone);
      case Prompt.WayBack(String sentence) ->
          new PromptRow(sentence, "")
              .with(PlainTextComponents.button(messages.text("goBack"), controller::goBack));
      case Prompt.Offer(String room) -> offer(room);
      case Prompt.Departure departure -> departure(departure);
      case Prompt.WhyVote why -> whyVote(why);
      case Prompt.Ballot ballot -> ballot(ballot);
      case Prompt.NewKey(String sentence) -> newKey(sentence);
      case Prompt.Invitation invitation -> invitation(invitation);
      case Prompt.Over(String sentence, EntryChoices choices) -> over(sentence, choices);
    };
  }

  private PromptRow alone(Prompt.Alone alone) {
    String more = messages.text(alone.isPrivate() ? "alonePrivate" : "aloneMore");
    return new PromptRow(messages.text("alone"), more)
        .with(PlainTextComponents.button(messages.text("inviteSomebody"), controller::invite))
        .with(call);
  }

  private PromptRow offer(String room) {
    return new PromptRow(messages.text("offerTitle"), messages.text("offer", room))
        .with(PlainTextComponents.button(messages.text("goThere"), controller::takeOffer))
        .with(PlainTextComponents.button(messages.text("stay"), model::dropOffer));
  }

  private PromptRow departure(Prompt.Departure asked) {
    return new PromptRow(asked.question(), asked.note())
        .with(PlainTextComponents.button(asked.yes(), controller::depart))
        .with(PlainTextComponents.button(messages.text("stay"), model::dropDeparture));
  }

  private PromptRow whyVote(Prompt.WhyVote why) {
    PromptRow row =
        new PromptRow(
            messages.text("voteWhy", why.name()),
            messages.voteLeads(model.room().encrypted(), why.member().classic())
                + " "
                + messages.text("voteNote"));
    for (VoteReason reason : VoteReason.values()) {
      row.with(
          PlainTextComponents.button(
              messages.text("voteReason." + reason.code()),
              () -> controller.vote(why.member(), reason)));
    }
    return row.with(PlainTextComponents.button(messages.text("cancel"), model::dropWhyVote));
  }

  private PromptRow ballot(Prompt.Ballot ballot) {
    return new PromptRow(messages.text("voteTitle", ballot.name()), ballot.sentence())
        .with(
            PlainTextComponents.button(
                messages.text("voteAgree"), () -> controller.ballot(ballot.vote(), true)))
        .with(
            PlainTextComponents.button(
                messages.text("voteDisagree"), () -> controller.ballot(ballot.vote(), false)));
  }

  private PromptRow newKey(String sentence) {
    return new PromptRow(messages.text("keyAskTitle"), sentence)
        .with(PlainTextComponents.button(messages.text("keyAgree"), () -> controller.newKey(true)))
        .with(
            PlainTextComponents.button(
                messages.text("keyDecline"), () -> controller.newKey(false)));
  }

  private PromptRow invitation(Prompt.Invitation invitation) {
    if (!copied.equals(Optional.of(invitation)) && ClipboardText.board(invitation.link())) {
      copied = Optional.of(invitation);
    }
    if (model.room().encrypted()) { // the code alone leads nowhere
      return new PromptRow(
              messages.text("inviteTitle"),
              messages.text("inviteEncrypted") + " " + messages.text("inviteCopied"))
          .with(toRead("inviteLink", invitation.link()))
          .with(
              PlainTextComponents.button(
                  messages.text("copyLink"), () -> ClipboardText.board(invitation.link())))
          .with(PlainTextComponents.button(messages.text("close"), model::dropInvitation));
    }
    return new PromptRow(
            messages.text("inviteTitle"),
            messages.text("inviteLead") + " " + messages.text("inviteCopied"))
        .with(toRead("inviteLink", invitation.link()))
        .with(toRead("inviteCode", invitation.code()))
        .with(
            PlainTextComponents.button(
                messages.text("copyLink"), () -> ClipboardText.board(invitation.link())))
        .with(
            PlainTextComponents.button(
                messages.text("copyCode"), () -> ClipboardText.board(invitation.code())))
        .with(PlainTextComponents.button(messages.text("close"), model::dropInvitation));
  }

  private JComponent toRead(String key, String value) {
    JTextField field = new SpokenTextField(value, 0);
    field.setEditable(false);
    field.setCaretPosition(0);
    field.setColumns(Math.max(12, Math.min(34, value.length())));
    field.getAccessibleContext().setAccessibleName(messages.text(key));
    field.putClientProperty("JTextField.leadingComponent", leading(key));
    return field;
  }

  private JComponent leading(String key) {
    var label = PlainTextComponents.label(messages.text(key));
    label.setBorder(javax.swing.BorderFactory.createEmptyBorder(0, scale(8), 0, 0));
    label.setForeground(Palette.now().faint());
    return label;
  }

  private PromptRow over(String sentence, EntryChoices choices) {
    PromptRow row = new PromptRow(sentence, "");
    if (choices.same()) {
      row.with(again("enterAgain", ChatController.Again.SAME));
    }
    if (choices.other()) {
      row.with(again("anyRoom", ChatController.Again.ANY_ROOM))
          .with(
              choices.encrypted()
                  ? again("newEncryptedRoom", ChatController.Again.ENCRYPTED_ROOM)
                  : again("newPrivateRoom", ChatController.Again.PRIVATE_ROOM));
    }
    return row.with(PlainTextComponents.button(messages.text("backToStart"), departures.home()));
  }

  private JComponent again(String key, ChatController.Again how) {
    return PlainTextComponents.button(messages.text(key), () -> controller.enterAgain(how));
  }
}
