package prosa.desktop.model;

/** Something above the talk that waits for an answer, or is good to have at hand. */
public sealed interface Card {
  /**
   * Nobody else is here.
   *
   * @param call whether the person wants to be called when somebody sits down
   */
  record Alone(boolean call) implements Card {}

  /** Somebody else sits alone elsewhere: go there? */
  record Offer(String room) implements Card {}

  /** A way to this table, to be given to friends. */
  record Invitation(String code, String link) implements Card {}

  /** The visit is over. */
  record Over(String sentence) implements Card {}
}
