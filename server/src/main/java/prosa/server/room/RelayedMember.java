package prosa.server.room;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage;
import prosa.protocol.TokenBucket;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.NoopHandler;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Refusal;
import prosa.server.refusal.Refusals;

/**
 * A direct or browser member who comes in here and sits in a room of another node. It is read from
 * while it has its seat there; what it says is paid for here and handed on as it is. What its queue
 * cannot take it is told as {@code missed}. On the relay room's loop.
 */
final class RelayedMember implements ConnectionHandler {
  static final int LATEST_IDS = 64;
  private static final long SOON_MILLIS = 500;

  private final RelayRoom room;
  private final MemberConnection connection;
  private TokenBucket messages;
  private Set<String> ids = new LinkedHashSet<>();
  private String user;
  private int place;
  private String secret;
  private final boolean resumed;
  private boolean wasSeated;
  private boolean hasSat;
  private long satDown;
  private boolean entered;
  private boolean reading;
  private long served;
  private long heardIn;
  private long missedFrom;
  private long missedTo;
  private boolean listStale;
  private boolean refreshing;
  private boolean gone;
  private int tries;
  private long enteredAt;
  private int waits;
  private @Nullable ServerMessage onceSeated;
  private int holdSeconds;

  RelayedMember(
      RelayRoom room,
      MemberConnection connection,
      String user,
      int place,
      String secret,
      boolean resumed,
      long heard,
      long heardIn) {
    this.room = room;
    this.connection = connection;
    this.user = user;
    this.place = place;
    this.secret = secret;
    this.resumed = resumed;
    this.served = heard;
    this.heardIn = heardIn;
    this.messages = new TokenBucket(room.loop().config().rate(), room.loop().nanos().getAsLong());
  }

  /** The epoch of the room that a secret leads to. */
  static long epochOf(String secret) {
    return secret.length() > 38 ? parseEpoch(secret.substring(22, 38)) : 0;
  }

