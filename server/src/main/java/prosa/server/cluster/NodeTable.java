package prosa.server.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.ClientAddress;

/**
 * The nodes of a cluster as one of them knows them: itself, those that are there, and those that
 * are gone, with the keys of all.
 *
 * <p>A peer is there from its first announcement that says that it hears this node, until it is
 * silent for three seconds or has said for two that it does not, says that it leaves, or announces
 * itself with another epoch, because it was started anew. So two nodes are there for each other or
 * not, but for the moment until both have noticed: also if the messages of only one of them get
 * through. An epoch that was left does not come back, however late its messages come; one that
 * another took the place of does when that is gone: two nodes of one name cannot be told from one
 * that was started anew before one of them is silent. If another node has this one's name, the one
 * that has said nothing yet goes on alone, for good; of two that have, the one with the higher
 * epoch.
 *
 * <p>A node that was just started, or that heard nobody for a while, has not heard all who are
 * there when it hears the first: for {@link ClusterNode#ALL_HEARD}, and while others are heard that
 * have just become so, an unknown node is waited for.
 *
 * <p>Of those that are gone the last {@value #MOST_GONE} are remembered with their keys, and the
 * last {@value #MOST_RETIRED} epochs that were left. A peer that is new is told those that went in
 * the last 90 s. On placement's thread; times are nanoseconds of a monotonic clock.
 */
final class NodeTable {
  /**
   * A node that is heard and has not said that it hears this one.
   *
   * @param since when it was heard first, or began to say that it does not hear this one
   * @param heard when it was heard last
   */
  private record DeafNode(long epoch, long since, long heard) {}

  /** What a node speaks that is not understood, and when it was heard last. */
  private record OtherVersion(int version, long heard) {}

  /** The most nodes that are remembered after they are gone. */
  static final int MOST_GONE = 256;

  /** The most epochs that are remembered because they do not come back. */
  static final int MOST_RETIRED = 64;

  /** How long it matters that a node is gone: its members may come back with their secrets. */
  static final long GONE_MATTERS = TimeUnit.SECONDS.toNanos(90);

  private static final long SILENT = TimeUnit.SECONDS.toNanos(3);

  /** How long a peer says that it does not hear this node before that is believed. */
  private static final long DEAF = TimeUnit.SECONDS.toNanos(2);

  private static final long ALL_HEARD = ClusterNode.ALL_HEARD.toNanos();

  /** The most that wait until all are heard; what is beyond goes on at once. */
  static final int MOST_WAITING = 10_000;

  /** How long a peer that is new is told who is gone, once a second. */
  private static final long NEW = TimeUnit.SECONDS.toNanos(5);

  /** No node has this name. */
  private static final String FOR_GOOD = "";

  /** What an announcement was. */
  enum Heard {
    /** It was of an epoch that was left, or earlier than the last one, or the peer's last word. */
    NOTHING_NEW,
    /** The node is heard for the first time, and does not say that it hears this one. */
    NOT_HEARD_BY,
    /** The peer was not there before. */
    NEW_PEER,
    /** The peer was there, and its state is another one now. */
    NEWS
  }

  /** A node that is gone since then; its key is not known if it was of an earlier version. */
  private record GoneNode(long since, Optional<TokenKey> tokenKey) {}

  private final String name;
  private final ClusterTokens tokens;
  private final ClusterCounters counters;
  private final Consumer<ClusterPeer> whenGone;
  private final Map<String, ClusterPeer> peers = new TreeMap<>();

  /** Those who are heard and do not hear this node, by name. */
  private final Map<String, DeafNode> deaf = new TreeMap<>();

  /** The epochs that do not come back, each with the name of the node while that is there anew. */
  private final Map<Long, String> retired = new LinkedHashMap<>();

  private final Map<String, OtherVersion> otherVersions = new TreeMap<>();
  private final Map<Long, GoneNode> gone = new LinkedHashMap<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private long newSince;
  private long rememberedSince;
  private boolean alone;
  private boolean listening;
  private boolean draining;

