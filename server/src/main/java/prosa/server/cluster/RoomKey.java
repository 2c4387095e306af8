package prosa.server.cluster;

import prosa.server.placement.RoomId;

/**
 * A room of the cluster for good: its name may be used again after a restart of its node, its epoch
 * is not.
 *
 * @param epoch 24 bits of the epoch of the node that opened it, 39 random ones, and whether the
 *     room is private; those who were never told a secret of the room cannot guess it
 */
public record RoomKey(RoomId id, long epoch) {
  private static final long OF_NODE = 0xFFFFFF0000000000L;

  /** The epoch of a room that this node opens, with 39 of these random bits. */
  static long epoch(long nodeEpoch, long random, boolean isPrivate) {
    return (nodeEpoch & OF_NODE) | (random & ~OF_NODE & ~1L) | (isPrivate ? 1 : 0);
  }

  /** Whether strangers are never seated there. */
  boolean isPrivate() {
    return (epoch & 1) != 0;
  }

  /** Whether the node that now has this epoch opened the room. */
  boolean isOf(long nodeEpoch) {
    return (epoch & OF_NODE) == (nodeEpoch & OF_NODE);
  }

  @Override
  public String toString() {
    return id.name() + "/" + Long.toHexString(epoch);
  }
}
