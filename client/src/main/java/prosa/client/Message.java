package prosa.client;

import java.util.Optional;

/**
 * A message of a member.
 *
 * @param number the message's number in its room, without gaps; 0 with an original server
 * @param place who said it; 0 with an original server
 * @param name what the sender is called, as it came: see {@link prosa.protocol.Sanitizer}
 * @param text what was said, as it came
 * @param action whether it is what the sender does, as with {@code /me}
 * @param mine whether this client said it
 * @param id which of this client's texts it was; of this client's messages only
 * @param answers the message that this one answers
 * @param newcomer whether the sender is so new in the room that links in the text are not to be
 *     opened at a click by anybody else
 */
public record Message(
    long number,
    int place,
    String name,
    String text,
    boolean action,
    boolean mine,
    Optional<String> id,
    Optional<EarlierMessage> answers,
    boolean newcomer) {

  /** A message whose links may be opened. */
  public Message(
      long number,
      int place,
      String name,
      String text,
      boolean action,
      boolean mine,
      Optional<String> id,
      Optional<EarlierMessage> answers) {
    this(number, place, name, text, action, mine, id, answers, false);
  }

  /** The same message with another text. */
  public Message withText(String other) {
    return new Message(number, place, name, other, action, mine, id, answers, newcomer);
  }

  /** A message that answers no other. */
  public Message(
      long number,
      int place,
      String name,
      String text,
      boolean action,
      boolean mine,
      Optional<String> id) {
    this(number, place, name, text, action, mine, id, Optional.empty());
  }
}
