package prosa.desktop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What waits for the person's answer while there is a visit: the offer of a fuller table, the
 * invitation that was asked for, and, for who sits alone, whether to be called. Each is there once
 * at most; the newest counts.
 */
final class PendingPrompts {
  private Optional<Prompt.Offer> offer = Optional.empty();
  private Optional<Prompt.Invitation> invitation = Optional.empty();
  private boolean call;

  /** As cards, the most urgent first. */
  List<Prompt> cards(boolean alone) {
    List<Prompt> cards = new ArrayList<>();
    offer.ifPresent(cards::add);
    invitation.ifPresent(cards::add);
    if (alone && offer.isEmpty()) {
      cards.add(new Prompt.Alone(call));
    }
    return cards;
  }

  void forget() {
    dropOffer();
    dropInvitation();
    call = false;
  }

  void offered(String room) {
    offer = Optional.of(new Prompt.Offer(room));
  }

  void dropOffer() {
    offer = Optional.empty();
  }

  void invited(String code, String link) {
    invitation = Optional.of(new Prompt.Invitation(code, link));
  }

  void dropInvitation() {
    invitation = Optional.empty();
  }

  /** Whether to be called when somebody sits down. */
  void call(boolean wanted) {
    call = wanted;
  }

  /** Whether that was wanted; it is done once. */
  boolean takeCall() {
    boolean wanted = call;
    call = false;
    return wanted;
  }
}
