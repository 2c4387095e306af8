package prosa.server.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import prosa.server.placement.RoomId;
import prosa.server.placement.TokenGenerator;

/**
 * Secrets and codes that tell any node where they lead, and the epochs of this node's rooms. On
 * placement's thread.
 */
public final class ClusterTokens implements TokenGenerator {
  private static final long NO_ROOM = 0;

  private final TokenGenerator random;
  private final LongSupplier bits;
  private final long nodeEpoch;
  private final TokenKey key;
  private final Map<RoomId, Long> epochs = new HashMap<>();

  /**
   * Tokens of a node.
   *
   * @param random makes the random part
   * @param bits random bits
   */
  public ClusterTokens(TokenGenerator random, LongSupplier bits, long nodeEpoch) {
    this.random = random;
    this.bits = bits;
    this.nodeEpoch = nodeEpoch;
    this.key = TokenKey.draw(bits);
  }

  @Override
  public String next() {
    return random.next();
  }

  @Override
  public String seat(RoomId room, boolean isPrivate, int place) {
    return key.mark(SeatToken.make(random.next(), opened(room, isPrivate), place));
  }

  @Override
  public String invite(RoomId room) {
    return key.mark(SeatToken.make(random.next(), key(room), 0));
  }

  /** The epoch of the node. */
  long nodeEpoch() {
    return nodeEpoch;
  }

  /** What marks the tokens of this node. */
  TokenKey tokenKey() {
    return key;
  }

  /** A room of this node, which may have just been opened. */
  RoomKey opened(RoomId room, boolean isPrivate) {
    return new RoomKey(
        room,
        epochs.computeIfAbsent(room, _ -> RoomKey.epoch(nodeEpoch, bits.getAsLong(), isPrivate)));
  }

  /** A room of this node; a key that no room has if it is closed, or at another node by now. */
  RoomKey key(RoomId room) {
    return new RoomKey(room, epochs.getOrDefault(room, NO_ROOM));
  }

  /** The epoch of a room that is closed, or at another node, is not needed any more. */
  void forget(RoomId room) {
    epochs.remove(room);
  }
}
