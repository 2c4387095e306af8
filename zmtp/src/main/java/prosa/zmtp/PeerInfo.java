package prosa.zmtp;

/**
 * The peer as it described itself in its greeting and its READY.
 *
 * @param identity empty unless the peer chose one
 */
public record PeerInfo(SocketType socketType, Bytes identity, int major, int minor) {
  /** Whether the peer knows the commands of ZMTP 3.1: PING, PONG, SUBSCRIBE and CANCEL. */
  public boolean atLeast31() {
    return major > 3 || minor >= 1;
  }
}
