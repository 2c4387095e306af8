package prosa.client;

/**
 * A message that is not known to be delivered.
 *
 * @param id as {@link ChatClient#say} returned it
 * @param action as with {@code /me}
 * @param re the number of the message that it answers, in the room where it was written; 0 if none
 * @param perhapsSaid whether it was sent with an unknown result
 */
public record UnsentMessage(String id, String text, boolean action, long re, boolean perhapsSaid) {

  /** One that answers no other. */
  public UnsentMessage(String id, String text, boolean action, boolean perhapsSaid) {
    this(id, text, action, 0, perhapsSaid);
  }
}
