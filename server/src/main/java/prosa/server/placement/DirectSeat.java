package prosa.server.placement;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A seat of a direct or browser member, which proves its ownership by a secret. */
final class DirectSeat extends Seat {

  /** The secret that the member was sent last. */
  String secret;

  /**
   * The secret it came back with, or had before {@code next}; valid until input arrives, because
   * the new one may not have reached the member.
   */
  @Nullable String previous;

  /** Present exactly while seated. */
  OptionalLong connection = OptionalLong.empty();

  /** How long it is held if its connection is lost, if its member asked for that. */
  @Nullable Duration hold;

  /** The seat that was left for this one, while it may be held. */
  @Nullable DirectSeat left;

  /** The room it left for this one by {@code next}. */
  final @Nullable RoomId cameFrom;

  DirectSeat(
      RoomSeats room, int place, ClientAddress client, String secret, @Nullable RoomId cameFrom) {
    super(room, place, client);
    this.secret = secret;
    this.cameFrom = cameFrom;
  }

  boolean isOf(long connection) {
    return this.connection.isPresent() && this.connection.getAsLong() == connection;
  }
}