  /**
   * A table in which this node is alone.
   *
   * @param tokens of this node, with its epoch and key
   * @param now when it was started
   * @param whenGone gets each peer that is gone, when the table does not have it any more
   */
  NodeTable(
      String name,
      ClusterTokens tokens,
      ClusterCounters counters,
      long now,
      Consumer<ClusterPeer> whenGone) {
    this.newSince = now;
    this.rememberedSince = now;
    this.name = name;
    this.tokens = tokens;
    this.counters = counters;
    this.whenGone = whenGone;
  }

  // ---- this node

  /** The name of this node. */
  String name() {
    return name;
  }

  /** Stands for a member of this node whose address is not known any more; it has no limits. */
  ClientAddress unknownClient() {
    return new ClientAddress("node " + name, true);
  }

  /** The epoch of this node. */
  long epoch() {
    return tokens.nodeEpoch();
  }

  /** Whether this node gives its rooms away. */
  boolean draining() {
    return draining;
  }

  /** This node gives its rooms away, or stays after all. */
  void draining(boolean now) {
    draining = now;
  }

  /** Whether this node says nothing yet, to hear first whether another one has its name. */
  boolean listening() {
    return listening;
  }

  /** This node says nothing from now on, or it does. */
  void listening(boolean now) {
    listening = now;
  }

  /** Whether another node has this one's name, so that this one keeps out of the cluster. */
  boolean isAlone() {
    return alone;
  }

  /**
   * Another node has this one's name.
   *
   * @return whether this one goes on alone from now on; all peers are gone then
   */
  boolean metNamesake(long otherEpoch, long now) {
    boolean yields = listening || otherEpoch < epoch();
    if (alone || retired.containsKey(otherEpoch) || !yields) {
      return false;
    }
    alone = true;
    deaf.clear();
    for (ClusterPeer peer : List.copyOf(peers.values())) {
      remove(peer, now);
    }
    return true;
  }

  // ---- the others

  /** Another node announced itself. */
  Heard announced(String from, long fromEpoch, ClusterMessage.Announce said, long now) {
    if (retired.containsKey(fromEpoch)) {
      return Heard.NOTHING_NEW;
    }
    otherVersions.remove(from);
    ClusterPeer known = peers.get(from);
    if (known != null && known.epoch() != fromEpoch) {
      if (said.leaving() || gone.containsKey(incarnation(fromEpoch))) {
        // one that was not let in, or an earlier one, in whose place there is another by now
        retire(fromEpoch, said.leaving() ? FOR_GOOD : from);
        return Heard.NOTHING_NEW;
      }
      retire(known.epoch(), from);
      remove(known, now);
      known = null;
    }
    if (said.leaving()) {
      deaf.remove(from);
      retired.values().removeIf(from::equals);
      retire(fromEpoch, FOR_GOOD);
      if (known != null) {
        remove(known, now);
      }
      return Heard.NOTHING_NEW;
    }
    boolean hearsUs = said.hears().map(heard -> heard.contains(epoch())).orElse(true);
    if (known == null && !hearsUs) {
      DeafNode before = deaf.get(from);
      if (before == null || before.epoch() != fromEpoch) {
        deaf.put(from, new DeafNode(fromEpoch, now, now));
        return Heard.NOT_HEARD_BY;
      }
      deaf.put(from, new DeafNode(fromEpoch, before.since(), now));
      return Heard.NOTHING_NEW;
    }
    deaf.remove(from);
    if (known == null) {
      newSince = peers.isEmpty() ? now : newSince;
      peers.put(from, new ClusterPeer(from, fromEpoch, now, said));
      gone.remove(incarnation(fromEpoch));
      return Heard.NEW_PEER;
    }
    known.heard = now;
    known.deafSince = hearsUs ? 0 : known.deafSince == 0 ? now : known.deafSince;
    if (said.number() <= known.said.number()) {
      return Heard.NOTHING_NEW;
    }
    known.said = said;
    known.solosTaken = 0;
    return Heard.NEWS;
  }

