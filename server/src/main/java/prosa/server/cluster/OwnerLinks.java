package prosa.server.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.JoinResult;
import prosa.server.placement.Placement;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;

/**
 * The owner's ends of all relays to the rooms of a node: members who come in at other nodes.
 *
 * <p>A link is there from its gateway's first frame until the gateway replaces it, is gone, or has
 * not spoken of it for six seconds, or until its room is closed, and has told why, or goes to
 * another node. A frame that comes late, be it after the first one of the link that replaces it,
 * opens it no more, as long as it is among the last {@value #MOST_CLOSED} that were closed. What a
 * gateway sends to a room that is not here is answered with where it went. On placement's thread;
 * times are nanoseconds of a monotonic clock.
 */
public final class OwnerLinks {
  /** The most links that are remembered after they were closed. */
  static final int MOST_CLOSED = 10_000;

  private static final long UNHEARD = TimeUnit.SECONDS.toNanos(6);

  /** How long a room that was closed may still tell its members why. */
  static final long LAST_WORDS = TimeUnit.SECONDS.toNanos(1);

  private record LinkName(String gateway, long epoch, long relay) {}

  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final RoomDirectory directory;
  private final Placement placement;
  private final ClusterRooms rooms;
  private final LongSupplier nanos;
  private final Map<LinkName, OwnerLink> links = new LinkedHashMap<>();
  private final Map<RoomId, List<OwnerLink>> linksByRoom = new HashMap<>();
  private final Set<LinkName> closedLinks = new LinkedHashSet<>();

  /** A node to whose rooms nobody has come from elsewhere yet, with {@code nanos} as its clock. */
  OwnerLinks(
      NodeTable nodes,
      NodeMessenger messenger,
      RoomDirectory directory,
      Placement placement,
      ClusterRooms rooms,
      LongSupplier nanos) {
    this.nodes = nodes;
    this.messenger = messenger;
    this.directory = directory;
    this.placement = placement;
    this.rooms = rooms;
    this.nanos = nanos;
  }

  /** How many there are. */
  public int size() {
    return links.size();
  }

  /** A gateway has something for a room. */
  void up(String from, long fromEpoch, ClusterMessage.Up up) {
    LinkName linkName = new LinkName(from, fromEpoch, up.relay());
    OwnerLink link = links.get(linkName);
    if (link == null) {
      if (!directory.isMine(up.room())) {
        messenger.send(
            from,
            new ClusterMessage.NoRoom(up.relay(), up.room(), directory.redirectOf(up.room())));
        return;
      }
      if (closedLinks.contains(linkName)) {
        messenger.send(
            from,
            new ClusterMessage.Echo(
                List.of(new ClusterMessage.RelayState(up.relay(), 0, -1)))); // an earlier one
        return;
      }
      replace(new LinkName(from, fromEpoch, up.replaces()));
      link = new OwnerLink(from, fromEpoch, up.relay(), up.room().id(), nanos.getAsLong());
      links.put(linkName, link);
      linksByRoom.computeIfAbsent(up.room().id(), _ -> new ArrayList<>()).add(link);
    }
    link.heard = nanos.getAsLong();
    if (up.number() > link.received && up.number() <= link.received + Relay.MOST_EARLY) {
      link.early.put(up.number(), up.items());
    }
    while (!link.closed && !link.early.isEmpty() && link.early.firstKey() == link.received + 1) {
      List<ClusterMessage.UpItem> items = link.early.remove(++link.received);
      for (ClusterMessage.UpItem item : items == null ? List.<ClusterMessage.UpItem>of() : items) {
        carryOut(link, item);
      }
    }
    boolean behind = !link.early.isEmpty() || up.number() > link.received;
    if (!link.closed && behind && nanos.getAsLong() - link.complained > Relay.COMPLAIN) {
      link.complained = nanos.getAsLong();
      messenger.send(
          from,
          new ClusterMessage.Echo(
              List.of(new ClusterMessage.RelayState(link.relay(), link.sent, link.received))));
    }
  }

