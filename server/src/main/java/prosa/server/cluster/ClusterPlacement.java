package prosa.server.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.Admission;
import prosa.server.placement.AsyncPlacement;
import prosa.server.placement.ClassicSide;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.Expulsion;
import prosa.server.placement.InviteResult;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.JoinResult;
import prosa.server.placement.LocalPlacement;
import prosa.server.placement.Placement;
import prosa.server.placement.Refusal;
import prosa.server.placement.Reservation;
import prosa.server.placement.RoomId;

/**
 * The placement of a node of a cluster. The first rule, a room with exactly one member, holds for
 * all nodes; the second, the room with the fewest, for small rooms of all nodes ({@link
 * PeerRanking}), then for those at home, then elsewhere; then a new room at home.
 *
 * <p>Another node is asked with a deadline. Silence is a no, and in the end there is a seat at
 * home: nobody is refused for a node that is slow or gone. A seat elsewhere is named by its room's
 * id here, which is that of a {@link Relay}. On placement's thread.
 */
public final class ClusterPlacement implements AsyncPlacement {
  private final Placement placement;
  private final LocalPlacement home;
  private final NodeTable nodes;
  private final RoomDirectory directory;
  private final GatewayRelays relays;
  private final SeatRequests seatRequests;
  private final LongSupplier nanos;
  private final WaysBack waysBack = new WaysBack();

  /** Asks {@code placement}, and other nodes by {@code node}. */
  public ClusterPlacement(Placement placement, ClusterNode node, LongSupplier nanos) {
    this.placement = placement;
    this.home = new LocalPlacement(placement, nanos);
    this.nodes = node.nodeTable();
    this.directory = node.directory();
    this.relays = node.relays();
    this.seatRequests = node.seatRequests();
    this.nanos = nanos;
  }

  // ---- newcomers

  /**
   * Decides where a newcomer's seat is.
   *
   * @param seat gets a seat elsewhere
   * @param atHome runs if it is to be seated here
   */
  private void place(
      @Nullable RoomId avoid,
      Newcomer newcomer,
      Consumer<ClusterMessage.Given> seat,
      Runnable atHome) {
    if (nodes.draining()) {
      atHome.run(); // where nobody is seated
      return;
    }
    int most =
        PeerRanking.mostElsewhere(
            placement.homeChoice(avoid, newcomer.client(), nanos.getAsLong()));
    if (!seatRequests.knowsRoom(most)) {
      atHome.run();
      return;
    }
    seatRequests.askElsewhere(
        most,
        Optional.ofNullable(avoid),
        newcomer,
        given -> {
          if (given.isPresent()) {
            seat.accept(given.get());
          } else {
            atHome.run();
          }
        });
  }

  @Override
  public void reserveClassic(ClientAddress client, Consumer<Reservation> answer) {
    place(
        null,
        Newcomer.unnamed(client),
        given -> {
          Relay relay = relays.to(given.room());
          if (placement.lend(relay.localId(), given.place(), client, nanos.getAsLong())) {
            relay.lend(given.place(), given.secret());
            answer.accept(new Reservation.Reserved(relay.localId(), given.place(), given.secret()));
          } else {
            seatRequests.giveBack(given);
            home.reserveClassic(client, answer);
          }
        },
        () -> home.reserveClassic(client, answer));
  }

  @Override
  public void reserveClassicAtOpenPorts(ClientAddress client, Consumer<Reservation> answer) {
    home.reserveClassicAtOpenPorts(client, answer);
  }

  @Override
  public void reserveDirect(
      JoinRequest request, long connection, ClientAddress client, Consumer<Reservation> answer) {
    if (request.invite().isPresent()) {
      byCode(
          request.invite().get(),
          new Newcomer(client, request.names()),
          0,
          (given, why) ->
              answer.accept(
                  given.isEmpty()
                      ? new Reservation.Refused(why.orElse(Refusal.UNKNOWN_INVITE))
                      : new Reservation.Reserved(
                          given.get().room().id(), given.get().place(), given.get().secret())),
          code -> home.reserveDirect(request.invitedBy(code), connection, client, answer));
    } else if (request.isPrivate() && request.encrypted()) {
      answer.accept(new Reservation.Refused(Refusal.NO_ENCRYPTION));
    } else if (request.isPrivate()) {
      home.reserveDirect(request, connection, client, answer);
    } else {
      place(
          request.avoid().orElse(null),
          new Newcomer(client, request.names()),
          given ->
              answer.accept(
                  new Reservation.Reserved(given.room().id(), given.place(), given.secret())),
          () -> home.reserveDirect(request, connection, client, answer));
    }
  }

