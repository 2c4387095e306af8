package prosa.server.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import prosa.server.placement.RoomId;

/**
 * Where rooms of the cluster are, as far as one node knows: its own ones, and those that go on in
 * another room, because their owner is gone or gave them away.
 *
 * <p>A node knows which rooms it adopted, where its own went, and what others announce of theirs. A
 * room may have gone on several times, and, while nodes did not hear each other, in several rooms:
 * then all nodes prefer the same one, by {@link Rendezvous}.
 *
 * <p>Of a room 32 earlier ones are remembered, of those that went from here the last {@value
 * #MOST_FORWARDED}; {@value #MOST_TOLD} are announced. On placement's thread.
 */
final class RoomDirectory {
  /** The most adoptions that one announcement tells. */
  static final int MOST_TOLD = 1_000;

  /** How often a room may have gone on, for somebody with an early secret to find it. */
  static final int MOST_BEFORE = 8;

  /** The most earlier rooms that are remembered of a room. */
  static final int MOST_EARLIER = 4 * MOST_BEFORE;

  /** The most rooms that went to other nodes, and that are announced, the latest ones. */
  static final int MOST_FORWARDED = 500;

  /**
   * The most rooms that went away of which late messages are told where they are: as many rooms as
   * a node has by default, those of all who come back while it drains.
   */
  static final int MOST_REDIRECTED = 10_000;

  private final NodeTable nodes;
  private final ClusterTokens tokens;
  private final Predicate<RoomId> isOpen;
  private final Runnable changed;
  private final Map<RoomKey, RoomId> adoptions = new LinkedHashMap<>();
  private final Map<RoomId, List<RoomKey>> earlier = new HashMap<>();
  private final Map<RoomId, List<Long>> numbersGoOnFrom = new HashMap<>();
  private final Map<RoomKey, RoomKey> redirected = new LinkedHashMap<>();
  private final Map<RoomKey, RoomKey> forwarded = new LinkedHashMap<>();

  /**
   * A directory of a node that has adopted no rooms yet.
   *
   * @param isOpen whether this node has a room of this name
   * @param changed runs when there is something new to announce
   */
  RoomDirectory(NodeTable nodes, ClusterTokens tokens, Predicate<RoomId> isOpen, Runnable changed) {
    this.nodes = nodes;
    this.tokens = tokens;
    this.isOpen = isOpen;
    this.changed = changed;
  }

  // ---- where a room is

  /** Whether this is an open room of this node. */
  boolean isMine(RoomKey key) {
    return key.id().node().equals(nodes.name())
        && isOpen.test(key.id())
        && tokens.key(key.id()).equals(key);
  }

  /** The open room of this node that is this one, or was opened here for it. */
  Optional<RoomId> here(RoomKey key) {
    return isMine(key) ? Optional.of(key.id()) : adopted(key);
  }

  private Optional<RoomId> adopted(RoomKey key) {
    return Optional.ofNullable(adoptions.get(key)).filter(isOpen);
  }

  /** Where a room is now; empty if nobody who is there has it. */
  Optional<RoomKey> whereIs(RoomKey key) {
    return Optional.of(whereItWent(key)).filter(this::isSomewhere);
  }