  private void carryOut(OwnerLink link, ClusterMessage.UpItem item) {
    switch (item) {
      case ClusterMessage.Enter enter -> enter(link, enter);
      case ClusterMessage.Resync _ -> rooms.resync(link.room(), link);
      case ClusterMessage.Text(long member, byte[] _) -> input(link, member, item);
      case ClusterMessage.Here(long member, boolean _) -> input(link, member, item);
      case ClusterMessage.Refresh(long member) -> input(link, member, item);
      case ClusterMessage.Gone(long member, boolean _) -> {
        input(link, member, item);
        link.remove(member);
      }
    }
  }

  private void input(OwnerLink link, long member, ClusterMessage.UpItem item) {
    Long connection = link.connection(member);
    if (connection != null) {
      rooms.input(link.room(), connection, item);
    }
  }

  private void enter(OwnerLink link, ClusterMessage.Enter who) {
    if (link.connection(who.member()) != null) {
      return; // it is there
    }
    RoomId room = link.room();
    Optional<String> elsewhere = seatElsewhere(room, who.secret());
    if (elsewhere.isPresent()) {
      tell(link, new ClusterMessage.Refused(who.member(), Refusal.STALE_SEAT, elsewhere));
      return;
    }
    long connection = rooms.nextConnection();
    Set<String> names = who.classic() ? Set.of() : rooms.namesOf(who.user());
    JoinRequest request = JoinRequest.forSeat(who.secret()).named(names);
    JoinResult result = placement.enter(request, connection, who.client(), nanos.getAsLong());
    if (result instanceof JoinResult.Taken taken && !taken.room().equals(room)) {
      placement.leave(taken.room(), taken.place(), connection, nanos.getAsLong());
      result = new JoinResult.Refused(Refusal.STALE_SEAT);
    }
    Optional<SeatToken> earlier = earlierSeat(room, who.secret());
    if (result instanceof JoinResult.Refused && earlier.isPresent()) {
      result =
          placement.rejoin(
              room, earlier.get().place(), request, connection, who.client(), nanos.getAsLong());
    }
    switch (result) {
      case JoinResult.Refused(Refusal why) ->
          tell(link, new ClusterMessage.Refused(who.member(), why));
      case JoinResult.Taken taken -> {
        link.put(who.member(), connection);
        rooms.seat(
            room,
            taken.place(),
            connection,
            link,
            who,
            taken.seat(),
            taken.resumed(),
            heardHere(room, who));
      }
    }
  }

  /**
   * What leads to the seat that this secret opens, if that is in another room of this node: of a
   * member who went there, and lost its connection before it heard so.
   */
  private Optional<String> seatElsewhere(RoomId room, String secret) {
    return placement
        .secretElsewhere(room, secret)
        .filter(
            now -> SeatToken.parse(now).map(SeatToken::room).filter(directory::isMine).isPresent());
  }

  /** What this secret opened, if that was in a room that goes on in this one. */
  private Optional<SeatToken> earlierSeat(RoomId room, String secret) {
    return SeatToken.parse(secret)
        .filter(_ -> !nodes.isForged(secret))
        .filter(token -> directory.goesOnIn(token.room(), room));
  }

  private long heardHere(RoomId room, ClusterMessage.Enter who) {
    return directory.hasNumbersOf(who.heardIn(), room) ? who.heard() : -1;
  }

  /** Sends something to a gateway; if it is lost, the gateway notices. */
  public void tell(OwnerLink link, ClusterMessage.DownItem item) {
    tell(link, List.of(item));
  }

  /** Sends some things in one frame. */
  public void tell(OwnerLink link, List<ClusterMessage.DownItem> items) {
    if (link.closed || items.isEmpty()) {
      return;
    }
    items.forEach(item -> note(link, item));
    link.sent++;
    messenger.send(
        link.gateway(), new ClusterMessage.Down(link.relay(), link.sent, link.received, items));
    messenger.deliverToSelf();
  }

  private static void note(OwnerLink link, ClusterMessage.DownItem item) {
    switch (item) {
      case ClusterMessage.Dismissed(long member) -> link.remove(member);
      case ClusterMessage.Refused(long member, Refusal _, Optional<String> _) ->
          link.remove(member);
      case ClusterMessage.Seated _,
          ClusterMessage.Batch _,
          ClusterMessage.Tell _,
          ClusterMessage.Named _,
          ClusterMessage.Rest _,
          ClusterMessage.SayAgain _,
          ClusterMessage.Sync _ -> {}
    }
  }

