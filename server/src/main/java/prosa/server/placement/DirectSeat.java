package prosa.server.placement;

import java.time.Duration;
import java.util.Set;
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

  /** The room whose seat {@link #previous} was for; absent if that was another node's. */
  @Nullable RoomId previousRoom;

  /** Whether {@link #lastConnection} is there: exactly while seated. */
  boolean connected;

  /** Of the member that sits here, or that it is held for; negative before. */
  long lastConnection = -1;

  /** What the name is compared by that was given with the seat's request. */
  Set<String> names = Set.of();

  /** The rooms whose members moved its member away, while that has had seats ever since. */
  Set<RoomId> expelledFrom = Set.of();

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
    return connected && lastConnection == connection;
  }
}
