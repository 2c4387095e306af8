package prosa.server.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomId;

/**
 * The gateway's end of a relay: stands here for a room of another node (or of this one, if a room
 * came home for which there is a relay already). It outlives its owner: if that is gone, the relay
 * looks for the node that has the room from then on. On placement's thread.
 *
 * <p>What is sent to the owner is kept until it is acknowledged. Beyond {@link #MOST_WAITING}
 * frames what is said comes back to its writer.
 */
public final class Relay {
  /** How many frames wait for the owner to acknowledge them before nothing more is said. */
  static final int MOST_WAITING = 1024;

  /** How long one end of a relay waits before it says again that something is missing. */
  static final long COMPLAIN = TimeUnit.MILLISECONDS.toNanos(100);

  /** How far a frame may be ahead of the last one in order, to be kept until these are there. */
  static final int MOST_EARLY = 256;

  /** What a relay is doing. */
  enum Stage {
    /** It has an owner. */
    OPEN,
    /** It looks for one. */
    LOOKING,
    /** Nobody needs it. */
    CLOSED
  }

  /**
   * A member who wants to sit elsewhere.
   *
   * @param secret that of its seat at the owner
   */
  record Leaving(String secret, ClientAddress client, Set<String> names) {}

  /** One item on its way to the owner. */
  record Waiting(long number, ClusterMessage.UpItem item) {}

  private final RoomId localId;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final List<RoomKey> before = new ArrayList<>();
  private volatile RoomKey room;
  private long id;

  /** The secrets of the places of classic members, until these have taken them. */
  private final Map<Integer, String> lent = new ConcurrentHashMap<>();

  /** Members who asked for another room, or for the one that they came from, by connection. */
  private final Map<Long, Leaving> leaving = new HashMap<>();

  Stage state = Stage.OPEN;

  /** Its number before it began anew. */
  long replaces;

  long sent;
  long received;

  /** Frames that came before earlier ones. */
  final SortedMap<Long, List<ClusterMessage.DownItem>> early = new TreeMap<>();

  /** Since when an earlier frame than these is missed; 0 if none is. */
  long behindSince;

  /** When everything was sent again last. */
  long sentAgain;

  boolean syncing;
  long syncAsked;

  /** When the owner was heard last. */
  long heard;

  /** Whether the owner is there and says that it gave the room to another node. */
  boolean ownerLetGo;

  /** When it was needed last. */
  long used;

  long lookingSince;
  long triedAt;
  long adoptId;

  Relay(RoomId localId, RoomKey room, long id, long now) {
    this.localId = localId;
    this.room = room;
    this.id = id;
    this.heard = now;
    this.used = now;
    this.sentAgain = now - COMPLAIN;
  }

  /** What the room is called among the rooms of this node, as long as the relay lives. */
  public RoomId localId() {
    return localId;
  }

  /** The room at its present owner. */
  public RoomKey room() {
    return room;
  }

  /** The epoch of the room at its present owner. Any thread. */
  public long epoch() {
    return room.epoch();
  }

  /** The node that has the room. */
  public String owner() {
    return room.id().node();
  }

  /** It has a place for a classic member, with this secret. */
  void lend(int place, String secret) {
    lent.put(place, secret);
  }

  /** A classic member's place is not needed any more: its secret; null if it has none. */
  @Nullable String takeLent(int place) {
    return lent.remove(place);
  }

  /** Whether it has a place for a classic member. */
  boolean isLent() {
    return !lent.isEmpty();
  }

  /** The secret of a classic member's place here; empty if it has none. Any thread. */
  public String secretOfLent(int place) {
    return lent.getOrDefault(place, "");
  }

  /** A member is about to ask for another room. */
  public void leaving(long connection, String secret, ClientAddress client, Set<String> names) {
    leaving.put(connection, new Leaving(secret, client, names));
  }

  /** What is known of a member who asks for another room. */
  Optional<Leaving> takeLeaving(long connection) {
    return Optional.ofNullable(leaving.remove(connection));
  }

  long id() {
    return id;
  }

  /** The room as it is, then as it was at earlier owners. */
  List<RoomKey> keys() {
    List<RoomKey> keys = new ArrayList<>();
    keys.add(room);
    keys.addAll(before);
    return keys;
  }

  /** Begins anew with this owner. */
  void begin(RoomKey next, long nextId, long now) {
    if (!next.equals(room)) {
      before.remove(room);
      before.addFirst(room);
      before.remove(next);
      if (before.size() > RoomDirectory.MOST_BEFORE) {
        before.removeLast();
      }
      room = next;
    }
    replaces = id;
    id = nextId;
    state = Stage.OPEN;
    ownerLetGo = false;
    sent = 0;
    received = 0;
    syncing = false;
    early.clear();
    behindSince = 0;
    heard = now;
    waiting.clear();
  }

  /** The room went on there for a while. */
  void wasAlso(RoomKey other) {
    if (!before.contains(other) && !other.equals(room)) {
      before.addFirst(other);
    }
  }

  boolean isFull() {
    return waiting.size() >= MOST_WAITING;
  }

  Waiting add(ClusterMessage.UpItem item) {
    Waiting next = new Waiting(++sent, item);
    waiting.add(next);
    return next;
  }

  void acknowledged(long number) {
    while (!waiting.isEmpty() && waiting.getFirst().number() <= number) {
      waiting.removeFirst();
    }
  }

  /** What is not acknowledged. */
  List<Waiting> waiting() {
    return List.copyOf(waiting);
  }

  void clearWaiting() {
    waiting.clear();
  }
}
