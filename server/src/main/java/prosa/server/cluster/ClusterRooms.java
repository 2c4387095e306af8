package prosa.server.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import prosa.server.placement.RoomId;

/**
 * The rooms of a node as the cluster sees them: those that it owns, whose members may come in at
 * other nodes, and the relays, which stand for rooms of other nodes. Calls and answers are on
 * placement's thread.
 */
public interface ClusterRooms {

  // ---- rooms of this node

  /** What a name is compared by where somebody may not come back. */
  Set<String> namesOf(String user);

  /** A number for a connection that another node has; no connection of this node ever has it. */
  long nextConnection();

  /**
   * Seats a member that comes in at another node: placement has agreed.
   *
   * @param heard the last message that it heard here; negative if that is not known
   */
  void seat(
      RoomId room,
      int place,
      long connection,
      OwnerLink link,
      ClusterMessage.Enter who,
      String secret,
      boolean resumed,
      long heard);

  /** A member of another node does something; {@code connection} is what it was seated with. */
  void input(RoomId room, long connection, ClusterMessage.UpItem item);

  /** The other node wants to know how things stand: to be answered by {@code Sync}. */
  void resync(RoomId room, OwnerLink link);

  /** The connections of these members are lost. */
  void lost(RoomId room, List<Long> connections);

  /**
   * What the room's members are called, and where it is, for another node; from now on nothing is
   * said there.
   */
  void freeze(RoomId room, Consumer<ClusterMessage.MovedRoom> answer);

  /** It does not move, or was handed over and all of its members have come. */
  void unfreeze(RoomId room);

  /**
   * Members of other nodes are expected in a room that was opened for them; they are away.
   *
   * @param formerly what their room was called, the latest name first
   */
  void expect(RoomId room, ClusterMessage.MovedRoom from, List<String> formerly);

  /**
   * The room goes on at another node: its members who came in here are on {@code relay} from now
   * on, and those of other nodes are not here any more.
   *
   * @param classicSecrets of the places of classic members
   * @param holdSeconds for how long seats are to be held, of the places of those who asked for
   *     longer than usual
   */
  void follow(
      RoomId room,
      Relay relay,
      Map<Integer, String> classicSecrets,
      Map<Integer, Integer> holdSeconds);

  /** The single member of a room is offered another one. */
  void offer(RoomId room, RoomId other);

  // ---- relays

  /** A relay is there: members can be seated by it. */
  void opened(Relay relay);

  /** The owner tells something. */
  void told(Relay relay, ClusterMessage.DownItem item);

  /** What was said into the dark comes back to its writer. */
  void returned(Relay relay, long member, byte[] text);

  /** All members are to enter again, by {@link GatewayRelays#up}: the owner may be another one. */
  void enterAgain(Relay relay);

  /** No node has the room, and none opens it again: the members need other seats. */
  void refuseAll(Relay relay);

  /** Who comes in here, as far as they know it themselves. */
  void members(Relay relay, Consumer<List<ClusterMessage.MovedSeat>> answer);

  /** Nobody is on this relay any more. */
  void closed(Relay relay);
}
