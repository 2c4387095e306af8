package prosa.desktop.model;

import prosa.client.MemberInfo;

/** A prompt above the chat that waits for an answer or offers an action. */
public sealed interface Prompt {
  /**
   * The user is alone.
   *
   * @param call whether the user wants to be alerted when somebody joins
   * @param isPrivate whether only who is invited can come
   */
  record Alone(boolean call, boolean isPrivate) implements Prompt {}

  /**
   * The seat that the user left a moment ago is held; offers to go back. It ends by itself.
   *
   * @param sentence which table it is at, and for how long
   */
  record WayBack(String sentence) implements Prompt {}

  /** Another user is alone at another table; offers to go there. */
  record Offer(String room) implements Prompt {}

  /**
   * The user is asked whether to leave this table for another.
   *
   * @param note what that means for the seat here
   * @param yes the label of what leads there
   */
  record Departure(String question, String note, String yes) implements Prompt {}

  /**
   * The user wants the others to move a member away, and has to give the reason.
   *
   * @param name the member's, as it is shown
   */
  record WhyVote(MemberInfo member, String name) implements Prompt {}

  /**
   * The user is asked whether a member is to be moved away.
   *
   * @param sentence who asks, about whom, and why
   */
  record Ballot(long vote, String name, String sentence) implements Prompt {}

  /**
   * The user is asked whether the encrypted table is to have a new key.
   *
   * @param sentence who asks, and what comes of it
   */
  record NewKey(String sentence) implements Prompt {}

  /** An invitation to this table. */
  record Invitation(String code, String link) implements Prompt {}

  /** The session is over. */
  record Over(String sentence, EntryChoices choices) implements Prompt {}
}
