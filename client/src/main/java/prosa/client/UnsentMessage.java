package prosa.client;

/**
 * Something to be said that nobody is known to have heard yet.
 *
 * @param id as {@link ChatClient#say} returned it
 * @param action as with {@code /me}
 * @param perhapsSaid whether it was sent, and what became of it cannot be found out
 */
public record UnsentMessage(String id, String text, boolean action, boolean perhapsSaid) {}