  /** Closes a link that its gateway replaced, also if its first frame is still on the way. */
  private void replace(LinkName earlier) {
    OwnerLink link = links.get(earlier);
    if (link == null) {
      rememberClosed(earlier);
    } else {
      close(link, true);
    }
  }

  private void rememberClosed(LinkName link) {
    closedLinks.add(link);
    if (closedLinks.size() > MOST_CLOSED) {
      closedLinks.remove(closedLinks.iterator().next());
    }
  }

  private void close(OwnerLink link, boolean lost) {
    link.closed = true;
    LinkName linkName = new LinkName(link.gateway(), link.gatewayEpoch(), link.relay());
    links.remove(linkName);
    rememberClosed(linkName);
    List<OwnerLink> ofRoom = linksByRoom.get(link.room());
    if (ofRoom != null) {
      ofRoom.remove(link);
    }
    if (lost) {
      rooms.lost(link.room(), link.connections());
    }
  }

  /** A gateway tells which relays it has here, and wants to know how far each is. */
  void pulse(String from, long fromEpoch, List<ClusterMessage.RelayState> states) {
    List<ClusterMessage.RelayState> answer = new ArrayList<>();
    for (ClusterMessage.RelayState state : states) {
      OwnerLink link = links.get(new LinkName(from, fromEpoch, state.relay()));
      if (link != null) {
        link.heard = nanos.getAsLong();
      }
      answer.add(answer(link, state));
    }
    messenger.send(from, new ClusterMessage.Echo(answer));
  }

  /** -1 for a relay that is not known here, unless its first frame may be on the way still. */
  private static ClusterMessage.RelayState answer(
      @Nullable OwnerLink link, ClusterMessage.RelayState state) {
    if (link == null) {
      return new ClusterMessage.RelayState(state.relay(), 0, state.up() == 0 ? 0 : -1);
    }
    return new ClusterMessage.RelayState(state.relay(), link.sent, link.received);
  }

  /** This node was asleep and heard nobody: the gateways may be there all the same. */
  void slept(long now) {
    links.values().forEach(link -> link.heard = now);
  }

  /** Links are closed that their gateways do not know any more. */
  void expire(long now) {
    for (OwnerLink link : List.copyOf(links.values())) {
      if (link.lastWords && now - link.lastWordsSince > LAST_WORDS) {
        close(link, false);
      } else if (now - link.heard > UNHEARD && !link.gateway().equals(nodes.name())) {
        close(link, true);
      }
    }
  }

  /** A node is gone, and its members with it. */
  void nodeGone(String gateway) {
    for (OwnerLink link : List.copyOf(links.values())) {
      if (link.gateway().equals(gateway)) {
        close(link, true);
      }
    }
  }

  /**
   * A room of this node is closed. If members sat there it is an operator who closed it: the room
   * tells them so, on its own thread, before it ends.
   */
  void roomClosed(RoomId room) {
    List<OwnerLink> ofRoom = linksByRoom.remove(room);
    for (OwnerLink link : ofRoom == null ? List.<OwnerLink>of() : List.copyOf(ofRoom)) {
      if (link.connections().isEmpty()) {
        close(link, false);
      } else {
        link.lastWords = true;
        link.lastWordsSince = nanos.getAsLong();
      }
    }
  }

  /** A room of this node is at another one from now on, which its gateways are told. */
  void roomWent(RoomKey room, RoomKey there) {
    for (OwnerLink link : closeAll(room.id())) {
      messenger.send(
          link.gateway(), new ClusterMessage.NoRoom(link.relay(), room, Optional.of(there)));
    }
  }

  private List<OwnerLink> closeAll(RoomId room) {
    List<OwnerLink> ofRoom = linksByRoom.remove(room);
    if (ofRoom == null) {
      return List.of();
    }
    List<OwnerLink> closed = List.copyOf(ofRoom);
    closed.forEach(link -> close(link, false));
    return closed;
  }
}
