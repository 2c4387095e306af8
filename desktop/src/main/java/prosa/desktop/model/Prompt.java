package prosa.desktop.model;

/** Something above the talk that waits for an answer, or is good to have at hand. */
public sealed interface Prompt {
  /**
   * Nobody else is here.
   *
   * @param call whether the person wants to be called when somebody sits down
   */
  record Alone(boolean call) implements Prompt {}

  /** Somebody else sits alone elsewhere: go there? */
  record Offer(String room) implements Prompt {}

  /** A way to this table, to be given to friends. */
  record Invitation(String code, String link) implements Prompt {}

  /**
   * The session is over.
   *
   * @param sameAgain whether it may help to enter as before; not with an invitation that is dead
   */
  record Over(String sentence, boolean sameAgain) implements Prompt {}
}
