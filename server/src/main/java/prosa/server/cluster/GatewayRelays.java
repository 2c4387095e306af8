package prosa.server.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.RoomId;

/**
 * The gateway's ends of all relays of a node: rooms of other nodes in which members of this one
 * sit. The other ends are {@link OwnerLinks}.
 *
 * <p>How it works. A relay is {@link Relay.Stage#OPEN} while it has an owner. Frames to the owner
 * are numbered, and sent again until they are acknowledged. Frames from there are numbered and not
 * kept: when one is missing for 150 ms, the relay asks how things stand, and members are told what
 * they missed, and what had come after the gap, but for rounds of the room. If the owner is gone,
 * is not heard for five seconds or let the room go, the relay is {@link Relay.Stage#LOOKING}: for
 * the room in which its own goes on. While none is known it asks, every 400 ms, a node that all
 * gateways compute alike to adopt the room; after six seconds its own. What the owner did not
 * acknowledge comes back to its writers, and with the next owner all members enter again. A relay
 * that nobody needs for five seconds is {@link Relay.Stage#CLOSED}.
 *
 * <p>On placement's thread; times are nanoseconds of a monotonic clock.
 */
public final class GatewayRelays {
  /** Behind the {@code @} of a relay's name here: longer than the name of any node. */
  private static final String NO_NODE = "relay-of-this-node";

  /** The most relays that one message to an owner tells of. */
  static final int MOST_IN_PULSE = 1_000;

  private static final long PULSE = TimeUnit.SECONDS.toNanos(1);
  private static final long LATE = TimeUnit.MILLISECONDS.toNanos(150);
  private static final long SYNC_AGAIN = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long UNHEARD_OWNER = TimeUnit.SECONDS.toNanos(5);
  private static final long IDLE = TimeUnit.SECONDS.toNanos(5);

  private static final long ADOPT_AGAIN = TimeUnit.MILLISECONDS.toNanos(400);

  /** Until then only the room itself is looked for: the company of earlier ones may have parted. */
  private static final long EARLIER_KEYS = TimeUnit.SECONDS.toNanos(2);

  /** From then on a node is to adopt the room even if it knows of another one in its place. */
  private static final long FORCE = TimeUnit.SECONDS.toNanos(4);

  private static final long AT_HOME = TimeUnit.SECONDS.toNanos(6);

  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final RoomDirectory directory;
  private final ClusterRooms rooms;
  private final ClusterCounters counters;
  private final LongSupplier nanos;
  private final Map<Long, Relay> relays = new LinkedHashMap<>();
  private final Map<RoomId, Relay> byLocalId = new HashMap<>();
  private final Map<RoomKey, List<Relay>> byRoom = new HashMap<>();
  private long pulsed;

  /** A node whose members all sit at home, with {@code nanos} as its clock. */
  GatewayRelays(
      NodeTable nodes,
      NodeMessenger messenger,
      RoomDirectory directory,
      ClusterRooms rooms,
      ClusterCounters counters,
      LongSupplier nanos) {
    this.nodes = nodes;
    this.messenger = messenger;
    this.directory = directory;
    this.rooms = rooms;
    this.counters = counters;
    this.nanos = nanos;
    this.pulsed = nanos.getAsLong();
  }

  private long now() {
    return nanos.getAsLong();
  }

  // ---- which there are

  /** How many there are. */
  public int size() {
    return relays.size();
  }

  /** The relay that is called so here; null if there is none. */
  public @Nullable Relay find(RoomId localId) {
    return byLocalId.get(localId);
  }

  /**
   * The relay that stands here for a room, which is opened if there is none. One that looks for its
   * owner has it again if that is there.
   */
  Relay to(RoomKey room) {
    List<Relay> known = byRoom.get(room);
    if (known != null) {
      Relay relay = known.getFirst();
      relay.used = now();
      if (relay.state == Relay.Stage.LOOKING
          && !relay.ownerLetGo
          && directory.whereIs(room).filter(room::equals).isPresent()) {
        reopen(relay, room);
      }
      return relay;
    }
    Relay relay = new Relay(localIdFor(room), room, messenger.nextId(), now());
    put(relay);
    byLocalId.put(relay.localId(), relay);
    rooms.opened(relay);
    return relay;
  }

  /** A name that no room and no relay has here: the room's own, as a rule. */
  private RoomId localIdFor(RoomKey room) {
    RoomId id = room.id();
    while (byLocalId.containsKey(id) || id.node().equals(nodes.name())) {
      id = new RoomId((int) (messenger.nextId() & Integer.MAX_VALUE), NO_NODE);
    }
    return id;
  }

