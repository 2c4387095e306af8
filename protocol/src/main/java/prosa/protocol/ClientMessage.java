package prosa.protocol;

import java.util.Optional;
import java.util.OptionalLong;

/** What a direct or browser member says to the server. */
public sealed interface ClientMessage {

  /**
   * Asks for a seat, or for the seat that was had before.
   *
   * @param user the wished name; the reader hands it over as {@link Names#wished} makes it
   * @param seat the seat's secret: of a reservation, or of the seat to resume
   * @param heard the last message number that was received or reported missed, 0 to 2^53
   * @param invite the code of a table
   * @param isPrivate whether to open a table that strangers are never seated at
   * @param avoid the room not to be seated in
   */
  record Enter(
      String user,
      Optional<String> seat,
      OptionalLong heard,
      Optional<String> invite,
      boolean isPrivate,
      Optional<String> avoid)
      implements ClientMessage {

    /** A newcomer without wishes. */
    public Enter(String user) {
      this(user, Optional.empty(), OptionalLong.empty(), Optional.empty(), false, Optional.empty());
    }
  }

  /**
   * Says something to the table.
   *
   * @param message the text
   * @param action whether the text is what the member does rather than says, as with /me
   * @param id the sender's own mark, 1 to 32 characters, that comes back in {@link
   *     ServerMessage.Said}
   */
  record Say(String message, boolean action, Optional<String> id) implements ClientMessage {

    /** Plain speech without a mark. */
    public Say(String message) {
      this(message, false, Optional.empty());
    }
  }

  /** Tells the others that something is being written. */
  record Typing() implements ClientMessage {}

  /**
   * Asks for another name at the same seat.
   *
   * @param user the wished name; the reader hands it over as {@link Names#wished} makes it
   */
  record Rename(String user) implements ClientMessage {}

  /** Gives up the seat at once. */
  record Leave() implements ClientMessage {}

  /** Asks for a seat at another table. */
  record Next() implements ClientMessage {}

  /** Asks for a code that seats friends at this table. */
  record Invite() implements ClientMessage {}
}
