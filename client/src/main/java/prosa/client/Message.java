package prosa.client;

import java.util.Optional;

/**
 * What somebody said.
 *
 * @param number the message's number in its room, without gaps; 0 with an original server
 * @param place who said it; 0 with an original server
 * @param name what the sender is called, as it came: see {@link prosa.protocol.Sanitizer}
 * @param text what was said, as it came
 * @param action whether it is what the sender does, as with {@code /me}
 * @param mine whether this client said it
 * @param id which of this client's texts it was; of this client's messages only
 */
public record Message(
    long number,
    int place,
    String name,
    String text,
    boolean action,
    boolean mine,
    Optional<String> id) {}
