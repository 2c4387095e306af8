package prosa.server.room;

import io.netty.channel.Channel;
import java.util.List;
import java.util.function.Predicate;
import prosa.net.SendQueue;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.server.operations.Counters;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomId;
import prosa.zmtp.Subscriptions;

/**
 * A room as its server has it: a {@link Room} of its own, or what stands for one of another node.
 * All but {@link #id}, {@link #execute} and the loops is for the room's loop only.
 */
public interface HostedRoom extends JoinableRoom {

  /** The thread it lives on, with what it shares there. */
  RoomLoop loop();

  /** What it tells and asks the server. */
  SeatService seatService();

  /** The counters. */
  Counters counters();

  /** Opens the room. */
  void open();

  /** Closes it; nobody sits here any more. */
  void close();

  /** A classic user's connection came. */
  void userCame();

  /** A classic user's connection went. */
  void userWent();

  /**
   * Seats a classic client: from now on it hears.
   *
   * @param publisher the number of its publisher's connection
   */
  ClassicParticipant seatClassic(
      int place,
      long publisher,
      ClientAddress client,
      SendQueue sendQueue,
      Subscriptions subscriptions);

  /** The seat of a member who was away is given up. */
  void expire(int place);

  /** The operator took the seat: its member is told why, and the connection is closed. */
  void remove(int place, ErrorCode why);

  /** Offers the single member of another room to this member. */
  void offer(int place, RoomId other);

  /** Tells every direct and browser member, and those who are on their way here. */
  void tellAll(ServerMessage news);

  /** How many direct and browser members are connected here. */
  int connectedDirects();

  /**
   * Closes the connections of up to {@code most} direct and browser members, whose seats are held.
   *
   * @return the number of clients
   */
  int sendAway(int most);

  /**
   * Closes the connections of the members that are chosen, and tells them why; their seats are
   * held.
   *
   * @return their channels, which end by themselves
   */
  List<Channel> sendAway(Predicate<Channel> chosen, ErrorCode why);

  /** The server ends: says so to every direct and browser member, and closes their connections. */
  void dismiss(ServerMessage last);
}