  /**
   * An epoch does not come back.
   *
   * @param asLongAs the name of the node that is there in its place, or {@link #FOR_GOOD}
   */
  private void retire(long oldEpoch, String asLongAs) {
    retired.put(oldEpoch, asLongAs);
    if (retired.size() > MOST_RETIRED) {
      retired.remove(retired.keySet().iterator().next());
    }
  }

  private void remove(ClusterPeer peer, long now) {
    peers.remove(peer.name());
    gone.put(incarnation(peer.epoch()), new GoneNode(now, peer.tokenKey()));
    if (gone.size() > MOST_GONE) {
      gone.remove(gone.keySet().iterator().next());
    }
    whenGone.accept(peer);
  }

  /** The part of a node's epoch that the epochs of its rooms have, too. */
  private static long incarnation(long epoch) {
    return epoch >>> 40;
  }

  /**
   * A node speaks a version of the protocol that this one does not understand.
   *
   * @return whether that was not known
   */
  boolean speaks(String node, int version, long now) {
    OtherVersion before = otherVersions.put(node, new OtherVersion(version, now));
    return before == null || before.version() != version;
  }

  /** Those who are silent for too long, or do not hear this node for so long, are gone. */
  void expire(long now) {
    otherVersions.values().removeIf(other -> now - other.heard() > SILENT);
    deaf.values().removeIf(node -> now - node.heard() > SILENT);
    for (ClusterPeer peer : List.copyOf(peers.values())) {
      boolean silent = now - peer.heard > SILENT;
      if (silent || (peer.deafSince != 0 && now - peer.deafSince > DEAF)) {
        retired.values().removeIf(peer.name()::equals);
        remove(peer, now);
        if (!silent) {
          deaf.put(peer.name(), new DeafNode(peer.epoch(), peer.deafSince, peer.heard));
        }
      }
    }
  }

  /** This node was asleep and heard nobody: the others may be there all the same. */
  void slept(long now) {
    for (ClusterPeer peer : peers.values()) {
      peer.heard = now;
      peer.deafSince = 0;
    }
  }

  /** The epochs of all nodes that are heard, which are told to all. */
  Set<Long> heard() {
    Set<Long> heard = new HashSet<>();
    peers.values().forEach(peer -> heard.add(peer.epoch()));
    deaf.values().forEach(node -> heard.add(node.epoch()));
    return heard;
  }

  /** Whether there are nodes that were heard a moment ago and may not have heard this one yet. */
  boolean isMeeting(long now) {
    return deaf.values().stream().anyMatch(node -> now - node.since() <= SILENT);
  }

  /** The names of the nodes that are heard and have not heard this one for three seconds. */
  Set<String> deafNodes(long now) {
    Set<String> names = new TreeSet<>();
    deaf.forEach(
        (node, one) -> {
          if (now - one.since() > SILENT) {
            names.add(node);
          }
        });
    return names;
  }

  /** A node that is there; null if it is not, and for this one. */
  @Nullable ClusterPeer peer(String node) {
    return peers.get(node);
  }

  /** All others that are there, by name. */
  Collection<ClusterPeer> peers() {
    return Collections.unmodifiableCollection(peers.values());
  }

  /** The names of all nodes that are there, this one among them. */
  Set<String> names() {
    Set<String> names = new TreeSet<>(peers.keySet());
    names.add(name);
    return names;
  }

  /** The names of nodes that speak another version of the protocol. */
  Set<String> ofOtherVersions() {
    return Collections.unmodifiableSet(otherVersions.keySet());
  }

  /** The nodes that may be asked to adopt a room: those that do not drain; at least this one. */
  List<String> adopters() {
    List<String> able = new ArrayList<>();
    if (!draining) {
      able.add(name);
    }
    for (ClusterPeer peer : peers.values()) {
      if (!peer.draining()) {
        able.add(peer.name());
      }
    }
    if (able.isEmpty()) {
      able.add(name);
    }
    return able;
  }

  // ---- while this node is new

