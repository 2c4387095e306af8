package prosa.server.room;

import io.netty.buffer.ByteBuf;
import prosa.protocol.JsonBuffer;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.WriteBatch;
import prosa.server.operations.Counters.Count;

/**
 * What was delivered to one direct or browser member: every message of the room is sent to it, or
 * is counted in {@code missed}. It outlives the member's connections: between two of them it keeps
 * only the number up to which messages were delivered.
 *
 * <p>What a full queue was not sent is remembered as a run of message numbers, and as whether the
 * member missed a change of the member list. Both are sent as soon as they fit, before anything
 * newer. On the room's loop.
 */
final class DeliveryState {
  private final Room room;
  private final DirectMember member;
  private long since;
  private long served;
  private long missedFrom;
  private long missedTo;
  private boolean listStale;

  /** Delivers from the next message on. */
  DeliveryState(Room room, DirectMember member) {
    this.room = room;
    this.member = member;
    this.since = room.broadcast().number();
    this.served = since;
  }

  /** There is a new connection, on which {@code seated} lists the members again. */
  void startOver() {
    missedFrom = 0;
    missedTo = 0;
    listStale = false;
  }

  /**
   * Says which messages went by while there was no connection.
   *
   * @param heard the last number that the member received; negative if unknown
   */
  void resume(long heard) {
    long last = heard < 0 ? served : Math.clamp(heard, since, room.broadcast().number());
    if (last < room.broadcast().number()) {
      member.tell(new ServerMessage.Missed(last + 1, room.broadcast().number()));
    }
    served = room.broadcast().number();
  }

  /** Sends something that is not a message of the room; what cannot fit is not written at all. */
  void tell(MemberConnection connection, ServerMessage what) {
    if (!connection.sendQueue().takes(leastLength(what)) || !send(connection, what)) {
      listStale = true;
    }
  }

  private boolean send(MemberConnection connection, ServerMessage what) {
    if (connection.isRemote()) {
      return connection.tell(what);
    }
    JsonBuffer sink = room.loop().sink();
    sink.clear();
    ProtocolWriter.append(sink, what);
    return connection.send(sink.array(), sink.length());
  }

  /** How long something is as JSON, at least. */
  private static int leastLength(ServerMessage what) {
    return what instanceof ServerMessage.Said said ? said.message().length() : 0;
  }

  /** The same for what is encoded already. */
  void tell(MemberConnection connection, byte[] what) {
    if (!connection.send(what)) {
      listStale = true;
    }
  }

  /**
   * Hands over a round with the messages numbered {@code first} to {@code last}, which may be none.
   */
  void deliver(
      MemberConnection connection, WriteBatch round, long first, long last, boolean events) {
    ByteBuf bytes = round.bytes();
    int size = bytes.readableBytes();
    boolean caughtUp = !lags() || catchUp(connection, first - 1, size);
    if (caughtUp && connection.sendQueue().write(bytes, 0, size)) {
      served = last;
    } else {
      room.counters().add(Count.DROPPED, last - first + 1);
      missed(first, last, events);
    }
  }

  /** A round up to this message went to the node at which the member comes in. */
  void passed(long last) {
    served = last;
  }

  /** The last message that a member with a connection was sent, or was told it missed. */
  long heard() {
    return missedFrom == 0 ? room.broadcast().number() : missedFrom - 1;
  }

  /** The same of a member that may be away, or connected at another node. */
  long heardAtLeast() {
    return missedFrom == 0 ? served : missedFrom - 1;
  }

  /** Whoever comes back without having heard that it is here again has heard so much. */
  void stepOut() {
    since = served;
  }

  /** Messages that were said after this one may be told as missed. */
  void since(long number) {
    since = number;
    served = number;
  }

  /** Whether something has to be sent again, or told as missed. */
  boolean lags() {
    return missedFrom != 0 || listStale;
  }

  /** The member list will be sent to it again. */
  void markListStale() {
    listStale = true;
  }

  /** These messages, and perhaps events, did not get to it. */
  void missed(long first, long last, boolean events) {
    if (last >= first) {
      if (missedFrom == 0) {
        missedFrom = first;
      }
      missedTo = last;
    }
    listStale |= events;
  }

  /** Says what was missed, if there is room by now. */
  void catchUp(MemberConnection connection) {
    if (lags()) {
      room.flush();
      if (lags()) {
        catchUp(connection, room.broadcast().number(), 0);
      }
    }
  }

  /** Says what was missed, if that and {@code more} bytes fit. */
  private boolean catchUp(MemberConnection connection, long upTo, int more) {
    if (listStale && !connection.sendQueue().takes(member.leastLengthOfSeated() + more)) {
      return false; // without making it: it is long, and many may lag
    }
    byte[] missed =
        missedFrom == 0
            ? new byte[0]
            : ProtocolWriter.write(new ServerMessage.Missed(missedFrom, missedTo));
    byte[] state = listStale ? ProtocolWriter.write(member.seated(upTo)) : new byte[0];
    if (!connection.sendQueue().takes(missed.length + state.length + more + 2 * Framing.HEADER)) {
      return false;
    }
    if (missed.length > 0 && !connection.send(missed)) {
      return false;
    }
    missedFrom = 0;
    missedTo = 0;
    served = upTo;
    if (state.length > 0 && !connection.send(state)) {
      return false;
    }
    listStale = false;
    return true;
  }
}
