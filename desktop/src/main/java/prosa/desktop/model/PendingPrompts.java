package prosa.desktop.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The prompts that wait for the user's answer during a session: a vote, the reason for one that the
 * user wants, leaving the table, a new key of an encrypted table, the way back to the table that
 * was left, the offer of a fuller table, the requested invitation, and, for a user who is alone,
 * whether to be called. There is at most one of each; the newest counts.
 */
final class PendingPrompts {
  private Optional<Prompt.Offer> offer = Optional.empty();
  private Optional<Prompt.Invitation> invitation = Optional.empty();
  private Optional<Prompt.WhyVote> whyVote = Optional.empty();
  private Optional<Prompt.Ballot> ballot = Optional.empty();
  private Optional<Prompt.Departure> departure = Optional.empty();
  private Optional<Prompt.NewKey> newKey = Optional.empty();
  private Optional<Prompt.WayBack> wayBack = Optional.empty();
  private boolean call;

  /** All of them, the most urgent first. */
  List<Prompt> list(RoomDisplay room) {
    List<Prompt> prompts = new ArrayList<>();
    ballot.ifPresent(prompts::add);
    whyVote.filter(why -> room.present(why.member()).isPresent()).ifPresent(prompts::add);
    departure.ifPresent(prompts::add);
    newKey.ifPresent(prompts::add);
    wayBack.ifPresent(prompts::add);
    offer.ifPresent(prompts::add);
    invitation.ifPresent(prompts::add);
    if (room.alone() && offer.isEmpty()) {
      prompts.add(new Prompt.Alone(call, room.isPrivate()));
    }
    return prompts;
  }

  void forget() {
    dropOffer();
    dropInvitation();
    dropVotes();
    dropNewKey();
    dropDeparture();
    dropWayBack();
    call = false;
  }

  void whyVote(Prompt.WhyVote asked) {
    whyVote = Optional.of(asked);
  }

  void dropWhyVote() {
    whyVote = Optional.empty();
  }

  void ballot(Prompt.Ballot asked) {
    ballot = Optional.of(asked);
  }

  /** The user has voted, or this vote is over. */
  void dropBallot(long vote) {
    ballot = ballot.filter(open -> open.vote() != vote);
  }

  /** Nobody can vote any more. */
  void dropBallot() {
    ballot = Optional.empty();
  }

  void departure(Prompt.Departure asked) {
    departure = Optional.of(asked);
  }

  /** The user has answered, or is at another table. */
  void dropDeparture() {
    departure = Optional.empty();
  }

  void newKey(Prompt.NewKey asked) {
    newKey = Optional.of(asked);
  }

  /** The user has answered, or it is settled. */
  void dropNewKey() {
    newKey = Optional.empty();
  }

  void wayBack(String sentence) {
    wayBack = Optional.of(new Prompt.WayBack(sentence));
  }

  boolean offersWayBack() {
    return wayBack.isPresent();
  }

  void dropWayBack() {
    wayBack = Optional.empty();
  }

  void dropVotes() {
    dropWhyVote();
    dropBallot();
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

  /** Whether to alert the user when somebody joins. */
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
