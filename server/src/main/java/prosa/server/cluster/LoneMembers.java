package prosa.server.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.Placement;
import prosa.server.placement.RoomId;
import prosa.server.placement.SeatState;

/**
 * Members of a node who sit alone, while others at other nodes do, too, or have company: that
 * happens when they came at the same time, or when they were left.
 *
 * <p>Who has had no company yet is brought to somebody at another node who sits alone, or else,
 * after a second, to company there; at the next node if one has none for it. Of two who have had
 * none, that of the node with the lesser name stays. Whoever was left by others, or came back to an
 * adopted room, is only offered another one's room, each once. A node that drains brings nobody. On
 * placement's thread; times are nanoseconds of a monotonic clock.
 */
final class LoneMembers {
  /** How long somebody who never had company waits for it, before it is brought to a room. */
  private static final long COMPANY_AFTER = TimeUnit.SECONDS.toNanos(1);

  private final NodeTable nodes;
  private final RoomDirectory directory;
  private final Placement placement;
  private final ClusterRooms rooms;
  private final SeatRequests seatRequests;
  private final RoomMoves moves;
  private final ClusterCounters counters;
  private final LongSupplier nanos;
  private final Map<RoomId, RoomId> offered = new HashMap<>();

  /** Since when somebody sits there alone, or was not given company elsewhere. */
  private final Map<RoomId, Long> alone = new HashMap<>();

  /** How often a room's member was not taken at another node. */
  private final Map<RoomId, Integer> refusals = new HashMap<>();

  /** A node at which nobody was alone yet, with {@code nanos} as its clock. */
  LoneMembers(
      NodeTable nodes,
      RoomDirectory directory,
      Placement placement,
      ClusterRooms rooms,
      SeatRequests seatRequests,
      RoomMoves moves,
      ClusterCounters counters,
      LongSupplier nanos) {
    this.nodes = nodes;
    this.directory = directory;
    this.placement = placement;
    this.rooms = rooms;
    this.seatRequests = seatRequests;
    this.moves = moves;
    this.counters = counters;
    this.nanos = nanos;
  }

  /**
   * The rooms of this node with one member. An adopted room is none in which nobody ever had
   * company: others of it may be on the way.
   */
  Placement.SoloRooms rooms() {
    Placement.SoloRooms all = placement.soloRooms();
    List<RoomId> fresh = new ArrayList<>(all.fresh());
    List<RoomId> left = new ArrayList<>(all.left());
    for (RoomId room : all.fresh()) {
      if (directory.isAdopted(room)) {
        fresh.remove(room);
        left.add(room);
      }
    }
    return new Placement.SoloRooms(fresh, left);
  }

  /** Brings those together who may be, and offers it to the others. */
  void bringTogether() {
    if (nodes.isAlone() || nodes.draining()) {
      return;
    }
    Placement.SoloRooms mine = rooms();
    alone.keySet().retainAll(mine.fresh());
    refusals.keySet().retainAll(mine.fresh());
    if (mine.fresh().isEmpty() && mine.left().isEmpty()) {
      offered.clear();
      return;
    }
    for (RoomId room : mine.fresh()) {
      long since = alone.computeIfAbsent(room, _ -> nanos.getAsLong());
      if (moves.isMoving(room)) {
        continue;
      }
      for (ClusterPeer peer : nodes.peers()) {
        boolean theyMove = peer.said.solos().isEmpty() && nodes.name().compareTo(peer.name()) < 0;
        if (PeerRanking.takesSolo(peer) && !theyMove) {
          peer.solosTaken++;
          bring(room, peer.name(), 1);
          return;
        }
      }
      if (nanos.getAsLong() - since > COMPANY_AFTER) {
        List<ClusterPeer> able = PeerRanking.best(nodes.peers(), PeerRanking.ANY_ROOM);
        if (!able.isEmpty()) {
          alone.put(room, nanos.getAsLong());
          int next = refusals.getOrDefault(room, 0) % able.size();
          bring(room, able.get(next).name(), PeerRanking.ANY_ROOM);
        }
      }
    }
    mine.left().forEach(this::offer);
  }

  private void offer(RoomId room) {
    for (ClusterPeer peer : nodes.peers()) {
      if (!peer.draining() && !peer.said.solos().isEmpty()) {
        RoomId other = new RoomId(peer.said.solos().getFirst(), peer.name());
        if (!other.equals(offered.put(room, other))) {
          rooms.offer(room, other);
        }
        return;
      }
    }
  }

  /** Brings the one who sits there alone to a room of that node with so many members at most. */
  private void bring(RoomId room, String to, int most) {
    RoomMoves.Move move = moves.begin(room, to);
    seatRequests.askForCompany(
        to,
        most,
        placement.seatsOf(room).stream()
            .filter(seat -> seat.state() == SeatState.SEATED)
            .findFirst()
            .map(seat -> new Newcomer(seat.client(), placement.namesOf(room, seat.place())))
            .orElseGet(() -> Newcomer.unnamed(nodes.unknownClient())),
        given -> {
          if (!moves.isUnderWay(move)) { // it has another way meanwhile
            given.ifPresent(seatRequests::giveBack);
          } else if (given.isPresent() && rooms().fresh().contains(room)) {
            counters.add(ClusterEvent.BROUGHT_TOGETHER);
            moves.goOn(move, given.get());
          } else {
            if (given.isEmpty()) {
              refusals.merge(room, 1, Integer::sum);
            }
            given.ifPresent(seatRequests::giveBack);
            moves.stay(room);
          }
        });
  }

  /** A room is closed, or at another node from now on. */
  void forget(RoomId room) {
    offered.remove(room);
  }
}