  /** Where the first of these rooms is, or one in which another of them goes on. */
  Optional<RoomKey> whereAre(List<RoomKey> keys) {
    for (RoomKey key : keys) {
      RoomKey at = whereItWent(key);
      boolean first = key.equals(keys.getFirst());
      if ((first || !at.equals(key)) && isSomewhere(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  private boolean isSomewhere(RoomKey at) {
    return isMine(at) || nodes.isThere(at);
  }

  /** The room in which this one goes on; itself if none is known. */
  private RoomKey whereItWent(RoomKey key) {
    RoomKey at = key;
    for (int hops = 0; hops < MOST_BEFORE; hops++) {
      Optional<RoomKey> next = adoptionOf(at);
      if (next.isEmpty() || next.get().equals(at)) {
        break;
      }
      at = next.get();
    }
    return at;
  }

  /** The room in which this one goes on: of several, the one that all nodes prefer alike. */
  private Optional<RoomKey> adoptionOf(RoomKey key) {
    RoomKey best = adopted(key).map(tokens::key).orElse(forwarded.get(key));
    for (ClusterPeer peer : nodes.peers()) {
      for (ClusterMessage.Adoption one : peer.said.adoptions()) {
        if (one.before().equals(key) && (best == null || prefers(key, one.now(), best))) {
          best = one.now();
        }
      }
    }
    return Optional.ofNullable(best);
  }

  /** Whether all nodes prefer the first of two rooms in which one goes on. */
  private static boolean prefers(RoomKey before, RoomKey one, RoomKey other) {
    long first = Rendezvous.weight(before, one.id().node());
    long second = Rendezvous.weight(before, other.id().node());
    return first == second ? one.epoch() < other.epoch() : first > second;
  }

  // ---- rooms that go on here

  /** These rooms go on in one of this node. */
  void goOn(List<RoomKey> before, RoomId here) {
    List<RoomKey> known = earlier.computeIfAbsent(here, _ -> new ArrayList<>());
    for (RoomKey key : before) {
      if (!key.equals(tokens.key(here)) && !known.contains(key) && known.size() < MOST_EARLIER) {
        known.add(key);
        adoptions.put(key, here);
        changed.run();
      }
    }
  }

  /**
   * The numbers of earlier rooms' messages go on in this one.
   *
   * @param epochs of these rooms, the latest first
   */
  void numbersGoOn(List<Long> epochs, RoomId here) {
    numbersGoOnFrom.put(here, epochs.stream().limit(MOST_BEFORE).toList());
  }

  /** The epochs of earlier rooms whose messages' numbers go on in this one, the latest first. */
  List<Long> sameNumbers(RoomId here) {
    return numbersGoOnFrom.getOrDefault(here, List.of());
  }

  /** Whether a message's number in the room of this epoch means the same in a room of this node. */
  boolean hasNumbersOf(long epoch, RoomId here) {
    return epoch == tokens.key(here).epoch() || sameNumbers(here).contains(epoch);
  }

  /** Whether a room of this node was opened for earlier ones. */
  boolean isAdopted(RoomId here) {
    return earlier.containsKey(here);
  }

  /** The open rooms of this node that go on in others of it. */
  List<ClusterMessage.Adoption> parted() {
    List<ClusterMessage.Adoption> parted = new ArrayList<>();
    adoptions.forEach(
        (before, here) -> {
          if (isMine(before) && isOpen.test(here)) {
            parted.add(new ClusterMessage.Adoption(before, tokens.key(here)));
          }
        });
    return parted;
  }

  /** The rooms that go on in one of this node. */
  List<RoomKey> earlier(RoomId here) {
    return List.copyOf(earlier.getOrDefault(here, List.of()));
  }

  /** Whether a room goes on in one of this node, be it by way of others. */
  boolean goesOnIn(RoomKey before, RoomId here) {
    RoomKey key = tokens.key(here);
    return !before.equals(key)
        && (earlier(here).contains(before) || whereItWent(before).equals(key));
  }

  /**
   * The room here in which the same one goes on as in a room that another node announces, if the
   * two are to meet there.
   */
  Optional<RoomId> givesWayTo(ClusterMessage.Adoption there) {
    return adopted(there.before())
        .filter(
            mine ->
                !there.now().equals(tokens.key(mine))
                    && !earlier(mine).contains(there.now()) // then that one comes here
                    && prefers(there.before(), there.now(), tokens.key(mine)));
  }

  /** A room of this node is closed. */
  void closed(RoomId room) {
    forgetAdoptions(room);
    numbersGoOnFrom.remove(room);
  }

  private void forgetAdoptions(RoomId room) {
    adoptions.values().removeIf(room::equals);
    earlier.remove(room);
  }

  // ---- rooms that went to other nodes

  /** Whoever still speaks to a room of this node is told that it is there. */
  void redirect(RoomKey from, RoomKey there) {
    redirected.put(from, there);
    if (redirected.size() > MOST_REDIRECTED) {
      redirected.remove(redirected.keySet().iterator().next());
    }
  }

  /** Where a room went that this node had. */
  Optional<RoomKey> redirectOf(RoomKey room) {
    return Optional.ofNullable(redirected.get(room));
  }

  /** A room of this node, and all that go on in it, are there from now on; that is announced. */
  void went(RoomKey room, RoomKey there) {
    forward(room, there);
    adoptions.forEach(
        (before, here) -> {
          if (here.equals(room.id())) {
            forward(before, there);
          }
        });
    forgetAdoptions(room.id());
  }

  private void forward(RoomKey before, RoomKey there) {
    forwarded.remove(before);
    forwarded.put(before, there);
    if (forwarded.size() > MOST_FORWARDED) {
      forwarded.remove(forwarded.keySet().iterator().next());
    }
    changed.run();
  }

  /** What is announced: where rooms went, and which go on here; of too many the latter ones. */
  List<ClusterMessage.Adoption> told() {
    List<ClusterMessage.Adoption> told = new ArrayList<>();
    forwarded.forEach((before, now) -> told.add(new ClusterMessage.Adoption(before, now)));
    adoptions.forEach(
        (before, now) -> told.add(new ClusterMessage.Adoption(before, tokens.key(now))));
    return told.size() <= MOST_TOLD ? told : told.subList(told.size() - MOST_TOLD, told.size());
  }
}