  @Override
  public void enter(
      JoinRequest request, long connection, ClientAddress client, Consumer<JoinResult> answer) {
    if (request.seat().isPresent()) {
      comeBack(request, request.seat().get(), connection, client, answer);
    } else if (request.invite().isPresent()) {
      byCode(
          request.invite().get(),
          new Newcomer(client, request.names()),
          0,
          (given, why) ->
              answer.accept(
                  given.isEmpty()
                      ? new JoinResult.Refused(why.orElse(Refusal.UNKNOWN_INVITE))
                      : taken(given.get())),
          code -> home.enter(request.invitedBy(code), connection, client, answer));
    } else if (request.isPrivate() && request.encrypted()) {
      answer.accept(new JoinResult.Refused(Refusal.NO_ENCRYPTION));
    } else if (request.isPrivate()) {
      home.enter(request, connection, client, answer);
    } else {
      place(
          request.avoid().orElse(null),
          new Newcomer(client, request.names()),
          given -> answer.accept(taken(given)),
          () -> home.enter(request, connection, client, answer));
    }
  }

  /** In the place of a place that the owner lends, if it lends none. */
  private static final int NOT_LENT = 0;

  private static final JoinResult NO_WAY_BACK = new JoinResult.Refused(Refusal.NOWHERE_ELSE);

  /** A seat elsewhere is taken when its owner knows the member: by the relay. */
  private JoinResult taken(ClusterMessage.Given given) {
    Relay relay = relays.to(given.room());
    return new JoinResult.Taken(relay.localId(), given.place(), given.secret(), false);
  }

  /** A member comes back, to a seat that may be anywhere. */
  private void comeBack(
      JoinRequest request,
      String secret,
      long connection,
      ClientAddress client,
      Consumer<JoinResult> answer) {
    Optional<SeatToken> token =
        placement.opens(secret) ? Optional.empty() : SeatToken.parse(secret);
    if (token.isEmpty()) {
      home.enter(request, connection, client, answer);
      return;
    }
    if (nodes.isForged(secret)) {
      answer.accept(new JoinResult.Refused(Refusal.STALE_SEAT));
      return;
    }
    Optional<RoomKey> at = directory.whereIs(token.get().room());
    if (at.isPresent() && directory.isMine(at.get())) {
      boolean known = !at.get().equals(token.get().room());
      answer.accept(
          known
              ? placement.rejoin(
                  at.get().id(),
                  token.get().place(),
                  request,
                  connection,
                  client,
                  nanos.getAsLong())
              : new JoinResult.Refused(Refusal.STALE_SEAT));
      return;
    }
    if (at.isEmpty()
        && nodes.waits(
            nanos.getAsLong(), () -> comeBack(request, secret, connection, client, answer))) {
      return;
    }
    Optional<Relay> relay = relays.forSecret(token.get());
    answer.accept(
        relay.isEmpty()
            ? new JoinResult.Refused(Refusal.STALE_SEAT)
            : new JoinResult.Taken(
                relay.get().localId(), Math.max(1, token.get().place()), secret, true));
  }

  /**
   * A seat in the room that a code is for, wherever that is.
   *
   * @param asked how often its node was asked in vain
   * @param atHome what is done if it is here, with the code that it has here
   */
  private void byCode(
      String code,
      Newcomer newcomer,
      int asked,
      SeatRequests.SeatAnswer answer,
      Consumer<String> atHome) {
    Optional<RoomKey> room =
        SeatToken.parse(code).filter(_ -> !nodes.isForged(code)).map(SeatToken::room);
    Optional<RoomKey> at = room.flatMap(directory::whereIs);
    Runnable again = () -> byCode(code, newcomer, asked, answer, atHome);
    if (room.isPresent() && at.isEmpty() && nodes.waits(nanos.getAsLong(), again)) {
      return;
    }
    if (at.isEmpty() || directory.isMine(at.get())) {
      atHome.accept(seatRequests.codeHere(code));
    } else {
      seatRequests.askByCode(
          at.get().id().node(),
          code,
          newcomer,
          asked,
          (given, why) -> {
            boolean answered = given.isPresent() || why.isPresent();
            if (answered || asked + 1 >= SeatRequests.MOST_ASKED_BY_CODE) {
              answer.accept(given, why);
            } else { // it may be slow, not know this node yet, or be gone by now
              byCode(code, newcomer, asked + 1, answer, atHome);
            }
          });
    }
  }

