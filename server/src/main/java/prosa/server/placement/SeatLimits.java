package prosa.server.placement;

/**
 * The limits on what one address, one connection and all of them together may have.
 *
 * <p>Where a limit is reached, unused things are given up first: held seats and idle rooms. Only
 * then is a request refused. Trusted addresses are not limited by address, but by connection and in
 * all; how far their reservations count before somebody comes is told by {@link
 * UnusedReservations}.
 *
 * @param reservationsPerAddress reserved seats of one address; fewer if they time out
 * @param seatsPerAddress reserved, taken and held seats of one address
 * @param roomsPerAddress open rooms, public and private, that were opened for one address
 * @param codesPerAddress invite codes that one address asked for and whose rooms are open
 * @param privateRoomsPerConnection open private rooms that were opened for one connection from a
 *     trusted address
 * @param rooms open rooms in all
 * @param privateRooms open private rooms in all
 * @param held held seats in all
 * @param portPercentPerAddress share of the classic ports that may be open for the rooms of one
 *     address, or rest after it, in percent
 */
public record SeatLimits(
    int reservationsPerAddress,
    int seatsPerAddress,
    int roomsPerAddress,
    int codesPerAddress,
    int privateRoomsPerConnection,
    int rooms,
    int privateRooms,
    int held,
    int portPercentPerAddress) {

  public SeatLimits {
    mustBePositive("reservations per address", reservationsPerAddress);
    mustBePositive("seats per address", seatsPerAddress);
    mustBePositive("rooms per address", roomsPerAddress);
    mustBePositive("invite codes per address", codesPerAddress);
    mustBePositive("private rooms per connection", privateRoomsPerConnection);
    mustBePositive("rooms", rooms);
    mustBePositive("private rooms", privateRooms);
    mustBePositive("held seats", held);
    if (portPercentPerAddress < 1 || portPercentPerAddress > 100) {
      throw new IllegalArgumentException(
          "the share of classic ports must be 1 to 100 percent: " + portPercentPerAddress);
    }
  }

  /** The documented defaults. */
  public static SeatLimits defaults() {
    return new SeatLimits(64, 256, 64, 64, 4, 10_000, 2_000, 5_000, 10);
  }

  private static void mustBePositive(String what, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(what + " must be at least 1: " + limit);
    }
  }
}