  /**
   * The relay of somebody who comes back with a secret of a room whose owner is gone: the seat that
   * it names, or none if nobody can know the room any more.
   */
  Optional<Relay> forSecret(SeatToken token) {
    RoomKey key = token.room();
    Optional<RoomKey> at = directory.whereIs(key);
    if (at.isPresent()) {
      return at.get().id().node().equals(nodes.name())
          ? Optional.empty()
          : Optional.of(to(at.get()));
    }
    if (!nodes.mayHaveJustGone(key, now()) || key.isOf(nodes.epoch())) {
      return Optional.empty();
    }
    Relay relay = to(key);
    if (relay.state == Relay.Stage.OPEN && relay.sent == 0) {
      relay.state = Relay.Stage.LOOKING;
      relay.lookingSince = now();
      relay.triedAt = now() - ADOPT_AGAIN; // at the next tick, when its member is there
    }
    return Optional.of(relay);
  }

  /** A room of this node is there from now on: the relay for its members who came in here. */
  Relay forRoomThatWent(RoomId room, RoomKey key, RoomKey there) {
    Relay relay = new Relay(room, key, messenger.nextId(), now());
    relay.begin(there, relay.id(), now());
    put(relay);
    byLocalId.put(room, relay);
    return relay;
  }

  private void put(Relay relay) {
    relays.put(relay.id(), relay);
    byRoom.computeIfAbsent(relay.room(), _ -> new ArrayList<>()).add(relay);
  }

  private void remove(Relay relay) {
    relays.remove(relay.id());
    List<Relay> ofRoom = byRoom.get(relay.room());
    if (ofRoom != null && ofRoom.remove(relay) && ofRoom.isEmpty()) {
      byRoom.remove(relay.room());
    }
  }

  /** Nobody is on this relay any more, unless somebody is on the way. */
  public void closeIfIdle(Relay relay) {
    if (now() - relay.used > IDLE && !relay.isLent()) {
      close(relay);
    }
  }

  /** Nobody is on this relay any more. */
  public void close(Relay relay) {
    if (relay.state == Relay.Stage.CLOSED) {
      return;
    }
    relay.state = Relay.Stage.CLOSED;
    remove(relay);
    byLocalId.remove(relay.localId());
    rooms.closed(relay);
  }

  /** A place that was lent is not needed any more. */
  public void givenBack(RoomId localId, int place) {
    Relay relay = byLocalId.get(localId);
    String secret = relay == null ? null : relay.takeLent(place);
    if (relay != null && secret != null) {
      messenger.send(relay.owner(), new ClusterMessage.GiveBack(relay.room(), place, secret));
      messenger.deliverToSelf();
    }
  }

  // ---- to the owner

  /**
   * Sends something to the owner. What was said and cannot be sent now comes back; who comes and
   * goes is told also if much waits.
   */
  public void up(Relay relay, ClusterMessage.UpItem item) {
    boolean fits = !relay.isFull() || !(item instanceof ClusterMessage.Text);
    if (relay.state != Relay.Stage.OPEN || !fits) {
      giveBack(relay, item);
      return;
    }
    sendUp(relay, relay.add(item));
    messenger.deliverToSelf();
  }

  private void sendUp(Relay relay, Relay.Waiting frame) {
    messenger.send(
        relay.owner(),
        new ClusterMessage.Up(
            relay.id(), relay.replaces, relay.room(), frame.number(), List.of(frame.item())));
  }

  private void sendAgain(Relay relay) {
    if (now() - relay.sentAgain < Relay.COMPLAIN) {
      return;
    }
    relay.sentAgain = now();
    for (Relay.Waiting frame : relay.waiting()) {
      counters.add(ClusterEvent.SENT_AGAIN);
      sendUp(relay, frame);
    }
  }

  private void giveBack(Relay relay, ClusterMessage.UpItem item) {
    if (item instanceof ClusterMessage.Text(long member, byte[] text)) {
      counters.add(ClusterEvent.RETURNED);
      rooms.returned(relay, member, text);
    }
  }

  /** What the owner has not acknowledged comes back to its writers. */
  private void returnUnsent(Relay relay) {
    List<Relay.Waiting> unsent = relay.waiting();
    relay.clearWaiting();
    unsent.forEach(frame -> giveBack(relay, frame.item()));
  }

  // ---- from the owner

