package prosa.server.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import prosa.server.cluster.ClusterCodec.Envelope;
import prosa.server.cluster.ClusterCodec.MalformedMessage;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.Placement;
import prosa.server.placement.RoomId;
import prosa.server.placement.Totals;

/**
 * One node of a cluster: which others are there, seats that they ask for and are asked for, the
 * relays between owners and gateways, and rooms that go on at another node.
 *
 * <p>How it works. Each node announces itself once a second; one that is silent for three is gone.
 * An <em>owner</em> has a room; a <em>gateway</em> has connections of members whose seats are in a
 * room of another node, and a {@link Relay} to its owner. When an owner is gone, its gateways ask
 * one of the living nodes, which all of them compute alike, to adopt the room; they and the members
 * who come in elsewhere meet there. A node that finds that a room of its own was adopted brings its
 * members there. A node that drains asks another to adopt its rooms as they are.
 *
 * <p>Everything is on placement's thread; {@link #receive} and {@link #tick} drive it. Messages may
 * be lost, late, doubled and out of order. No wall clock is read.
 */
public final class ClusterNode {
  /** A little longer than from one announcement to the next: in it all who are there are heard. */
  public static final Duration ALL_HEARD = Duration.ofMillis(1_200);

  private final String name;
  private final long epoch;
  private final Optional<String> door;
  private final Placement placement;
  private final ClusterTokens tokens;
  private final ClusterTransport transport;
  private final ClusterCounters counters;
  private final LongSupplier nanos;
  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final RoomDirectory directory;
  private final SeatRequests seatRequests;
  private final OperatorRequests operatorRequests;
  private final OwnerLinks ownerLinks;
  private final GatewayRelays relays;
  private final RoomMoves moves;
  private final RoomAdoptions adoptions;
  private final LoneMembers loneMembers;
  private final Announcer announcer;

  private long ticked;
  private long connectedSince;
  private LongSupplier connections = () -> 0;
  private Consumer<String> notices = _ -> {};

  /**
   * A node that has not said anything yet.
   *
   * @param tokens with the node's epoch
   * @param nanos a monotonic clock
   */
  public ClusterNode(
      ClusterConfig config,
      Placement placement,
      ClusterTokens tokens,
      ClusterRooms rooms,
      ClusterTransport transport,
      ClusterCounters counters,
      LongSupplier nanos) {
    this.name = config.node();
    this.door = config.doorWithKey();
    this.placement = placement;
    this.tokens = tokens;
    this.epoch = tokens.nodeEpoch();
    this.transport = transport;
    this.counters = counters;
    this.nanos = nanos;
    this.nodes = new NodeTable(name, tokens, counters, nanos.getAsLong(), this::gone);
    this.messenger =
        new NodeMessenger(
            nodes,
            transport,
            counters,
            message -> take(config.node(), tokens.nodeEpoch(), message));
    this.directory = new RoomDirectory(nodes, tokens, placement::isOpen, this::announceSoon);
    this.seatRequests =
        new SeatRequests(nodes, messenger, directory, tokens, placement, counters, nanos);
    this.operatorRequests = new OperatorRequests(nodes, messenger);
    this.ownerLinks = new OwnerLinks(nodes, messenger, directory, placement, rooms, nanos);
    this.relays = new GatewayRelays(nodes, messenger, directory, rooms, counters, nanos);
    this.moves =
        new RoomMoves(
            nodes,
            messenger,
            directory,
            tokens,
            placement,
            rooms,
            seatRequests,
            ownerLinks,
            relays,
            counters,
            nanos);
    this.adoptions =
        new RoomAdoptions(
            nodes, messenger, directory, tokens, placement, rooms, moves, counters, nanos);
    this.loneMembers =
        new LoneMembers(nodes, directory, placement, rooms, seatRequests, moves, counters, nanos);
    this.announcer =
        new Announcer(
            nodes,
            messenger,
            directory,
            tokens,
            placement,
            loneMembers,
            door,
            () -> connections.getAsLong(),
            nanos);
    this.ticked = nanos.getAsLong();
    this.connectedSince = ticked;
  }

  /** How many connections the node has, for announcements. */
  public void connections(LongSupplier count) {
    connections = count;
  }

  /** What operators ask other nodes for, and have them ask this one for. */
  public OperatorRequests operatorRequests() {
    return operatorRequests;
  }

  /** The members of other nodes in the rooms of this one. */
  public OwnerLinks ownerLinks() {
    return ownerLinks;
  }

  /** The rooms of other nodes in which members of this one sit. */
  public GatewayRelays relays() {
    return relays;
  }

  /** Is told in a sentence what the operator should know. */
  public void notices(Consumer<String> to) {
    notices = to;
  }

  /** Whether a message is from another node of this name. Any thread. */
  public boolean isOfNamesake(byte[] bytes) {
    try {
      Envelope envelope = ClusterCodec.read(bytes);
      return isOfNamesake(envelope);
    } catch (MalformedMessage e) {
      return false;
    }
  }

