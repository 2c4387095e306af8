package prosa.server.room;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.NoopHandler;
import prosa.server.connection.WriteBatch;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.refusal.Refusals;

/**
 * A direct or browser member: its seat, and its connection while there is one.
 *
 * <p>{@link DeliveryState} sends to it, {@link CommandHandler} executes what it sends. Without a
 * connection it is away. On the room's loop.
 */
public final class DirectMember extends RoomMember implements ConnectionHandler {
  private final Room room;
  private final CommandHandler commandHandler;
  private final DeliveryState deliveryState;
  private byte[] literal;
  private String secret;
  private @Nullable MemberConnection connection;
  private long latest = -1;
  private @Nullable ConnectionBudgets budgets;
  private boolean steppedOut;
  private boolean expected;

  /** Whether a classic client had the seat when the room was at another node. */
  private boolean wasClassic;

  /**
   * Whether it sat down with the secret of a seat, maybe one of a room that goes on in this one.
   */
  private boolean cameBack;

  private ClientAddress client = new ClientAddress("nowhere", true);
  private boolean expelled;
  private Optional<String> sealed = Optional.empty();

  DirectMember(Room room, int place, String name, String secret) {
    this(room, place, room.nextMemberId(), name, secret, room.loop().nanos().getAsLong());
  }

  /** Who had this id, and sat down then, when its room was at another node. */
  DirectMember(Room room, int place, long id, String name, String secret, long satDown) {
    super(place, id, name, satDown);
    this.room = room;
    this.secret = secret;
    this.literal = ProtocolWriter.literal(name);
    this.commandHandler = new CommandHandler(room, this);
    this.deliveryState = new DeliveryState(room, this);
  }

  // ---- coming and going

  /** It came with the secret of a seat that nobody holds any more. */
  void comesBack() {
    cameBack = true;
  }

  /** It is about to arrive from this address. */
  void comesFrom(ClientAddress address) {
    client = address;
  }

  /** Takes its seat, on a connection that is on this room's loop: sends {@code seated}. */
  void arrive(MemberConnection next) {
    connection = next;
    steppedOut = false;
    latest = next.id();
    client = next.client();
    room.votes().seen(this);
    budgets = next.budgets();
    next.owner(this);
    room.connected(next, 1);
    tell(seated(room.broadcast().number()));
  }

  /** Comes back to its seat, or takes it over from its own previous connection. */
  void resume(MemberConnection next, String rotated, long heard) {
    cameBack = true;
    wasClassic = false;
    boolean wasAway = connection == null;
    if (budgets != null) {
      next.budgets().continueFrom(budgets); // coming back renews nothing
    }
    endPreviousConnection();
    secret = rotated;
    commandHandler.newLine();
    deliveryState.startOver();
    if (wasAway) {
      var _ = room.presence().changed(this, true);
    }
    room.presence().beforeListed(place());
    room.flush();
    arrive(next);
    if (heard >= 0 || !expected) {
      deliveryState.resume(heard);
    } else {
      deliveryState.passed(room.broadcast().number());
    }
    expected = false;
    room.votes()
        .tellAgain(this); // behind what was missed, which another node is told with the seat
  }

  /** A newer connection with its secret was accepted, and ended before it arrived here. */
  void takenOver() {
    if (endPreviousConnection()) {
      var _ = room.presence().changed(this, false);
    }
  }

  private boolean endPreviousConnection() {
    MemberConnection previous = connection;
    if (previous == null) {
      return false;
    }
    room.counters().refused(ErrorCode.RESUMED_ELSEWHERE);
    tell(Refusals.resumedElsewhere());
    drop();
    previous.end();
    return true;
  }

  /** Goes to another room, with its connection if that is still there. */
  void depart() {
    room.flush();
    drop();
    room.removeMember(this);
  }

  /** Goes to another room with its connection, and may come back to this seat for a moment. */
  void stepOut() {
    room.flush();
    deliveryState.stepOut();
    drop();
    steppedOut = true;
    var _ = room.presence().changed(this, false);
  }

  /** Lets the connection go, without closing it. */
  void drop() {
    MemberConnection gone = connection;
    if (gone != null) {
      connection = null;
      gone.owner(NoopHandler.INSTANCE);
      room.connected(gone, -1);
    }
  }

  /** Gives the seat up; the connection goes back to the door. */
  void leave() {
    MemberConnection gone = connection;
    if (gone != null) {
      gone.pause(); // until it is back at the door
      room.seatService() // before anybody hears of it
          .leave(room, place(), gone.id(), () -> room.seatService().backToDoor(gone));
      gone.budgets().charge(Resource.JOINS); // cannot be refused: entering again waits the longer
      depart();
    }
  }

