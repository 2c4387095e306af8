package prosa.server.cluster;

import java.util.Optional;

/** Another node, by its last announcement. On placement's thread. */
final class ClusterPeer implements PeerRanking.AnnouncedNode {
  private final String name;
  private final long epoch;
  private final Optional<TokenKey> tokenKey;

  /** When it was heard first. */
  final long since;

  /** When it was heard last. */
  long heard;

  /** Since when it says that it does not hear this node; 0 if it does, or does not say. */
  long deafSince;

  /** Its last announcement. */
  ClusterMessage.Announce said;

  /** How many of its rooms with one member newcomers were sent to since it announced them. */
  int solosTaken;

  ClusterPeer(String name, long epoch, long now, ClusterMessage.Announce said) {
    this.name = name;
    this.epoch = epoch;
    this.since = now;
    this.heard = now;
    this.said = said;
    this.tokenKey = said.tokenKey().flatMap(TokenKey::parse);
  }

  @Override
  public String name() {
    return name;
  }

  /** What tells it from a node of this name that was started earlier or later. */
  long epoch() {
    return epoch;
  }

  /** What marks its tokens; empty if it is of an earlier version. */
  Optional<TokenKey> tokenKey() {
    return tokenKey;
  }

  @Override
  public boolean draining() {
    return said.draining();
  }

  @Override
  public int solos() {
    return said.solos().size() + said.freshSolos().size() - solosTaken;
  }

  @Override
  public int fewest() {
    return said.fewest();
  }

  @Override
  public int members() {
    return said.members();
  }
}
