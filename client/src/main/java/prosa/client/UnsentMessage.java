package prosa.client;

/**
 * A message that is not known to be delivered.
 *
 * @param id as {@link ChatClient#say} returned it
 * @param action as with {@code /me}
 * @param perhapsSaid whether it was sent with an unknown result
 */
public record UnsentMessage(String id, String text, boolean action, boolean perhapsSaid) {}