  /** The relay of this number, if it has this owner now; null if not. */
  private @Nullable Relay openTo(String owner, long id) {
    Relay relay = relays.get(id);
    return relay != null && relay.owner().equals(owner) && relay.state == Relay.Stage.OPEN
        ? relay
        : null;
  }

  /** An owner tells something. */
  void down(String from, ClusterMessage.Down down) {
    Relay relay = openTo(from, down.relay());
    if (relay == null) {
      return;
    }
    relay.heard = now();
    relay.used = relay.heard;
    relay.acknowledged(down.acknowledged());
    boolean sync = down.items().stream().anyMatch(ClusterMessage.Sync.class::isInstance);
    if (down.number() <= relay.received) {
      return; // known
    }
    if (down.number() <= relay.received + Relay.MOST_EARLY || sync) {
      relay.early.put(down.number(), down.items());
    }
    if (sync) {
      relay.syncing = false;
      passOver(relay, down.number());
    }
    while (!relay.early.isEmpty()
        && relay.early.firstKey() == relay.received + 1
        && relay.state == Relay.Stage.OPEN) {
      List<ClusterMessage.DownItem> items = relay.early.remove(++relay.received);
      for (ClusterMessage.DownItem item :
          items == null ? List.<ClusterMessage.DownItem>of() : items) {
        rooms.told(relay, item);
      }
    }
    if (relay.early.isEmpty() && down.number() <= relay.received) {
      relay.behindSince = 0;
    } else {
      behind(relay);
    }
  }

  /**
   * What did not come before this frame is lost. What did is told, as nobody says it again, but for
   * rounds of the room: they are missed with what is lost.
   */
  private void passOver(Relay relay, long number) {
    List<ClusterMessage.DownItem> came =
        relay.early.headMap(number).values().stream().flatMap(List::stream).toList();
    relay.early.headMap(number).clear();
    relay.received = number - 1;
    for (ClusterMessage.DownItem item : came) {
      if (!(item instanceof ClusterMessage.Batch)) {
        rooms.told(relay, item);
      }
    }
  }

  /** A frame is not there that should be; it may be on its way. */
  private void behind(Relay relay) {
    if (relay.behindSince == 0) {
      relay.behindSince = now();
    }
  }

  /** An owner tells how far each relay is. */
  void echo(String from, List<ClusterMessage.RelayState> states) {
    for (ClusterMessage.RelayState state : states) {
      Relay relay = openTo(from, state.relay());
      if (relay == null) {
        continue;
      }
      relay.heard = now();
      if (state.up() < 0) {
        if (relay.sent > 0) {
          reopen(relay, relay.room());
        }
        continue;
      }
      relay.acknowledged(state.up());
      if (state.up() < relay.sent) {
        sendAgain(relay);
      }
      if (state.down() > relay.received) {
        behind(relay);
      }
    }
  }

  /**
   * The owner is there and has no such room. If it let the room go, that goes on elsewhere; if it
   * does not know it, the room is closed or was made up, and nobody adopts it.
   */
  void noRoom(String from, ClusterMessage.NoRoom no) {
    Relay relay = openTo(from, no.relay());
    if (relay == null) {
      return;
    }
    if (no.now().isEmpty()) {
      returnUnsent(relay);
      rooms.refuseAll(relay);
      return;
    }
    RoomKey next = no.now().get();
    Optional<RoomKey> at = directory.whereIs(next);
    if (at.isPresent() && !at.get().equals(relay.room())) {
      reopen(relay, at.get());
    } else {
      relay.wasAlso(next);
      relay.ownerLetGo = true;
      lookForOwner(relay);
    }
  }

  // ---- another owner

  /** A node is gone, and its rooms with it. */
  void nodeGone(String owner) {
    for (Relay relay : List.copyOf(relays.values())) {
      if (relay.owner().equals(owner) && relay.state == Relay.Stage.OPEN) {
        lookForOwner(relay);
      }
    }
  }

  /** A node has a room in which another one goes on. */
  void heardOf(ClusterMessage.Adoption one) {
    RoomKey before = one.before();
    for (Relay relay : List.copyOf(byRoom.getOrDefault(before, List.of()))) {
      if (relay.room().equals(before)
          && relay.state == Relay.Stage.OPEN
          && !one.now().equals(relay.room())) {
        directory
            .whereIs(before)
            .filter(at -> !at.equals(before))
            .ifPresent(at -> reopen(relay, at));
      }
    }
  }

  private void lookForOwner(Relay relay) {
    counters.add(ClusterEvent.OWNERS_LOST);
    relay.state = Relay.Stage.LOOKING;
    relay.lookingSince = now();
    relay.triedAt = now();
    returnUnsent(relay);
    findOwner(relay);
  }