  // ---- members

  @Override
  public void next(
      RoomId room, int place, long connection, boolean keep, Consumer<JoinResult> answer) {
    Relay relay = relays.find(room);
    if (relay != null) {
      nextOfRelayed(relay, connection, keep, answer);
      return;
    }
    home.next(
        room,
        place,
        connection,
        keep,
        result -> {
          if (result instanceof JoinResult.Refused(Refusal why) && why == Refusal.NOWHERE_ELSE) {
            nextElsewhere(room, place, connection, keep, answer);
          } else {
            if (result instanceof JoinResult.Taken) {
              waysBack.remove(connection);
            }
            answer.accept(result);
          }
        });
  }

  private void nextElsewhere(
      RoomId room, int place, long connection, boolean keep, Consumer<JoinResult> answer) {
    ClientAddress client = placement.clientOf(room, place);
    seatRequests.askElsewhere(
        PeerRanking.ANY_ROOM,
        Optional.empty(),
        new Newcomer(client, placement.namesOf(room, place)),
        given -> {
          if (given.isEmpty()) {
            answer.accept(new JoinResult.Refused(Refusal.NOWHERE_ELSE));
          } else if (placement.sitsOn(room, place, connection)) {
            long now = nanos.getAsLong();
            Optional<String> kept =
                keep ? placement.stepOut(room, place, connection, now) : Optional.empty();
            placement.leave(room, place, connection, now);
            answer.accept(withWayBack(taken(given.get()), connection, kept, client));
          } else {
            seatRequests.giveBack(given.get()); // the connection was lost meanwhile
            answer.accept(new JoinResult.Refused(Refusal.STALE_SEAT));
          }
        });
  }

  /** A member whose seat is elsewhere: with company at home, else at another node again. */
  private void nextOfRelayed(
      Relay relay, long connection, boolean keep, Consumer<JoinResult> answer) {
    Optional<Relay.Leaving> leaving = relay.takeLeaving(connection);
    ClientAddress client = leaving.map(Relay.Leaving::client).orElseGet(nodes::unknownClient);
    Set<String> names = leaving.map(Relay.Leaving::names).orElse(Set.of());
    Optional<String> kept = leaving.map(Relay.Leaving::secret).filter(_ -> keep);
    Reservation here =
        placement.reserveForNode(null, PeerRanking.ANY_ROOM, client, names, nanos.getAsLong());
    if (here instanceof Reservation.Reserved reserved) {
      home.enter(
          JoinRequest.forSeat(reserved.seat()),
          connection,
          client,
          result -> answer.accept(withWayBack(result, connection, kept, client)));
      return;
    }
    seatRequests.askElsewhere(
        PeerRanking.ANY_ROOM,
        Optional.of(relay.room().id()),
        new Newcomer(client, names),
        given ->
            answer.accept(
                given.isPresent()
                    ? withWayBack(taken(given.get()), connection, kept, client)
                    : new JoinResult.Refused(Refusal.NOWHERE_ELSE)));
  }

  /**
   * Remembers how a member who goes from a node's room to another node's comes back, if the seat
   * that it leaves is held; for {@link Placement#WAY_BACK_SECONDS}, and on this connection only.
   *
   * @param kept the secret of that seat
   */
  private JoinResult withWayBack(
      JoinResult result, long connection, Optional<String> kept, ClientAddress client) {
    if (!(result instanceof JoinResult.Taken taken)) {
      return result;
    }
    waysBack.remove(connection);
    if (kept.isEmpty()) {
      return taken;
    }
    waysBack.put(
        connection,
        new WaysBack.WayBack(
            kept.get(), client, nanos.getAsLong() + Placement.WAY_BACK_SECONDS * 1_000_000_000L));
    return new JoinResult.Taken(
        taken.room(), taken.place(), taken.seat(), taken.resumed(), true, false);
  }

