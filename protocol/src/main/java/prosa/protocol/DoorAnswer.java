package prosa.protocol;

/** An answer of the door. */
public sealed interface DoorAnswer {

  /** For a classic client: the port to publish to and the port to subscribe at, on this host. */
  record Ports(int toServer, int fromServer) implements DoorAnswer {}

  /**
   * For a direct member: a seat is reserved.
   *
   * @param seat the secret to enter with
   * @param address {@code host:port} of the door to enter by
   */
  record SeatReserved(String room, String seat, String address) implements DoorAnswer {}

  /**
   * For both: a refusal, with a sentence to show.
   *
   * @param retryMillis when the same thing may succeed, in milliseconds; 0, and left out on the
   *     wire, when no wait is known to help
   */
  record DoorError(ErrorCode reason, String message, long retryMillis) implements DoorAnswer {

    /** An error that no known wait helps. */
    public DoorError(ErrorCode reason, String message) {
      this(reason, message, 0);
    }
  }
}
