package prosa.server;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import prosa.protocol.Names;
import prosa.server.cluster.ClusterMessage;
import prosa.server.cluster.ClusterNode;
import prosa.server.cluster.ClusterRooms;
import prosa.server.cluster.OwnerLink;
import prosa.server.cluster.Relay;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.ServerContext;
import prosa.server.operations.Counters;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomId;
import prosa.server.room.RelayRoom;
import prosa.server.room.Room;
import prosa.server.room.SeatService;

/**
 * Brings what the cluster decides to the loops of the rooms, and what these tell other nodes back
 * to the door's loop. On the door's loop.
 */
final class ServerRooms implements ClusterRooms {
  private final EventLoop door;
  private final EventLoops loops;
  private final ServerContext context;
  private final RoomRegistry registry;
  private final Supplier<SeatService> seatService;
  private final Counters counters;
  private final Consumer<Runnable> toNode;
  private ClusterNode node;

  /** For the rooms of {@code registry}; {@link #node} is called once before anything else. */
  @SuppressWarnings("NullAway.Init")
  ServerRooms(
      EventLoop door,
      EventLoops loops,
      ServerContext context,
      RoomRegistry registry,
      Supplier<SeatService> seatService,
      Counters counters) {
    this.door = door;
    this.loops = loops;
    this.context = context;
    this.registry = registry;
    this.seatService = seatService;
    this.counters = counters;
    this.toNode =
        task -> {
          if (!door.isShuttingDown()) {
            door.execute(task);
          }
        };
  }

  void node(ClusterNode made) {
    node = made;
  }

  private void tell(OwnerLink link, List<ClusterMessage.DownItem> items) {
    toNode.accept(() -> node.ownerLinks().tell(link, items));
  }

  private void with(RoomId id, Consumer<Room> what) {
    registry
        .find(id)
        .ifPresent(
            handle -> {
              if (handle.room() instanceof Room room) {
                handle.onLoop(() -> what.accept(room));
              }
            });
  }

  private void with(Relay relay, Consumer<RelayRoom> what) {
    registry
        .find(relay.localId())
        .ifPresent(
            handle -> {
              if (handle.room() instanceof RelayRoom room) {
                handle.onLoop(() -> what.accept(room));
              }
            });
  }

  // ---- rooms of this node

  @Override
  public Set<String> namesOf(String user) {
    return Names.keysWithAndWithoutNumber(user);
  }

  @Override
  public long nextConnection() {
    return context.nextId();
  }

  @Override
  public void seat(
      RoomId room,
      int place,
      long connection,
      OwnerLink link,
      ClusterMessage.Enter who,
      String secret,
      boolean resumed,
      long heard) {
    with(
        room,
        at ->
            at.seatRemote(
                place,
                connection,
                link,
                who,
                secret,
                resumed,
                heard,
                context.budgets().unlimited(),
                this::tell));
  }

  @Override
  public void input(RoomId room, long connection, ClusterMessage.UpItem item) {
    with(room, at -> at.remoteInput(connection, item));
  }

  @Override
  public void resync(RoomId room, OwnerLink link) {
    with(room, at -> at.resync(link, this::tell));
  }

  @Override
  public void lost(RoomId room, List<Long> connections) {
    with(room, at -> at.remoteLost(connections));
  }

  @Override
  public void freeze(RoomId room, Consumer<ClusterMessage.MovedRoom> answer) {
    with(
        room,
        at -> {
          ClusterMessage.MovedRoom what = at.freeze();
          toNode.accept(() -> answer.accept(what));
        });
  }

  @Override
  public void unfreeze(RoomId room) {
    with(room, Room::unfreeze);
  }

  @Override
  public void expect(RoomId room, ClusterMessage.MovedRoom from, List<String> formerly) {
    with(room, at -> at.expect(from, formerly));
  }

  @Override
  public void follow(
      RoomId id,
      Relay relay,
      Map<Integer, String> classicSecrets,
      Map<Integer, Integer> holdSeconds) {
    registry
        .find(id)
        .ifPresent(
            handle -> {
              if (handle.room() instanceof Room room) {
                RelayRoom next = relayRoom(relay);
                handle.becomes(next);
                handle.onLoop(
                    () -> {
                      next.open();
                      classicSecrets.forEach(next::classicSecret);
                      next.holdSeconds(holdSeconds);
                      room.follow(next);
                      handle.classic().moveTo(next);
                      room.takeHeldBack().forEach(next::sayLater);
                    });
              }
            });
  }

  @Override
  public void offer(RoomId room, RoomId other) {
    with(room, at -> at.offerToSingle(other));
  }

  // ---- relays

  private RelayRoom relayRoom(Relay relay) {
    return new RelayRoom(
        relay.localId(),
        loops.of(relay.localId()),
        seatService.get(),
        counters,
        new RelayRoom.Uplink() {
          @Override
          public void up(ClusterMessage.UpItem item) {
            toNode.accept(() -> node.relays().up(relay, item));
          }

          @Override
          public long epoch() {
            return relay.epoch();
          }

          @Override
          public void leaving(
              long connection, String secret, ClientAddress client, Set<String> names) {
            toNode.accept(() -> relay.leaving(connection, secret, client, names));
          }

          @Override
          public String secretOfLent(int place) {
            return relay.secretOfLent(place);
          }

          @Override
          public void empty() {
            toNode.accept(() -> node.relays().closeIfIdle(relay));
          }
        },
        this::clientOf);
  }

  private ClientAddress clientOf(MemberConnection connection) {
    return context.clientAddress(connection.channel());
  }

  @Override
  public void opened(Relay relay) {
    registry.openRelay(relayRoom(relay));
  }

  @Override
  public void told(Relay relay, ClusterMessage.DownItem item) {
    with(relay, at -> at.told(item));
  }

  @Override
  public void returned(Relay relay, long member, byte[] text) {
    with(relay, at -> at.returned(member, text));
  }

  @Override
  public void enterAgain(Relay relay) {
    with(relay, RelayRoom::enterAgain);
  }

  @Override
  public void refuseAll(Relay relay) {
    with(relay, RelayRoom::refuseAll);
  }

  @Override
  public void members(Relay relay, Consumer<List<ClusterMessage.MovedSeat>> answer) {
    with(relay, at -> at.members(members -> toNode.accept(() -> answer.accept(members))));
  }

  @Override
  public void closed(Relay relay) {
    registry.closeRelay(relay.localId());
  }

  /** The door's loop. */
  EventLoop door() {
    return door;
  }
}
