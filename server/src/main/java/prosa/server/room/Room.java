package prosa.server.room;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.net.SendQueue;
import prosa.protocol.ClassicReader;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage;
import prosa.server.cluster.ClusterMessage;
import prosa.server.cluster.OwnerLink;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.NoopHandler;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomId;
import prosa.server.refusal.Refusals;
import prosa.zmtp.Subscriptions;

/**
 * A chat room: its members, their names, and the delivery of each message to all of them. It has
 * one thread, its event loop's; no message crosses to another.
 *
 * <p>Seats are decided by placement: a room seats a member when placement says so, and reports when
 * a member goes. A place that placement gives to somebody is free, whatever this room still has
 * there.
 */
public final class Room implements HostedRoom {
  /** The most messages of classic members that wait until it is known where the room is. */
  static final int MOST_HELD_BACK = 256;

  /** The most names that the room had at other nodes. */
  private static final int MOST_FORMER_NAMES = 32;

  /** What every client can count to: 2^53 is the end of exact numbers in JavaScript. */
  private static final long MOST_MEMBER_ID = 1L << 52;

  /** No connection, whose ids count from 1. */
  private static final long NOBODY = 0;

  private final RoomId id;
  private final boolean isPrivate;
  private final Optional<String> salt;
  private final int capacity;
  private final RoomLoop loop;
  private final SeatService seatService;
  private final RoomConsole console;
  private final Counters counters;
  private final Roster roster;
  private final Broadcast broadcast;

  /** The last id that was given; the time to begin with, so that a later room has others. */
  private long memberIds;

  private @Nullable ServerMessage lastMessage;
  private @Nullable ServerMessage notice;
  private final PresenceAnnouncer presence;

  /**
   * The connection that was last given the seat at each place, though it may not be here yet;
   * {@link #NOBODY} before.
   */
  private final long[] given;

  private final Map<Long, RemoteMemberConnection> remotes = new HashMap<>();
  private final Map<Long, RemoteClassicMember> remoteClassics = new HashMap<>();
  private final List<String> formerly = new ArrayList<>();
  private boolean frozen;
  private final List<HeldBack> heldBack = new ArrayList<>();
  private @Nullable Follower followed;
  private final RoomVotes votes = new RoomVotes(this);
  private final OfferPacer offers;

  /**
   * An empty room.
   *
   * @param isPrivate whether it is private: its talk is never printed
   * @param salt of an encrypted room what its members make their keys with
   * @param capacity its seats
   */
  public Room(
      RoomId id,
      boolean isPrivate,
      Optional<String> salt,
      int capacity,
      RoomLoop loop,
      SeatService seatService,
      Console console,
      Counters counters) {
    this.id = id;
    this.isPrivate = isPrivate;
    this.salt = salt;
    this.capacity = capacity;
    this.memberIds = System.currentTimeMillis();
    this.loop = loop;
    this.seatService = seatService;
    this.console = new RoomConsole(console, id, isPrivate, this::later, loop.nanos());
    this.counters = counters;
    this.roster = new Roster(capacity);
    this.given = new long[capacity + 1];
    this.broadcast =
        new Broadcast(loop, roster, this.console, counters, () -> loop.dirty(this), this::failed);
    this.presence = new PresenceAnnouncer(capacity, new Listeners(), loop.nanos());
    this.offers = new OfferPacer(loop.nanos(), this::later);
  }

  /** Its seats. */
  int capacity() {
    return capacity;
  }

  /** Opens the room. */
  @Override
  public void open() {
    loop.add(this);
    console.started();
  }

  /** Closes it; nobody sits here any more. */
  @Override
  public void close() {
    flush();
    loop.remove(this);
  }

  @Override
  public RoomId id() {
    return id;
  }