  /** One that says that it leaves has the name no more. */
  private boolean isOfNamesake(Envelope envelope) {
    boolean leaves = envelope.message() instanceof ClusterMessage.Announce said && said.leaving();
    return envelope.from().equals(name) && envelope.epoch() != epoch && !leaves;
  }

  /**
   * Says nothing before it has listened for {@link #ALL_HEARD} on a transport that works: if
   * another node has this one's name, that one was there first, and stays. Before the first {@link
   * #tick}.
   */
  public void listenFirst() {
    nodes.listening(true);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  private long now() {
    return nanos.getAsLong();
  }

  // ---- receiving

  /** A message came in. */
  public void receive(byte[] bytes) {
    int version = ClusterCodec.versionOf(bytes);
    if (Math.abs(version - ClusterCodec.VERSION) > 1) { // only its beginning can be read
      Optional<String> from = ClusterCodec.senderOf(bytes);
      counters.add(from.isPresent() ? ClusterEvent.RECEIVED : ClusterEvent.MALFORMED);
      from.ifPresent(node -> otherVersion(node, version));
      return;
    }
    Envelope envelope;
    try {
      envelope = ClusterCodec.read(bytes);
    } catch (MalformedMessage e) {
      counters.add(ClusterEvent.MALFORMED);
      return;
    }
    counters.add(ClusterEvent.RECEIVED);
    if (envelope.from().equals(name)) {
      if (isOfNamesake(envelope) && nodes.metNamesake(envelope.epoch(), now())) {
        notices.accept(
            "another node of the cluster is called "
                + name
                + ": this one goes on alone; give it another name with --node");
      }
      return;
    }
    if (nodes.isAlone() || (envelope.to() != 0 && envelope.to() != epoch)) {
      return;
    }
    if (envelope.message() instanceof ClusterMessage.Announce said) {
      announced(envelope.from(), envelope.epoch(), said);
    } else {
      ClusterPeer peer = nodes.peer(envelope.from());
      if (peer != null && peer.epoch() == envelope.epoch()) {
        take(envelope.from(), envelope.epoch(), envelope.message());
      }
    }
    messenger.deliverToSelf();
  }

  private void otherVersion(String from, int version) {
    if (nodes.speaks(from, version, now())) {
      notices.accept(
          "node "
              + from
              + " speaks version "
              + version
              + " of the cluster's protocol and this one "
              + ClusterCodec.VERSION
              + ": their members do not meet");
    }
  }

  private void take(String from, long fromEpoch, ClusterMessage message) {
    switch (message) {
      case ClusterMessage.Announce _ -> {}
      case ClusterMessage.Ask ask -> seatRequests.answer(from, ask);
      case ClusterMessage.Given given -> seatRequests.given(from, given);
      case ClusterMessage.NotGiven no -> seatRequests.notGiven(from, no);
      case ClusterMessage.GiveBack seat -> seatRequests.takeBack(seat);
      case ClusterMessage.Up up -> ownerLinks.up(from, fromEpoch, up);
      case ClusterMessage.Down down -> relays.down(from, down);
      case ClusterMessage.Pulse(List<ClusterMessage.RelayState> states) ->
          ownerLinks.pulse(from, fromEpoch, states);
      case ClusterMessage.Echo(List<ClusterMessage.RelayState> states) -> relays.echo(from, states);
      case ClusterMessage.NoRoom no -> relays.noRoom(from, no);
      case ClusterMessage.Adopt adopt -> adoptions.answer(from, adopt);
      case ClusterMessage.Adopted(long id, RoomKey there) -> adopted(id, there);
      case ClusterMessage.NotAdopted(long id, boolean forGood) -> notAdopted(id, forGood);
      case ClusterMessage.Act act -> operatorRequests.answer(from, act);
      case ClusterMessage.Acted acted -> operatorRequests.acted(acted);
      case ClusterMessage.Report report -> operatorRequests.answer(from, report);
      case ClusterMessage.Reported reported -> operatorRequests.reported(reported);
      case ClusterMessage.Remembered told -> nodes.remember(told, now());
    }
  }

  // ---- who is there

  private void announced(String from, long fromEpoch, ClusterMessage.Announce said) {
    NodeTable.Heard heard = nodes.announced(from, fromEpoch, said, now());
    if (heard == NodeTable.Heard.NOTHING_NEW) {
      return;
    }
    if (heard == NodeTable.Heard.NEW_PEER || heard == NodeTable.Heard.NOT_HEARD_BY) {
      announceSoon(); // it shall know of this one, and that it is heard
    }
    if (heard == NodeTable.Heard.NOT_HEARD_BY) {
      return;
    }
    for (ClusterMessage.Adoption one : said.adoptions()) {
      moves.heardOf(one);
      relays.heardOf(one);
    }
    loneMembers.bringTogether();
  }

  /** A node is silent, left, or was started anew: its members lose us, and we its rooms. */
  private void gone(ClusterPeer peer) {
    ownerLinks.nodeGone(peer.name());
    relays.nodeGone(peer.name());
    moves.nodeGone(peer.name());
    seatRequests.nodeGone(peer.name());
  }

  /** A node, for those who watch the cluster. */
  public record NodeView(
      String name, boolean self, boolean draining, int rooms, int members, int connections) {}

  /** All nodes that are there. */
  public List<NodeView> view() {
    List<NodeView> all = new ArrayList<>();
    Totals here = placement.totals();
    all.add(
        new NodeView(
            name,
            true,
            nodes.draining(),
            here.rooms(),
            here.seated(),
            (int) connections.getAsLong()));
    for (ClusterPeer peer : nodes.peers()) {
      all.add(
          new NodeView(
              peer.name(),
              false,
              peer.draining(),
              peer.said.rooms(),
              peer.said.members(),
              peer.said.connections()));
    }
    all.sort(Comparator.comparing(NodeView::name));
    return all;
  }

  /** Doors of nodes that take newcomers, where these tell one; three other nodes' at most. */
  public ClusterDoors doors() {
    return new ClusterDoors(
        nodes.draining() ? Optional.empty() : door,
        nodes.peers().stream()
            .filter(peer -> !peer.draining())
            .flatMap(peer -> peer.said.door().stream())
            .limit(3)
            .toList());
  }

  /** What an operator should know, in a sentence; empty if all is well. */
  public Optional<String> trouble() {
    if (nodes.isAlone()) {
      return Optional.of(
          "alone: another node of the cluster is called " + name + "; give it another --node");
    }
    Optional<String> away = transport.trouble();
    if (away.isPresent()) {
      return Optional.of("alone: " + away.get());
    }
    if (!nodes.ofOtherVersions().isEmpty()) {
      return Optional.of(
          "apart from nodes of another version: " + String.join(", ", nodes.ofOtherVersions()));
    }
    Set<String> deaf = nodes.deafNodes(now());
    if (!deaf.isEmpty()) {
      return Optional.of("apart from nodes that do not hear this one: " + String.join(", ", deaf));
    }
    return Optional.empty();
  }

  /** Whether other nodes were heard a moment ago that may not have heard this one yet. */
  public boolean isMeetingOthers() {
    return nodes.isMeeting(now());
  }

  private void announceSoon() {
    announcer.soon();
  }

  // ---- time

  /** To be called ten times a second. */
  public void tick() {
    long now = now();
    if (now - ticked > Announcer.EVERY) {
      // This node was asleep: the others may be there all the same.
      nodes.slept(now);
      relays.slept(now);
      ownerLinks.slept(now);
    }
    ticked = now;
    if (nodes.listening()) {
      connectedSince = transport.trouble().isPresent() ? now : connectedSince;
      nodes.listening(now - connectedSince < ALL_HEARD.toNanos());
    }
    nodes.expire(now);
    nodes.tryAgain();
    seatRequests.expire(now);
    adoptions.expire(now);
    ownerLinks.expire(now);
    relays.expire(now);
    moves.expire(now);
    adoptions.joinParted();
    if (nodes.draining()) {
      moves.moveAll();
    }
    relays.pulse(now);
    announcer.tick(now);
    loneMembers.bringTogether();
    messenger.deliverToSelf();
  }

  // ---- seats elsewhere

  /** The seats that this node asks others for. */
  SeatRequests seatRequests() {
    return seatRequests;
  }

  /** The nodes that are there and those that are gone, with their keys. */
  NodeTable nodeTable() {
    return nodes;
  }

  /** Where the rooms of the cluster are. */
  RoomDirectory directory() {
    return directory;
  }

  // ---- its rooms

  /** A room of this node is open. */
  public void roomOpened(RoomId room, boolean isPrivate) {
    var _ = tokens.opened(room, isPrivate);
  }

  /** A room of this node is closed. */
  public void roomClosed(RoomId room) {
    ownerLinks.roomClosed(room);
    directory.closed(room);
    moves.roomClosed(room);
    forget(room);
    tokens.forget(room);
  }

  /** A room is not one of this node any more. */
  private void forget(RoomId room) {
    adoptions.forget(room);
    loneMembers.forget(room);
  }

  private void adopted(long id, RoomKey there) {
    if (!relays.adopted(id, there)) {
      moves.adopted(id, there).ifPresent(this::forget);
    }
  }

  private void notAdopted(long id, boolean forGood) {
    if (forGood) {
      relays.neverAdopted(id);
    }
    moves.notAdopted(id);
  }

  // ---- it drains, and leaves

  /** Gives away all rooms, one after the other, and asks for no more seats. */
  public void drain() {
    nodes.draining(true);
    announceSoon();
    moves.moveAll();
    messenger.deliverToSelf();
  }

  /** Stays after all. */
  public void undrain() {
    nodes.draining(false);
    announceSoon();
  }

  /** Whether rooms of this node have not been given away yet, though others could have them. */
  public boolean hasRoomsToHandOver() {
    return nodes.draining() && !nodes.peers().isEmpty() && !placement.overview().isEmpty();
  }

  /** Leaves: the others need not wait for its silence. */
  public void leave() {
    announcer.leave();
  }
}