  /**
   * Waits with something for which a node would have to be there that is not known: it may be there
   * and not be heard yet, if this one was just started or has just heard the first of the others.
   *
   * @param again looks anew; runs with each tick
   * @return whether it waits; if not, the node is not there
   */
  boolean waits(long now, Runnable again) {
    boolean allHeard = now - newSince >= ALL_HEARD && !isMeeting(now);
    if (alone || allHeard || waiting.size() >= MOST_WAITING) {
      return false;
    }
    waiting.add(again);
    return true;
  }

  /** Looks anew for what waits. */
  void tryAgain() {
    List<Runnable> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(Runnable::run);
  }

  // ---- the nodes that opened rooms

  /** Whether the node that opened a room is there, and is another one. */
  boolean isThere(RoomKey room) {
    ClusterPeer owner = peers.get(room.id().node());
    return owner != null && room.isOf(owner.epoch());
  }

  /** Since when the node that opened a room is gone, if that is remembered. */
  OptionalLong goneSince(RoomKey room) {
    GoneNode node = gone.get(incarnation(room.epoch()));
    return node == null ? OptionalLong.empty() : OptionalLong.of(node.since());
  }

  /**
   * Whether the node that opened a room went a short while ago, as far as anybody knows. Nobody can
   * know of one that went before all who are there were started.
   */
  boolean mayHaveJustGone(RoomKey room, long now) {
    return now - goneSince(room).orElse(rememberedSince) <= GONE_MATTERS;
  }

  /** The peers that are new, and may not know who is gone. */
  List<String> newPeers(long now) {
    return peers.values().stream()
        .filter(peer -> now - peer.since < NEW)
        .map(ClusterPeer::name)
        .toList();
  }

  /** Who is gone, for peers that are new. */
  ClusterMessage.Remembered remembered(long now) {
    List<ClusterMessage.DepartedNode> departed = new ArrayList<>();
    gone.forEach(
        (incarnation, node) -> {
          if (now - node.since() <= GONE_MATTERS) {
            departed.add(
                new ClusterMessage.DepartedNode(
                    incarnation,
                    TimeUnit.NANOSECONDS.toMillis(now - node.since()),
                    node.tokenKey().map(TokenKey::text)));
          }
        });
    return new ClusterMessage.Remembered(
        TimeUnit.NANOSECONDS.toMillis(now - rememberedSince), departed);
  }

  /** A peer tells who is gone. */
  void remember(ClusterMessage.Remembered told, long now) {
    for (ClusterMessage.DepartedNode node : told.gone()) {
      boolean here =
          node.epoch() == incarnation(epoch())
              || peers.values().stream()
                  .anyMatch(peer -> incarnation(peer.epoch()) == node.epoch());
      if (!here && !gone.containsKey(node.epoch()) && gone.size() < MOST_GONE) {
        gone.put(
            node.epoch(),
            new GoneNode(
                now - TimeUnit.MILLISECONDS.toNanos(node.millis()),
                node.tokenKey().flatMap(TokenKey::parse)));
      }
    }
    long since = now - TimeUnit.MILLISECONDS.toNanos(Math.max(0, told.millis()));
    rememberedSince = rememberedSince - since > 0 ? since : rememberedSince;
  }

  /**
   * Whether this has the form of a secret or code, and the node that it names, whose key is known
   * here, never made it.
   */
  boolean isForged(String token) {
    boolean forged =
        SeatToken.parse(token)
            .flatMap(parsed -> keyOf(parsed.room()))
            .filter(key -> !key.marked(token))
            .isPresent();
    if (forged) {
      counters.add(ClusterEvent.FORGED);
    }
    return forged;
  }

  /** The key of the node that opened a room, if it is or was a while ago, and told one. */
  private Optional<TokenKey> keyOf(RoomKey room) {
    if (room.isOf(epoch())) {
      return Optional.of(tokens.tokenKey());
    }
    ClusterPeer peer = peers.get(room.id().node());
    if (peer != null && room.isOf(peer.epoch())) {
      return peer.tokenKey();
    }
    GoneNode node = gone.get(incarnation(room.epoch()));
    return node == null ? Optional.empty() : node.tokenKey();
  }
}
