package prosa.server.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.RoomId;

/** Rooms that record what they are told, each call as a line, and what was said by whom. */
final class RecordedRooms implements ClusterRooms {
  /** Whoever is on each relay. */
  List<ClusterMessage.MovedSeat> onRelays = List.of();

  /** What a frozen room answers; it does not yet if this is empty. */
  Optional<ClusterMessage.MovedRoom> frozen =
      Optional.of(
          new ClusterMessage.MovedRoom(false, OptionalLong.of(41), Optional.empty(), List.of()));

  /** By which the last member was seated. */
  @Nullable OwnerLink lastLink;

  final List<ClusterMessage.MovedRoom> expected = new ArrayList<>();

  /** What rooms were called that were opened here for others. */
  final List<String> formerly = new ArrayList<>();

  /** How long seats of the last room that went are to be held, by place. */
  Map<Integer, Integer> held = Map.of();

  private List<String> calls = new ArrayList<>();
  private long connections = 1_000;

  /** The calls since the last one of this. */
  List<String> calls() {
    List<String> all = calls;
    calls = new ArrayList<>();
    return all;
  }

  private void called(String what) {
    calls.add(what);
  }

  private static String shown(Object item) {
    return item.getClass().getSimpleName();
  }

  @Override
  public Set<String> namesOf(String user) {
    return Set.of(user.toLowerCase(Locale.ROOT));
  }

  @Override
  public long nextConnection() {
    return ++connections;
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
    lastLink = link;
    called("seat %d at %s, heard %d".formatted(who.member(), room, heard));
  }

  @Override
  public void input(RoomId room, long connection, ClusterMessage.UpItem item) {
    called("input %d %s".formatted(connection, shown(item)));
  }

  @Override
  public void resync(RoomId room, OwnerLink link) {
    called("resync");
  }

  @Override
  public void lost(RoomId room, List<Long> lost) {
    called("lost %s".formatted(lost));
  }

  @Override
  public void freeze(RoomId room, Consumer<ClusterMessage.MovedRoom> answer) {
    called("freeze %s".formatted(room));
    frozen.ifPresent(answer);
  }

  @Override
  public void unfreeze(RoomId room) {
    called("unfreeze %s".formatted(room));
  }

  @Override
  public void expect(RoomId room, ClusterMessage.MovedRoom from, List<String> formerly) {
    expected.add(from);
    this.formerly.addAll(formerly);
  }

  @Override
  public void follow(
      RoomId room,
      Relay relay,
      Map<Integer, String> classicSecrets,
      Map<Integer, Integer> holdSeconds) {
    called("follow %s to %s".formatted(room, relay.room().id()));
    held = holdSeconds;
  }

  @Override
  public void offer(RoomId room, RoomId other) {
    called("offer %s %s".formatted(room, other));
  }

  @Override
  public void opened(Relay relay) {
    called("opened %s".formatted(relay.room().id()));
  }

  @Override
  public void told(Relay relay, ClusterMessage.DownItem item) {
    called("told %s".formatted(shown(item)));
  }

  @Override
  public void returned(Relay relay, long member, byte[] text) {
    called("returned to %d".formatted(member));
  }

  @Override
  public void enterAgain(Relay relay) {
    called("enter again at %s".formatted(relay.room().id()));
  }

  @Override
  public void refuseAll(Relay relay) {
    called("refuse all");
  }

  @Override
  public void members(Relay relay, Consumer<List<ClusterMessage.MovedSeat>> answer) {
    answer.accept(onRelays);
  }

  @Override
  public void closed(Relay relay) {
    called("closed %s".formatted(relay.localId()));
  }
}