  private void findOwner(Relay relay) {
    long now = now();
    relay.triedAt = now;
    boolean early = now - relay.lookingSince < EARLIER_KEYS;
    boolean force = relay.ownerLetGo || now - relay.lookingSince > FORCE;
    List<RoomKey> keys = early ? relay.keys().subList(0, 1) : relay.keys();
    Optional<RoomKey> at = directory.whereAre(keys);
    if (at.isPresent() && !(at.get().equals(relay.room()) && force)) {
      reopen(relay, at.get());
      return;
    }
    String adopter =
        now - relay.lookingSince > AT_HOME
            ? nodes.name()
            : Rendezvous.choose(relay.room(), nodes.adopters());
    rooms.members(
        relay,
        members -> {
          if (relay.state == Relay.Stage.LOOKING && !members.isEmpty()) {
            relay.adoptId = messenger.nextId();
            messenger.send(
                adopter,
                new ClusterMessage.Adopt(
                    relay.adoptId,
                    relay.keys(),
                    force,
                    new ClusterMessage.MovedRoom(
                        relay.room().isPrivate(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        members)));
            messenger.deliverToSelf();
          }
        });
  }

  /**
   * A room goes on there, if a relay asked for that.
   *
   * @return whether one did
   */
  boolean adopted(long id, RoomKey there) {
    Optional<Relay> asked = whoAsked(id);
    asked.ifPresent(relay -> reopen(relay, there));
    return asked.isPresent();
  }

  /** A room goes on nowhere, for good, if a relay asked for that. */
  void neverAdopted(long id) {
    whoAsked(id).ifPresent(rooms::refuseAll);
  }

  private Optional<Relay> whoAsked(long id) {
    return relays.values().stream()
        .filter(relay -> relay.state == Relay.Stage.LOOKING && relay.adoptId == id)
        .findFirst();
  }

  /** Begins anew at this owner: all members enter again. */
  private void reopen(Relay relay, RoomKey room) {
    List<Relay.Waiting> unsent = relay.waiting();
    remove(relay);
    relay.begin(room, messenger.nextId(), now());
    put(relay);
    unsent.forEach(frame -> giveBack(relay, frame.item()));
    rooms.enterAgain(relay);
  }

  // ---- time

  /** This node was asleep and heard nobody: the owners may be there all the same. */
  void slept(long now) {
    relays.values().forEach(relay -> relay.heard = now);
  }

  /** What is missing is asked for, and owners that are not heard are given up. */
  void expire(long now) {
    for (Relay relay : List.copyOf(relays.values())) {
      switch (relay.state) {
        case OPEN -> {
          if (!relay.syncing && relay.behindSince != 0 && now - relay.behindSince > LATE) {
            counters.add(ClusterEvent.GAPS);
            relay.syncing = true;
            relay.syncAsked = now;
            up(relay, new ClusterMessage.Resync());
          }
          if (relay.syncing && now - relay.syncAsked > SYNC_AGAIN) {
            relay.syncAsked = now;
            if (relay.waiting().isEmpty()) {
              up(relay, new ClusterMessage.Resync()); // the answer was lost, too
            } else {
              sendAgain(relay);
            }
          }
          if (now - relay.heard > UNHEARD_OWNER && !relay.owner().equals(nodes.name())) {
            lookForOwner(relay);
          }
        }
        case LOOKING -> {
          if (now - relay.triedAt > ADOPT_AGAIN) {
            findOwner(relay);
          }
        }
        case CLOSED -> {}
      }
    }
  }

  /** Tells all owners, once a second, how far the relays to them are. */
  void pulse(long now) {
    if (now - pulsed < PULSE) {
      return;
    }
    pulsed = now;
    Map<String, List<ClusterMessage.RelayState>> byOwner = new TreeMap<>();
    for (Relay relay : relays.values()) {
      if (relay.state == Relay.Stage.OPEN && !relay.owner().equals(nodes.name())) {
        byOwner
            .computeIfAbsent(relay.owner(), _ -> new ArrayList<>())
            .add(new ClusterMessage.RelayState(relay.id(), relay.received, relay.sent));
      }
    }
    byOwner.forEach(
        (owner, states) -> {
          for (int from = 0; from < states.size(); from += MOST_IN_PULSE) {
            int to = Math.min(states.size(), from + MOST_IN_PULSE);
            messenger.send(owner, new ClusterMessage.Pulse(List.copyOf(states.subList(from, to))));
          }
        });
  }
}
