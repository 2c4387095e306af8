package prosa.server.cluster;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import prosa.server.placement.Placement;
import prosa.server.placement.RoomId;
import prosa.server.placement.Totals;

/**
 * Announces to all other nodes how this one stands: once a second, and within 50 ms of a change
 * that matters to them.
 *
 * <p>Announcements are numbered and may be lost: each tells all. Of rooms with one member {@value
 * #MOST_SOLOS} of each kind are told, of adoptions {@value RoomDirectory#MOST_TOLD}. A node that
 * goes on alone announces nothing but that it leaves, and one that listens first nothing at all. On
 * placement's thread; times are nanoseconds of a monotonic clock.
 */
final class Announcer {
  /** How long a node says nothing, at most. */
  static final long EVERY = TimeUnit.SECONDS.toNanos(1);

  /** The most rooms with one member that are told, of those who had company and of the others. */
  static final int MOST_SOLOS = 64;

  private static final long SOON = TimeUnit.MILLISECONDS.toNanos(50);

  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final RoomDirectory directory;
  private final ClusterTokens tokens;
  private final Placement placement;
  private final LoneMembers loneMembers;
  private final Optional<String> door;
  private final LongSupplier connections;
  private final LongSupplier nanos;
  private long announced;
  private long announcements;
  private boolean soon;
  private int solosSaid;
  private int fewestSaid;

  /**
   * A node that has announced nothing yet.
   *
   * @param door where newcomers may come in, if it tells that
   * @param connections how many it has
   */
  Announcer(
      NodeTable nodes,
      NodeMessenger messenger,
      RoomDirectory directory,
      ClusterTokens tokens,
      Placement placement,
      LoneMembers loneMembers,
      Optional<String> door,
      LongSupplier connections,
      LongSupplier nanos) {
    this.nodes = nodes;
    this.messenger = messenger;
    this.directory = directory;
    this.tokens = tokens;
    this.placement = placement;
    this.loneMembers = loneMembers;
    this.door = door;
    this.connections = connections;
    this.nanos = nanos;
    this.announced = nanos.getAsLong() - EVERY;
  }

  /** There is something that the others should know soon. */
  void soon() {
    soon = true;
  }

  /** Announces, if it is time to. */
  void tick(long now) {
    Placement.SoloRooms solos = loneMembers.rooms();
    boolean changed =
        solos.fresh().size() + solos.left().size() != solosSaid
            || PeerRanking.matters(fewestSaid, placement.fewestInCompany());
    if (!nodes.isAlone()
        && !nodes.listening()
        && (now - announced >= EVERY || ((soon || changed) && now - announced >= SOON))) {
      announce(false);
    }
  }

  /**
   * This node leaves: the others need not wait for its silence. One that has told nothing yet, as
   * because another has its name, leaves nobody.
   */
  void leave() {
    if (announcements > 0) {
      announce(true);
    }
  }

  private void announce(boolean leaving) {
    long now = nanos.getAsLong();
    announced = now;
    soon = false;
    Totals totals = placement.totals();
    Placement.SoloRooms solos = loneMembers.rooms();
    solosSaid = solos.fresh().size() + solos.left().size();
    fewestSaid = placement.fewestInCompany();
    messenger.broadcast(
        new ClusterMessage.Announce(
            ++announcements,
            nodes.draining(),
            leaving,
            totals.rooms(),
            totals.seated(),
            (int) connections.getAsLong(),
            numbers(solos.fresh()),
            numbers(solos.left()),
            nodes.draining() ? 0 : fewestSaid,
            door,
            directory.told(),
            Optional.of(tokens.tokenKey().text()),
            Optional.of(nodes.heard())));
    List<String> newPeers = nodes.newPeers(now);
    if (!newPeers.isEmpty()) {
      ClusterMessage.Remembered remembered = nodes.remembered(now);
      newPeers.forEach(peer -> messenger.send(peer, remembered));
    }
  }

  private static List<Integer> numbers(List<RoomId> some) {
    return some.stream().limit(MOST_SOLOS).map(RoomId::number).toList();
  }
}