  /**
   * The others moved it away: nothing more is read here. A connection of another node ends here,
   * and enters anew there.
   *
   * @return its connection, if that waits for another seat
   */
  @Nullable MemberConnection expelled() {
    expelled = true;
    MemberConnection now = connection;
    if (now == null) {
      return null;
    }
    if (now instanceof RemoteMemberConnection remote) {
      drop();
      remote.movedAway();
      room.removeMember(this);
      return null;
    }
    now.pause();
    return now;
  }

  /** Whether it was moved away and still has its seat here. */
  boolean isExpelled() {
    return expelled;
  }

  /** It was moved away, and there is no other seat for it: tells it so, and closes. */
  void seatNowhere(MemberConnection on) {
    if (isOn(on)) {
      room.counters().refused(ErrorCode.VOTED_AWAY);
      tell(Refusals.of(Refusal.VOTED_AWAY));
      dismiss();
      room.removeMember(this);
    }
  }

  /** Tells a decision of the operator's, after which the connection is closed. */
  void tellDecision(ErrorCode why) {
    if (connection != null) {
      room.counters().refused(why);
      tell(Refusals.byOperator(why));
    }
  }

  /** The channel of its connection; empty while it is away. */
  Optional<Channel> channel() {
    return Optional.ofNullable(connection)
        .filter(here -> !here.isRemote())
        .map(MemberConnection::channel);
  }

  /** Closes the connection after what is queued. */
  void dismiss() {
    MemberConnection gone = connection;
    if (gone != null) {
      drop();
      gone.end();
    }
  }

  /** Closes the connection after what is queued; the seat is held, as if the member had lost it. */
  void sendAway() {
    MemberConnection gone = connection;
    if (gone != null) {
      room.flush();
      drop();
      room.seatService().lost(room, place(), gone.id());
      var _ = room.presence().changed(this, false);
      gone.end();
    }
  }

  @Override
  public void closed(MemberConnection from) {
    if (isOn(from)) {
      connection = null;
      room.connected(from, -1);
      room.seatService().lost(room, place(), from.id());
      var _ = room.presence().changed(this, false);
    }
  }

  /** Whether this is the connection it is on, or was on last. */
  boolean satOn(MemberConnection other) {
    return latest == other.id();
  }

  /**
   * Input received together with its arrival has been handled; later input proves that it knows its
   * secret.
   */
  void settled(MemberConnection on) {
    if (isOn(on)) {
      commandHandler.settled();
    }
  }

  boolean isOn(MemberConnection other) {
    return connection != null && connection.id() == other.id();
  }

  @Override
  public boolean here() {
    return connection != null;
  }

  @Override
  public boolean classic() {
    return wasClassic;
  }

  @Override
  public boolean inAnotherRoom() {
    return steppedOut;
  }

  /** The last message that was sent to it, or that it was told it missed. */
  long heard() {
    return deliveryState.heard();
  }

  /** The same of a member that may be away, or connected at another node. */
  long heardAtLeast() {
    return deliveryState.heardAtLeast();
  }

  /** The room is on its way to another node. */
  void frozen() {
    commandHandler.frozen();
  }

  /** What it told last, in an encrypted room, for those who come later. */
  @Override
  public Optional<String> sealed() {
    return sealed;
  }

  /** It tells the members of an encrypted room something that only they can open. */
  void tellSealed(ClientMessage.Tell what) {
    if (what.keep()) {
      sealed = Optional.of(what.sealed());
      room.presence().sealedChanged();
    }
    room.told(this, what);
  }

  /** Whether it comes in at another node. */
  boolean isRemote() {
    return connection != null && connection.isRemote();
  }

  /** A round up to this message went to the node at which it comes in. */
  void passed(long last) {
    deliveryState.passed(last);
  }

  /**
   * It sat in this room at another node.
   *
   * @param heard the last message that it heard there, by the numbers of this room; negative if it
   *     may have heard all
   */
  void cameFromElsewhere(
      boolean numbersGoOn, long heard, boolean asClassic, List<RecentIds.Known> ids) {
    long last = room.broadcast().number();
    if (numbersGoOn) {
      deliveryState.since(0);
      deliveryState.passed(heard < 0 ? last : Math.min(heard, last));
    }
    expected = !numbersGoOn;
    wasClassic = asClassic;
    commandHandler.remembered(ids);
  }