  @Override
  public void goBack(RoomId room, int place, long connection, Consumer<JoinResult> answer) {
    Relay relay = relays.find(room);
    WaysBack.WayBack way = waysBack.remove(connection);
    if (way == null || way.until() - nanos.getAsLong() < 0) {
      if (relay == null) {
        home.goBack(room, place, connection, answer);
      } else {
        answer.accept(NO_WAY_BACK);
      }
      return;
    }
    if (relay != null && placement.opens(way.secret())) {
      home.enter(
          JoinRequest.forSeat(way.secret()),
          connection,
          way.client(),
          result -> answer.accept(result instanceof JoinResult.Taken ? result : NO_WAY_BACK));
      return;
    }
    Optional<SeatToken> token = SeatToken.parse(way.secret());
    Optional<RoomKey> at = token.flatMap(of -> directory.whereIs(of.room()));
    if (at.isEmpty()
        || directory.isMine(at.get())
        || (relay == null && !placement.sitsOn(room, place, connection))) {
      answer.accept(NO_WAY_BACK);
      return;
    }
    if (relay == null) {
      placement.leave(room, place, connection, nanos.getAsLong());
    }
    // If the seat is not held any more, its owner says so, and the member gets one somewhere.
    answer.accept(
        new JoinResult.Taken(
            relays.to(at.get()).localId(),
            Math.max(1, token.orElseThrow().place()),
            way.secret(),
            false));
  }

  @Override
  public void moveAway(RoomId room, Expulsion who, Consumer<JoinResult> answer) {
    home.moveAway(room, who, answer);
  }

  @Override
  public void hold(RoomId room, int place, long connection, Duration requested) {
    home.hold(room, place, connection, requested);
  }

  @Override
  public void invite(RoomId room, int place, long connection, Consumer<InviteResult> answer) {
    home.invite(room, place, connection, answer);
  }

  @Override
  public void admit(
      RoomId room,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayReserve,
      Consumer<Admission> answer) {
    Relay relay = relays.find(room);
    if (relay == null || !mayReserve || !placement.mustAskOwner(room, side, client)) {
      home.admit(room, side, connection, client, mayReserve, answer);
      return;
    }
    seatRequests.askForRoom(
        relay.room(),
        relay.owner(),
        client,
        given -> {
          int lent = NOT_LENT;
          if (given.isPresent()) {
            ClusterMessage.Given seat = given.get();
            if (placement.lend(room, seat.place(), client, nanos.getAsLong())) {
              relay.lend(seat.place(), seat.secret());
              lent = seat.place();
            } else {
              seatRequests.giveBack(seat);
            }
          }
          int isNew = lent;
          home.admit(
              room,
              side,
              connection,
              client,
              mayReserve,
              admission ->
                  answer.accept(
                      admission instanceof Admission.Admitted(int place, boolean _)
                              && place == isNew
                          ? new Admission.Admitted(place, true) // reserved for this connection
                          : admission));
        });
  }

  @Override
  public void leave(RoomId room, int place, long connection, Runnable freed) {
    home.leave(room, place, connection, freed);
  }

  @Override
  public void withdraw(RoomId room, int place, String seat) {
    Optional<SeatToken> token = placement.opens(seat) ? Optional.empty() : SeatToken.parse(seat);
    if (token.isPresent() && !directory.isMine(token.get().room())) {
      seatRequests.giveBack(new ClusterMessage.Given(0, token.get().room(), place, seat));
    } else {
      home.withdraw(room, place, seat);
    }
  }

  @Override
  public void portsOpened(RoomId room) {
    home.portsOpened(room);
  }

  @Override
  public void subscribed(RoomId room, long connection) {
    home.subscribed(room, connection);
  }

  @Override
  public void disconnected(RoomId room, long connection) {
    home.disconnected(room, connection);
  }

  @Override
  public void heard(RoomId room, int place, long connection) {
    home.heard(room, place, connection);
  }

  @Override
  public void lost(RoomId room, int place, long connection) {
    home.lost(room, place, connection);
  }
}
