package prosa.server.placement;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A seat of a direct or browser member, who proves by a secret that it is its own. */
final class DirectSeat extends Seat {

  /** What the member was told last. */
  String secret;

  /**
   * What it came back with, or had where it came from by {@code next}; valid until it is heard,
   * since it may not have been told the new one.
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