  /** The connection that it is on, if there is one. */
  Optional<MemberConnection> connection() {
    return Optional.ofNullable(connection);
  }

  String secret() {
    return secret;
  }

  /** The ids of its latest messages. */
  List<RecentIds.Known> recentIds() {
    return commandHandler.recentIds();
  }

  Framing framing() {
    MemberConnection now = connection;
    return now == null ? Framing.ZMTP : now.framing();
  }

  /** Its name as JSON. */
  byte[] literal() {
    return literal;
  }

  @Override
  void name(String next) {
    super.name(next);
    literal = ProtocolWriter.literal(next);
    if (connection instanceof RemoteMemberConnection remote) {
      remote.named(next);
    }
    room.votes().seen(this);
  }

  /**
   * Takes the requested name, or a similar one that is free.
   *
   * @return false, and it keeps its name, if somebody was moved away who had it
   */
  boolean rename(String requested) {
    String granted = room.roster().nameFor(requested, this);
    ServerMessage.Renamed renamed = new ServerMessage.Renamed(place(), name(), granted, false);
    if (granted.equals(name())) {
      tell(renamed);
    } else if (room.votes().keepsOut(requested)) {
      return false;
    } else {
      name(granted);
      if (!room.presence().changed(this, true)) {
        tell(renamed); // the others hear of it later
      }
    }
    return true;
  }

  // ---- output

  /** Its seat and the members of the room, as they are after the message {@code number}. */
  ServerMessage.Seated seated(long number) {
    RoomConfig config = room.loop().config();
    return new ServerMessage.Seated(
        room.id().name(),
        name(),
        place(),
        id(),
        secret,
        number,
        room.capacity(),
        room.isPrivate(),
        room.presence().members(place()),
        config.limits(),
        room.loop().doors().toldTo(isRemote()),
        room.salt(),
        cameBack ? room.formerly() : List.of());
  }

  /** How long {@link #seated} is as JSON, at least. */
  int leastLengthOfSeated() {
    return room.presence().lengthOfMembers(place());
  }

  /** Tells this member alone, after what the room has said so far. */
  void tell(ServerMessage what) {
    room.flush();
    MemberConnection now = connection;
    if (now != null) {
      room.watch();
      deliveryState.tell(now, what);
    }
  }

  /** The same for what is encoded already. */
  void tell(byte[] what) {
    room.flush();
    MemberConnection now = connection;
    if (now != null) {
      room.watch();
      deliveryState.tell(now, what);
    }
  }

  /**
   * Hands over a round with the messages numbered {@code first} to {@code last}, which may be none.
   */
  void deliver(WriteBatch round, long first, long last, boolean events) {
    MemberConnection now = connection;
    if (now != null) {
      deliveryState.deliver(now, round, first, last, events);
    }
  }

  @Override
  public void writable(MemberConnection from) {
    if (isOn(from)) {
      deliveryState.catchUp(from);
    }
  }

  /** Says what was missed, if there is room by now and nothing has come by since to bring it. */
  void catchUp() {
    MemberConnection now = connection;
    if (now != null) {
      deliveryState.catchUp(now);
    }
  }

  /** A round could not be handed over. */
  void undelivered(long first, long last, boolean events) {
    deliveryState.missed(first, last, events);
  }

  /** It was not sent an event of the room. */
  void markListStale() {
    deliveryState.markListStale();
    room.watch();
  }

  @Override
  ClientAddress client() {
    return client;
  }

  @Override
  long connectionId() {
    return latest;
  }

  /** That of another node's connection is its node's affair: it enters anew there. */
  @Override
  boolean isReseated() {
    return connection != null && !connection.isRemote();
  }

  @Override
  long waiting() {
    return connection == null ? 0 : connection.sendQueue().waiting();
  }

  @Override
  boolean stuck(long now, long nanos) {
    return connection != null && connection.sendQueue().stuck(now, nanos);
  }

  @Override
  boolean isSettled() {
    return connection == null || (connection.sendQueue().isSettled() && !deliveryState.lags());
  }

  @Override
  boolean closeConnection() {
    return connection != null && connection.sendQueue().abort();
  }

  // ---- input

  @Override
  public void text(MemberConnection from, ByteBuf text) {
    commandHandler.text(from, text);
  }

  @Override
  public void tooLong(MemberConnection from, long size) {
    commandHandler.tooLong(from);
  }

  @Override
  public void notText(MemberConnection from) {
    commandHandler.notText(from);
  }
}