  private static long parseEpoch(String hex) {
    try {
      return Long.parseUnsignedLong(hex, 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  long number() {
    return connection.id();
  }

  int place() {
    return place;
  }

  String secret() {
    return secret;
  }

  /** It sat in the room before that went to the other node. */
  void satDownAt(long when) {
    satDown = when;
    hasSat = true;
  }

  int satSeconds(long now) {
    return hasSat ? (int) TimeUnit.NANOSECONDS.toSeconds(now - satDown) : 0;
  }

  /** It asked that of the room before. */
  void holdSeconds(int asked) {
    holdSeconds = asked;
  }

  /** How long it asked its seat to be held for; 0 if it did not. */
  int holdSeconds() {
    return holdSeconds;
  }

  String user() {
    return user;
  }

  boolean isEntered() {
    return entered;
  }

  int tried() {
    return tries;
  }

  Framing framing() {
    return connection.framing();
  }

  Channel channel() {
    return connection.channel();
  }

  ClientAddress client() {
    return room.client(connection);
  }

  // ---- coming and going

  /** Asks the owner for the seat; nothing is read until it is there. */
  void enter() {
    stopReading();
    tries++;
    enteredAt = room.loop().nanos().getAsLong();
    room.uplink()
        .up(
            new ClusterMessage.Enter(
                number(),
                secret,
                user,
                heard(),
                heardIn,
                false,
                connection.framing() == Framing.WEBSOCKET,
                connection.page(),
                client(),
                connection.fragment()));
  }

  /** The last message that it heard, in the room of epoch {@code heardIn}. */
  private long heard() {
    return missedFrom > 0 ? missedFrom - 1 : served;
  }

  /** Nothing is read, since nobody could be told. */
  void stopReading() {
    entered = false;
    if (reading) {
      reading = false;
      connection.pause();
    }
  }

  void enterAgainIfLate(long now) {
    if (!entered && RelayRoom.isLate(now - enteredAt, tries)) {
      enter();
    }
  }

  void seated(ClusterMessage.Seated seated) {
    secret = seated.secret();
    place = seated.place();
    user = seated.user();
    if (entered) {
      if (served < seated.number()) { // a gap: the rounds before it are lost
        passOver(seated.number());
      }
      refreshing = false;
      listStale = !connection.send(seated.text());
      return;
    }
    entered = true;
    if (!wasSeated) {
      wasSeated = true;
      RelayRoom.SeatBudgets left =
          room.budgetsOf(
              place, resumed, new RelayRoom.SeatBudgets(messages, ids, connection.budgets()));
      messages = left.messages();
      ids = left.ids();
    }
    if (!hasSat) {
      hasSat = true;
      satDown = room.loop().nanos().getAsLong();
    }
    tries = 0;
    waits = 0;
    missedFrom = 0;
    missedTo = 0;
    listStale = !connection.send(seated.text());
    refreshing = false;
    served = seated.number();
    heardIn = room.uplink().epoch();
    if (seated.heard() < seated.number()) {
      missed(seated.heard() + 1, seated.number(), false);
      catchUp();
    }
    ServerMessage later = onceSeated;
    if (later != null) {
      onceSeated = null;
      tell(later);
    }
    if (holdSeconds > 0) { // asked for since the owner was told of this seat, maybe
      up(ProtocolWriter.write(new ClientMessage.Hold(holdSeconds)));
    }
    if (!reading) {
      reading = true;
      connection.resume();
    }
  }

  /** It took another name there. */
  void named(String by) {
    user = by;
  }

  /**
   * Its seat is in another room of that node, which this secret leads to: one in which it has heard
   * nothing, unless that is the room in which it heard last.
   */
  void sitsElsewhere(String next) {
    letGo();
    long heardThere = heardIn != 0 && epochOf(next) == heardIn ? Math.max(0, heard()) : 0;
    ClientMessage.Enter there =
        new ClientMessage.Enter(
            user,
            Optional.of(next),
            OptionalLong.of(heardThere),
            Optional.empty(),
            false,
            Optional.empty());
    room.seatService().enterAnew(connection, there);
  }

  private void letGo() {
    room.remove(this, true);
    gone = true;
    stopReading(); // what it says goes to the next room
    room.forgetBudgets(place, connection.budgets());
    connection.owner(NoopHandler.INSTANCE);
  }

  /** It has no seat there. */
  void refused(Refusal why) {
    letGo();
    boolean movedAway = wasSeated && why == Refusal.VOTED_AWAY;
    if (movedAway || (!wasSeated && !resumed)) {
      room.seatService().enterAnew(connection, new ClientMessage.Enter(user));
      return;
    }
    room.counters().refused(Refusals.reason(why));
    connection.send(ProtocolWriter.write(Refusals.of(why)));
    room.seatService().backToDoor(connection);
  }

  /**
   * It goes to another room with its connection.
   *
   * @param held whether its seat is held for a moment
   */
  void depart(boolean held) {
    room.forgetBudgets(place, connection.budgets());
    drop(!held);
  }

  /** Tells it something after it has its seat. */
  void tellOnceSeated(ServerMessage what) {
    if (entered) {
      tell(what);
    } else {
      onceSeated = what;
    }
  }

  /** Its seat is free, and its connection ends. */
  void leaveFor() {
    drop(true);
    connection.end();
  }

  /** Its connection ends, the seat is held. */
  void sendAway() {
    drop(false);
    connection.end();
  }

  void dismissed() {
    room.remove(this, true);
    gone = true;
    connection.owner(NoopHandler.INSTANCE);
    connection.end();
  }

  private void drop(boolean left) {
    gone = true;
    room.remove(this, left);
    connection.owner(NoopHandler.INSTANCE);
    room.uplink().up(new ClusterMessage.Gone(number(), left));
  }

  @Override
  public void closed(MemberConnection from) {
    if (!gone) {
      gone = true;
      room.remove(this, false);
      room.uplink().up(new ClusterMessage.Gone(number(), false));
    }
  }

  void rest(long millis) {
    connection.rest(millis);
  }

  boolean stuck(long now, long nanos) {
    return connection.sendQueue().stuck(now, nanos);
  }

  /** The bytes that wait for it. */
  long waiting() {
    return connection.sendQueue().waiting();
  }

  /** Closes its connection without waiting for its queue; false if it was closed before. */
  boolean abort() {
    return connection.sendQueue().abort();
  }

  // ---- output

  void tell(byte[] text) {
    if (!connection.send(text)) {
      listStale = true;
    }
  }

  private void tell(ServerMessage what) {
    tell(ProtocolWriter.write(what));
  }

  /**
   * Hands over a round with these messages, which may be none. What was said between the last one
   * and these did not get here, and is missed.
   */
  void deliver(ByteBuf bytes, int size, long first, long last, boolean events) {
    if (!hears(first, last)) {
      return;
    }
    if (first > served + 1) {
      missed(served + 1, first - 1, false);
      served = first - 1;
    }
    catchUp();
    boolean lags = missedFrom != 0;
    if (!lags && connection.sendQueue().write(bytes, 0, size)) {
      served = Math.max(served, last);
    } else {
      room.counters().add(Count.DROPPED, last - first + 1);
      missed(first, last, events);
      served = Math.max(served, last);
    }
  }

  private boolean hears(long first, long last) {
    return entered && (last < first || last > served);
  }

  /** A round could not be handed over. */
  void undelivered(long first, long last, boolean events) {
    if (hears(first, last)) {
      missed(Math.min(first, served + 1), last, events);
      served = Math.max(served, last);
    }
  }

  private void missed(long first, long last, boolean events) {
    if (last >= first) {
      if (missedFrom == 0) {
        missedFrom = first;
      }
      missedTo = last;
    }
    listStale |= events;
  }

  /** The owner says how things stand after frames were lost. */
  void sync(long number, boolean known) {
    if (!known) {
      enter(); // also if it waits: the answer may be among what was lost
    } else if (entered && served < number) {
      passOver(number);
    }
  }

  private void passOver(long number) {
    missed(served + 1, number, false);
    served = number;
    catchUp();
  }

  @Override
  public void writable(MemberConnection from) {
    catchUp();
  }

  /** Says what was missed, if there is room, and asks who sits there. */
  void catchUp() {
    if (missedFrom != 0) {
      byte[] text = ProtocolWriter.write(new ServerMessage.Missed(missedFrom, missedTo));
      if (!connection.sendQueue().takes(text.length + Framing.HEADER) || !connection.send(text)) {
        return;
      }
      missedFrom = 0;
      missedTo = 0;
    }
    if (listStale && entered && !refreshing && connection.sendQueue().waiting() == 0) {
      refreshing = true;
      room.uplink().up(new ClusterMessage.Refresh(number()));
    }
  }

  // ---- input

  @Override
  public void text(MemberConnection from, ByteBuf text) {
    byte[] bytes = new byte[text.readableBytes()];
    text.getBytes(text.readerIndex(), bytes);
    try {
      take(room.loop().reader().toServer(bytes, 0, bytes.length), bytes);
    } catch (ProtocolException e) {
      if (e.isBadUtf8() && from.endsForBadUtf8()) {
        return;
      }
      room.counters().add(Count.MALFORMED);
      refuse(e.refused());
    }
  }

  private void take(ClientMessage command, byte[] text) {
    boolean paid =
        switch (command.type().cost()) {
          case MESSAGE -> isRepeated(command) ? mayRepeat() : maySend(command);
          case TYPING -> connection.budgets().take(Resource.TYPING) == 0;
          case REQUEST -> mayAsk();
          case JOIN -> true;
        };
    if (!paid) {
      return;
    }
    switch (command) {
      case ClientMessage.Say say -> {
        command.id().ifPresent(this::remember);
        connection.budgets().messageTaken();
        chargeExtra(say.message());
        up(text);
      }
      case ClientMessage.Typing _,
          ClientMessage.Rename _,
          ClientMessage.React _,
          ClientMessage.Invite _,
          ClientMessage.Vote _,
          ClientMessage.Ballot _,
          ClientMessage.Tell _ ->
          up(text);
      case ClientMessage.Hold(int seconds) -> {
        holdSeconds = seconds;
        up(text);
      }
      case ClientMessage.About(Optional<String> language) -> about(language.orElse(""));
      case ClientMessage.Next(boolean keep) -> {
        waits++;
        connection.pause();
        room.uplink().leaving(number(), secret, client(), Names.keysWithAndWithoutNumber(user));
        room.seatService().next(room, place, connection, user, keep, this::refusedNext);
      }
      case ClientMessage.Return _ -> {
        waits++;
        connection.pause();
        room.seatService().goBack(room, place, connection, user, this::refusedNext);
      }
      case ClientMessage.Leave _ -> {
        connection.pause();
        connection.budgets().charge(Resource.JOINS);
        room.forgetBudgets(place, connection.budgets());
        drop(true);
        room.seatService().backToDoor(connection);
      }
      case ClientMessage.Enter _ -> refuse(Refusals.alreadySeated());
    }
  }

  private void up(byte[] text) {
    room.uplink().up(new ClusterMessage.Text(number(), text));
  }

  private void refusedNext(Refusal why) {
    if (gone) {
      return;
    }
    refuse(Refusals.of(why));
    if (--waits <= 0 && entered) {
      waits = 0;
      connection.resume();
    }
  }

  private void remember(String id) {
    ids.add(id);
    if (ids.size() > LATEST_IDS) {
      ids.remove(ids.iterator().next());
    }
  }

  private boolean isRepeated(ClientMessage command) {
    return command.id().filter(ids::contains).isPresent();
  }

  private boolean maySend(ClientMessage command) {
    if (room.loop().config().rate().off()) {
      return true;
    }
    long now = room.loop().nanos().getAsLong();
    long wait = messages.until(now);
    if (wait == 0) {
      wait = connection.budgets().take(Resource.MESSAGES);
    }
    if (wait == 0) {
      wait = messages.take(now);
    }
    if (wait > 0) {
      room.counters().add(Count.TOO_FAST);
      Rate rate = room.loop().config().rate();
      refuse(Refusals.tooFast(rate.burst(), rate.perSecond(), wait, command.id()));
      return false;
    }
    return true;
  }

  /** What a strict host charges newcomers for long texts and links. */
  private void chargeExtra(String text) {
    long now = room.loop().nanos().getAsLong();
    int extra = room.loop().config().moderation().newcomers().extraCost(text, satDown, now);
    if (extra > 0 && !room.loop().config().rate().off()) {
      var _ = messages.charge(extra, now);
      var _ = connection.budgets().charge(Resource.MESSAGES, extra);
    }
  }

  /** Its owner answers, which costs as much here as a refusal. */
  private boolean mayRepeat() {
    chargeAnswer();
    return true;
  }

  private boolean mayAsk() {
    long wait = connection.budgets().take(Resource.REQUESTS);
    if (wait > 0) {
      room.counters().add(Count.REQUESTS_REFUSED);
      refuse(Refusals.tooManyRequests(wait));
      return false;
    }
    return true;
  }

  private void about(String language) {
    byte[] words = room.loop().host().encoded(language);
    if (connection.sendQueue().takes(words.length + Framing.HEADER)) {
      tell(words);
    } else {
      refuse(Refusals.tooManyRequests(SOON_MILLIS));
    }
  }

  /** A text did not reach the owner: its writer is told, if it waits for an answer. */
  void returned(byte[] text) {
    try {
      ClientMessage command = room.loop().reader().toServer(text, 0, text.length);
      if (command instanceof ClientMessage.Say) {
        command.id().ifPresent(ids::remove);
        Rate rate = room.loop().config().rate();
        refuse(Refusals.tooFast(rate.burst(), rate.perSecond(), SOON_MILLIS, command.id()));
      } else if (command instanceof ClientMessage.Rename
          || command instanceof ClientMessage.React
          || command instanceof ClientMessage.Invite
          || command instanceof ClientMessage.Vote
          || command instanceof ClientMessage.Ballot) {
        refuse(Refusals.tooManyRequests(SOON_MILLIS)); // without an answer clients ask nothing more
      }
    } catch (ProtocolException e) {
      room.counters().add(Count.MALFORMED);
    }
  }

  @Override
  public void tooLong(MemberConnection from, long size) {
    refuse(Refusals.tooLarge(room.loop().config().frameBytes()));
  }

  @Override
  public void notText(MemberConnection from) {
    refuse(Refusals.notText());
  }

  private void refuse(ServerMessage.Refused refused) {
    room.counters().refused(refused.reason());
    tell(refused);
    chargeAnswer();
  }

  private void chargeAnswer() {
    long wait = connection.budgets().charge(Resource.REFUSALS);
    if (wait > 0) {
      room.counters().add(Count.REFUSALS_PAUSED);
      connection.rest(wait);
    }
  }
}