  @Override
  public EventLoop eventLoop() {
    return loop.loop();
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** Whether strangers are never seated here. */
  boolean isPrivate() {
    return isPrivate;
  }

  /** Of an encrypted room, what its members make their keys with beside their secret. */
  Optional<String> salt() {
    return salt;
  }

  /** Whether what is said here can be read by the members only, and not by this server. */
  boolean isEncrypted() {
    return salt.isPresent();
  }

  /** An id that nobody ever had here. */
  long nextMemberId() {
    return ++memberIds;
  }

  /** The id that a member had at another node, if nobody can have it here. */
  private long idOf(long known) {
    boolean isFree =
        known > 0
            && known < MOST_MEMBER_ID
            && Arrays.stream(roster.all()).noneMatch(one -> one != null && one.id() == known);
    if (!isFree) {
      return nextMemberId();
    }
    memberIds = Math.max(memberIds, known);
    return known;
  }

  /** What the room was called at other nodes, whose company goes on here. */
  List<String> formerly() {
    return formerly;
  }

  /** The thread it lives on, with what it shares there. */
  @Override
  public RoomLoop loop() {
    return loop;
  }

  /** What it tells and asks the server. */
  @Override
  public SeatService seatService() {
    return seatService;
  }

  /** The counters. */
  @Override
  public Counters counters() {
    return counters;
  }

  /** The roster. */
  Roster roster() {
    return roster;
  }

  /** Announces joins, leaves and new names to the room. */
  PresenceAnnouncer presence() {
    return presence;
  }

  /** Its votes. */
  RoomVotes votes() {
    return votes;
  }

  /** What is said here. */
  Broadcast broadcast() {
    return broadcast;
  }

  /** A user's connection came; the console says how many there are. */
  @Override
  public void userCame() {
    console.userCame();
  }

  /** A user's connection went; the console says how many are left. */
  @Override
  public void userWent() {
    console.userWent();
  }

  // ---- classic members

  /**
   * Seats a classic client: from now on it receives messages.
   *
   * @param publisher the number of its publisher's connection
   */
  @Override
  public ClassicMember seatClassic(
      int place,
      long publisher,
      ClientAddress client,
      SendQueue sendQueue,
      Subscriptions subscriptions) {
    clearPlace(place);
    ClassicMember member =
        new ClassicMember(this, place, publisher, client, sendQueue, subscriptions);
    roster.take(member);
    broadcast.classics(1);
    watch();
    var _ = presence.changed(member, true);
    return member;
  }

  // ---- direct and browser members

  @Override
  public void seat(
      int place,
      MemberConnection connection,
      String user,
      String secret,
      boolean resumed,
      long heard) {
    Follower elsewhere = followed;
    if (elsewhere != null) {
      elsewhere.seat(place, connection, user, secret, resumed, heard);
      return;
    }
    if (isStale(place, connection.id())) {
      counters().refused(ErrorCode.RESUMED_ELSEWHERE);
      connection.owner(NoopHandler.INSTANCE);
      var _ = connection.tell(Refusals.resumedElsewhere());
      connection.end();
      return;
    }
    flush();
    DirectMember before = roster.directAt(place);
    if (resumed && before != null) {
      before.resume(connection, secret, heard);
    } else {
      clearPlace(place);
      String name = roster.nameFor(isEncrypted() ? SealedForm.NAME : user);
      DirectMember member = new DirectMember(this, place, name, secret);
      if (resumed) {
        member.comesBack();
      }
      member.comesFrom(connection.client());
      var _ = presence.changed(member, true);
      presence.beforeListed(place);
      flush();
      roster.take(member);
      member.arrive(connection);
    }
    connection.resume();
    DirectMember arrived = roster.directAt(place);
    if (arrived != null) {
      arrived.settled(connection);
    }
    if (arrived != null && arrived.isExpelled()) {
      votes.expel(arrived);
    }
    if (lastMessage != null) {
      dismiss(lastMessage); // it was on its way when the others were told
    } else if (notice != null && arrived != null) {
      arrived.tell(notice);
    }
  }

  @Override
  public void depart(int place, MemberConnection connection, boolean held) {
    DirectMember member = roster.directAt(place);
    if (member != null && member.satOn(connection)) {
      if (held) {
        member.stepOut();
      } else {
        member.depart();
      }
    }
  }

  @Override
  public void held(int place, MemberConnection line, RoomId left, int seconds) {
    DirectMember member = roster.directAt(place);
    if (member != null && member.isOn(line)) {
      member.tell(new ServerMessage.Held(left.name(), seconds));
    }
  }

  /** Sends a reaction to the direct and browser members. */
  void reacted(DirectMember member, long n, String reaction, boolean off) {
    announce(new ServerMessage.Reacted(n, member.place(), member.name(), reaction, off));
  }

  /** Sends what a member of an encrypted room tells the others, itself among them. */
  void told(DirectMember member, ClientMessage.Tell what) {
    announce(new ServerMessage.Told(member.place(), member.name(), what.sealed(), what.keep()));
  }

  @Override
  public void seatGiven(int place, long connection) {
    given[place] = connection;
  }

  /** Whether a later connection was given the seat meanwhile. */
  private boolean isStale(int place, long connection) {
    return given[place] != NOBODY && given[place] != connection;
  }

  @Override
  public void lostInTransit(int place, long connection) {
    DirectMember member = roster.directAt(place);
    if (member != null && !isStale(place, connection)) {
      member.takenOver();
    }
  }

  /** The seat of a member who was away is given up. */
  @Override
  public void expire(int place) {
    if (roster.at(place) instanceof RemoteClassicMember classic) {
      dismiss(classic);
      return;
    }
    DirectMember member = roster.directAt(place);
    if (member != null) {
      member.dismiss();
      removeMember(member);
    }
  }

  /** The operator removed the member: it receives the reason, and the connection is closed. */
  @Override
  public void remove(int place, ErrorCode why) {
    if (roster.at(place) instanceof RemoteClassicMember classic) {
      dismiss(classic);
      return;
    }
    DirectMember member = roster.directAt(place);
    if (member != null) {
      member.tellDecision(why);
      member.dismiss();
      removeMember(member);
    }
  }

  /**
   * Closes the connections of the members that are chosen, and tells them why; their seats are
   * held.
   *
   * @return their channels, which end by themselves
   */
  @Override
  public List<Channel> sendAway(Predicate<Channel> chosen, ErrorCode why) {
    List<Channel> ending = new ArrayList<>();
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct) {
        direct
            .channel()
            .filter(chosen)
            .ifPresent(
                channel -> {
                  direct.tellDecision(why);
                  direct.sendAway();
                  ending.add(channel);
                });
      }
    }
    return ending;
  }

  /** Offers the single member of another room to this member. */
  @Override
  public void offer(int place, RoomId other) {
    DirectMember member = roster.directAt(place);
    if (member != null) {
      offers.make(
          () -> member.tell(new ServerMessage.Offer(other.name())),
          () -> roster.hold(member) && isAlone(member));
    }
  }

  private boolean isAlone(RoomMember member) {
    for (RoomMember other : roster.all()) {
      if (other != null && !other.equals(member) && other.here()) {
        return false;
      }
    }
    return true;
  }

  /** Offers another room to the member who sits alone. */
  public void offerToSingle(RoomId other) {
    for (RoomMember member : roster.all()) {
      if (member != null && member.here()) {
        offer(member.place(), other);
      }
    }
  }

  /** Tells the other direct and browser members that this one is writing, if they know it. */
  void typing(DirectMember writer) {
    if (!presence.isAnnounced(writer)) {
      return;
    }
    tellOthers(writer.place(), new ServerMessage.TypingNow(writer.place(), writer.name()));
  }

  private void tellOthers(int place, ServerMessage event) {
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember other && other.place() != place) {
        other.tell(event);
      }
    }
  }

  /** The room as the presence announcer sees it. */
  private final class Listeners implements PresenceAnnouncer.AnnouncedRoom {
    @Override
    public PresenceAnnouncer.@Nullable Occupant at(int place) {
      return roster.at(place);
    }

    @Override
    public void tellAll(ServerMessage event) {
      announce(event);
    }

    @Override
    public void tellOthers(int place, ServerMessage event) {
      Room.this.tellOthers(place, event);
    }

    @Override
    public void unannounced() {
      counters.add(Count.UNANNOUNCED);
    }

    @Override
    public void later(Runnable task, long millis) {
      Room.this.later(task, millis);
    }
  }

  private void later(Runnable task, long millis) {
    var _ = loop.loop().schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  /** Counts a member's connection in or out, by how it is framed. */
  void connected(MemberConnection connection, int change) {
    broadcast.directs(connection.framing(), change);
    if (connection instanceof RemoteMemberConnection remote) {
      remote.link().members(change);
      if (change < 0) {
        remotes.remove(remote.id(), remote);
      }
    }
    if (change > 0) {
      userCame();
    } else {
      userWent();
    }
  }

  // ---- members who come in at other nodes

  /** Takes what a room tells another node; on the room's loop. */
  public interface RemoteSender {
    /** One frame. */
    void send(OwnerLink link, List<ClusterMessage.DownItem> items);
  }

  private RemoteLink linkTo(OwnerLink link, RemoteSender sender) {
    for (RemoteLink known : broadcast.links()) {
      if (known.link() == link) {
        return known;
      }
    }
    RemoteLink made =
        new RemoteLink(link, items -> sender.send(link, items), task -> loop.loop().execute(task));
    broadcast.links().add(made);
    return made;
  }

  /**
   * Seats a member that comes in at another node.
   *
   * @param connection the number that placement knows it by
   * @param heard the last number that it heard here; negative if that is not known
   */
  public void seatRemote(
      int place,
      long connection,
      OwnerLink link,
      ClusterMessage.Enter who,
      String secret,
      boolean resumed,
      long heard,
      ConnectionBudgets budgets,
      RemoteSender sender) {
    if (followed != null) {
      return; // its node hears where the room is
    }
    seatGiven(place, connection);
    RemoteLink to = linkTo(link, sender);
    if (who.classic()) {
      seatRemoteClassic(place, connection, to, who, secret, resumed);
      return;
    }
    RemoteMemberConnection made = new RemoteMemberConnection(connection, to, who, budgets);
    remotes.put(connection, made);
    seat(place, made, who.user(), secret, resumed, heard);
  }

  /**
   * The same for a classic client. One that sat here, or at another node before the room came from
   * there, is another object from now on and the same member: it keeps its name and id, and is said
   * to be back.
   */
  private void seatRemoteClassic(
      int place,
      long connection,
      RemoteLink to,
      ClusterMessage.Enter who,
      String secret,
      boolean resumed) {
    flush();
    RoomMember before = resumed ? roster.at(place) : null;
    if (before == null || !before.classic() || before instanceof ClassicMember) {
      clearPlace(place);
      before = null;
    }
    RemoteClassicMember member =
        new RemoteClassicMember(
            this,
            place,
            before == null ? nextMemberId() : before.id(),
            to,
            connection,
            who.member(),
            who.client(),
            before == null ? loop.nanos().getAsLong() : before.satDown());
    if (before != null) {
      member.name(before.name());
      presence.goesOnAs(before, member);
      votes.goesOnAs(before, member);
      if (before instanceof RemoteClassicMember earlier) {
        member.spokeAs(earlier);
        remoteClassics.remove(earlier.connection());
        if (earlier.link() != to) {
          earlier.link().add(new ClusterMessage.Dismissed(earlier.member()));
        }
        earlier.unlink();
      }
    }
    remoteClassics.put(connection, member);
    roster.take(member);
    member.arrive(secret);
    if (before == null || !before.here()) {
      var _ = presence.changed(member, true);
    }
  }

  /** How many direct and browser members are connected at other nodes. */
  int remoteDirects() {
    return remotes.size();
  }

  /** A member of another node does something. */
  public void remoteInput(long connection, ClusterMessage.UpItem item) {
    RemoteClassicMember classic = remoteClassics.get(connection);
    if (classic != null) {
      inputOfClassic(classic, item);
      return;
    }
    RemoteMemberConnection from = remotes.get(connection);
    if (from == null) {
      return;
    }
    switch (item) {
      case ClusterMessage.Text(long _, byte[] text) -> from.input(text);
      case ClusterMessage.Gone(long _, boolean left) -> {
        remotes.remove(connection);
        DirectMember member = memberOn(from);
        if (left && member != null) {
          seatService.leave(this, member.place(), connection, () -> {});
          member.depart();
        } else {
          from.lost();
        }
      }
      case ClusterMessage.Refresh _ -> {
        DirectMember member = memberOn(from);
        if (member != null) {
          flush();
          member.tell(member.seated(broadcast.number()));
        }
      }
      case ClusterMessage.Enter _, ClusterMessage.Here _, ClusterMessage.Resync _ -> {}
    }
  }

  private void inputOfClassic(RemoteClassicMember member, ClusterMessage.UpItem item) {
    switch (item) {
      case ClusterMessage.Text(long _, byte[] text) -> {
        if (frozen) {
          member.link().add(new ClusterMessage.SayAgain(member.member(), text));
        } else {
          member.say(text);
        }
      }
      case ClusterMessage.Here(long _, boolean here) -> member.here(here);
      case ClusterMessage.Gone _ -> {
        remoteClassics.remove(member.connection());
        seatService.leave(this, member.place(), member.connection(), () -> {});
        member.leave();
      }
      case ClusterMessage.Enter _, ClusterMessage.Refresh _, ClusterMessage.Resync _ -> {}
    }
  }

  private @Nullable DirectMember memberOn(RemoteMemberConnection connection) {
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct && direct.isOn(connection)) {
        return direct;
      }
    }
    return null;
  }

  /** Tells another node how things stand. */
  public void resync(OwnerLink link, RemoteSender sender) {
    if (followed != null) {
      return;
    }
    flush();
    RemoteLink to = linkTo(link, sender);
    List<Long> members = new ArrayList<>();
    List<Runnable> refreshes = new ArrayList<>();
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct
          && direct.connection().orElse(null) instanceof RemoteMemberConnection on
          && on.link() == to) {
        members.add(on.member());
        refreshes.add(() -> direct.tell(direct.seated(broadcast.number())));
      } else if (member instanceof RemoteClassicMember classic && classic.link() == to) {
        members.add(classic.member());
        refreshes.add(classic::tellSeat);
      }
    }
    to.add(new ClusterMessage.Sync(broadcast.number(), members));
    refreshes.forEach(Runnable::run);
  }

  /** The other node does not know these any more, or is gone. */
  public void remoteLost(List<Long> connections) {
    for (long connection : connections) {
      RemoteMemberConnection remote = remotes.remove(connection);
      if (remote != null) {
        remote.lost();
      }
      RemoteClassicMember classic = remoteClassics.remove(connection);
      if (classic != null) {
        seatService.lost(this, classic.place(), connection);
        classic.here(false);
        classic.unlink();
      }
    }
    broadcast.links().removeIf(link -> link.link().isClosed() && !link.hasMembers());
  }

  void dismiss(RemoteClassicMember member) {
    remoteClassics.remove(member.connection());
    member.link().add(new ClusterMessage.Dismissed(member.member()));
    member.leave();
  }

  /** Whether nothing is said here, because the room is on its way to another node. */
  boolean isFrozen() {
    return frozen;
  }

  /** Nothing is said here from now on; what another node has to know of the members. */
  public ClusterMessage.MovedRoom freeze() {
    votes.endUndecided();
    flush();
    frozen = true;
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct) {
        direct.frozen();
      }
    }
    long now = loop.nanos().getAsLong();
    List<ClusterMessage.MovedSeat> seats = new ArrayList<>();
    for (RoomMember member : roster.all()) {
      if (member != null) {
        List<RecentIds.Known> ids =
            member instanceof DirectMember direct ? direct.recentIds() : List.of();
        seats.add(
            new ClusterMessage.MovedSeat(
                member.place(),
                List.of(),
                member.name(),
                member.classic(),
                member.id(),
                new ClientAddress("", true),
                ids.stream()
                    .map(
                        known ->
                            new ClusterMessage.RememberedId(
                                known.id(),
                                known.message().number(),
                                known.message().hash(),
                                known.message().seed()))
                    .toList(),
                member.satSeconds(now),
                0,
                member instanceof DirectMember direct ? direct.heardAtLeast() : -1));
      }
    }
    return new ClusterMessage.MovedRoom(
        isPrivate,
        OptionalLong.of(broadcast.number()),
        Optional.empty(),
        seats,
        List.of(),
        votes.passOnNames());
  }

  /** It stays. */
  public void unfreeze() {
    frozen = false;
    ClassicReader again = loop.classicReader();
    for (HeldBack one : takeHeldBack()) {
      if (roster.at(one.place()) instanceof ClassicMember member
          && again.read(one.text()) != ClassicReader.Verdict.REFUSED) {
        member.say(again, one.text(), one.text().length);
      }
    }
  }

  /** What a classic member said while the room was on its way to another node. */
  @SuppressWarnings("ArrayRecordComponent") // nobody changes them
  public record HeldBack(int place, byte[] text) {}

  /**
   * Keeps what a classic member says now until it is known where the room is; {@link
   * #MOST_HELD_BACK} messages at most, further ones are dropped and counted.
   */
  void holdBack(int place, byte[] text, int length) {
    if (heldBack.size() < MOST_HELD_BACK) {
      heldBack.add(new HeldBack(place, Arrays.copyOf(text, length)));
    } else {
      counters.add(Count.DROPPED, 1);
    }
  }

  /** What was held back, in its order, for whoever has the room now. */
  public List<HeldBack> takeHeldBack() {
    List<HeldBack> all = List.copyOf(heldBack);
    heldBack.clear();
    return all;
  }

  /**
   * These sat together at another node; they are away until they come.
   *
   * @param names what their room was called, the latest name first
   */
  public void expect(ClusterMessage.MovedRoom from, List<String> names) {
    names.stream()
        .filter(name -> !formerly.contains(name) && formerly.size() < MOST_FORMER_NAMES)
        .forEach(formerly::add);
    votes.keepNames(from.names());
    long now = loop.nanos().getAsLong();
    boolean numbersGoOn = from.number().isPresent();
    boolean sameNumbers = numbersGoOn && broadcast.number() == 0;
    if (sameNumbers) {
      broadcast.goOnFrom(from.number().getAsLong());
    }
    for (ClusterMessage.MovedSeat seat : from.seats()) {
      if (roster.at(seat.place()) == null) {
        String user = seat.user().isEmpty() ? "?" : seat.user();
        String name = seat.classic() ? user : roster.nameFor(user);
        DirectMember member =
            new DirectMember(
                this,
                seat.place(),
                idOf(seat.member()),
                name,
                seat.secrets().getFirst(),
                now - TimeUnit.SECONDS.toNanos(seat.satSeconds()));
        member.cameFromElsewhere(
            numbersGoOn,
            sameNumbers ? seat.heard() : -1,
            seat.classic(),
            seat.ids().stream()
                .map(
                    id ->
                        new RecentIds.Known(
                            id.id(),
                            new RecentIds.RememberedMessage(id.number(), id.hash(), id.seed())))
                .toList());
        roster.take(member);
        var _ = presence.changed(member, false);
      }
    }
  }

  /**
   * The room is at another node from now on; its members who came in here are given to {@code
   * next}, which stands for it.
   */
  public void follow(Follower next) {
    flush();
    followed = next;
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct) {
        Optional<MemberConnection> connection = direct.connection();
        if (connection.isPresent() && !connection.get().isRemote()) {
          direct.drop();
          next.take(
              direct.place(),
              connection.get(),
              direct.name(),
              direct.secret(),
              direct.heard(),
              direct.satDown());
        }
      }
    }
    loop.remove(this);
  }

  /** What stands here for a room that is at another node from now on. On the same loop. */
  public interface Follower {
    /**
     * A member who came in here, with its secret, the last message that it heard, and when it sat
     * down.
     */
    void take(
        int place,
        MemberConnection connection,
        String user,
        String secret,
        long heard,
        long satDown);

    /** A connection that was on its way to the room. */
    void seat(
        int place,
        MemberConnection connection,
        String user,
        String secret,
        boolean resumed,
        long heard);
  }

  // ---- all

  /** Removes a member whose connection no longer counts. */
  void removeMember(RoomMember member) {
    roster.free(member.place());
    presence.left(member);
  }

  /** Frees a place that placement has given to somebody else. */
  private void clearPlace(int place) {
    flush();
    switch (roster.at(place)) {
      case null -> {}
      case ClassicMember leaving -> leaving.leave();
      case RemoteClassicMember leaving -> dismiss(leaving);
      case DirectMember leaving -> {
        leaving.dismiss();
        removeMember(leaving);
      }
    }
  }

  /** Sends an event to every direct and browser member. */
  void announce(ServerMessage event) {
    broadcast.add(event);
  }

  /** The loop's round is over: everything goes out. */
  void endRound() {
    broadcast.endRound();
    watch();
  }

  /** Somebody here was sent something: the loop's sweep looks at this room until it is settled. */
  void watch() {
    loop.watch(this);
  }

  /** Nobody is behind any more: what is kept to be told again to many is not needed soon. */
  void settled() {
    presence.forgetEncoded();
  }

  /** Sends each member what was added since the last flush. */
  void flush() {
    broadcast.flush();
  }

  /**
   * Whether nobody here is behind: all have acknowledged what they were sent, and have been told
   * what they missed.
   */
  boolean isSettled() {
    for (RoomMember member : roster.all()) {
      if (member != null && !member.isSettled()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Closes the connections of members who have not acknowledged what they were sent {@code nanos}
   * ago, and reports missed messages to slow members without waiting for the next message.
   */
  void closeStuck(long now, long nanos) {
    for (RoomMember member : roster.all()) {
      if (member != null) {
        closeStuck(member, now, nanos);
      }
    }
  }

  private void closeStuck(RoomMember member, long now, long nanos) {
    try {
      if (member.here() && member.stuck(now, nanos)) {
        closeUnread(member);
      } else if (member instanceof DirectMember direct) {
        direct.catchUp();
      }
    } catch (RuntimeException e) { // the others have their turn all the same
      failed(Optional.of(member), e);
    }
  }

  private void failed(Optional<RoomMember> member, RuntimeException defect) {
    loop.closeAlone(id, defect, () -> member.ifPresent(RoomMember::closeConnection));
  }

  /** Adds the members for whom something waits. */
  void addWaiting(List<RoomLoop.SlowMember> slow) {
    for (RoomMember member : roster.all()) {
      if (member != null && member.waiting() > 0) {
        slow.add(new RoomLoop.SlowMember(member.waiting(), () -> closeSlow(member)));
      }
    }
  }

  /** Closes the connection of a member who is among the slowest of all. */
  private void closeSlow(RoomMember member) {
    loop.log().log(RateLimitedLogger.Event.MEMORY_USED, id.name());
    closeUnread(member);
  }

  private void closeUnread(RoomMember member) {
    if (member.closeConnection()) {
      counters.stuck();
    }
  }

  /**
   * The server is going away, or stays after all: says so to every direct and browser member, and
   * to those who are on their way here.
   *
   * @param news the event for them
   */
  @Override
  public void tellAll(ServerMessage news) {
    notice = news instanceof ServerMessage.Draining ? news : null;
    announce(news);
    flush();
  }

  /** How many direct and browser members are connected. */
  @Override
  public int connectedDirects() {
    int connected = 0;
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct && direct.here()) {
        connected++;
      }
    }
    return connected;
  }

  /**
   * Closes the connections of up to {@code most} direct and browser members, whose seats are held.
   *
   * @return the number of clients
   */
  @Override
  public int sendAway(int most) {
    int sent = 0;
    for (RoomMember member : roster.all()) {
      if (sent < most && member instanceof DirectMember direct && direct.here()) {
        direct.sendAway();
        sent++;
      }
    }
    return sent;
  }

  /** The server ends: says so to every direct and browser member, and closes their connections. */
  @Override
  public void dismiss(ServerMessage last) {
    lastMessage = last;
    announce(last);
    flush();
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct) {
        direct.dismiss();
      }
    }
  }
}
