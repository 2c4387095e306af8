package prosa.server.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import prosa.server.cluster.ClusterCounters.ClusterEvent;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.JoinRequest;
import prosa.server.placement.Placement;
import prosa.server.placement.Refusal;
import prosa.server.placement.Reservation;
import prosa.server.placement.RoomId;

/**
 * Seats that one node asks another for: both ends, with the questions that are not answered yet.
 *
 * <p>Each question is answered once: by the node, by its end, or, 150 ms after it was asked, by
 * nobody, which is a no. For the seat that a code is for no other node can be asked: that question
 * is asked {@value #MOST_ASKED_BY_CODE} times, and waited for twice as long each time. A seat that
 * comes later than that is given back; if that is lost too, its reservation lapses. On placement's
 * thread; times are nanoseconds of a monotonic clock.
 */
final class SeatRequests {
  private static final long DEADLINE = TimeUnit.MILLISECONDS.toNanos(150);

  /** How often a node is asked for the seat that a code is for, while it is there and silent. */
  static final int MOST_ASKED_BY_CODE = 4;

  /** A seat that was asked for and is not answered yet. */
  private record Pending(String node, long deadline, SeatAnswer answer) {}

  /** Takes a seat, or none. */
  @FunctionalInterface
  interface SeatAnswer {
    /**
     * The answer.
     *
     * @param why the reason if the node said no; empty if it is silent
     */
    void accept(Optional<ClusterMessage.Given> given, Optional<Refusal> why);
  }

  private final NodeTable nodes;
  private final NodeMessenger messenger;
  private final RoomDirectory directory;
  private final ClusterTokens tokens;
  private final Placement placement;
  private final ClusterCounters counters;
  private final LongSupplier nanos;
  private final Map<Long, Pending> asked = new LinkedHashMap<>();

  /** A node that has asked for nothing yet, with {@code nanos} as its clock. */
  SeatRequests(
      NodeTable nodes,
      NodeMessenger messenger,
      RoomDirectory directory,
      ClusterTokens tokens,
      Placement placement,
      ClusterCounters counters,
      LongSupplier nanos) {
    this.nodes = nodes;
    this.messenger = messenger;
    this.directory = directory;
    this.tokens = tokens;
    this.placement = placement;
    this.counters = counters;
    this.nanos = nanos;
  }

  // ---- who asks

  /** Whether a newcomer would find a room with so many members at most at another node. */
  boolean knowsRoom(int most) {
    return !nodes.isAlone()
        && nodes.peers().stream().anyMatch(peer -> PeerRanking.hasRoom(peer, most));
  }

  /**
   * Asks other nodes for a seat, one after the other, {@value PeerRanking#MOST_ASKED} at most.
   *
   * @param most how many members the room may have
   * @param avoid the room that it shall not be
   * @param answer a seat, or none
   */
  void askElsewhere(
      int most,
      Optional<RoomId> avoid,
      Newcomer newcomer,
      Consumer<Optional<ClusterMessage.Given>> answer) {
    List<ClusterPeer> able = nodes.isAlone() ? List.of() : PeerRanking.best(nodes.peers(), most);
    askNext(able, 0, most, avoid, newcomer, answer);
  }

  private void askNext(
      List<ClusterPeer> able,
      int next,
      int most,
      Optional<RoomId> avoid,
      Newcomer newcomer,
      Consumer<Optional<ClusterMessage.Given>> answer) {
    if (next >= able.size()) {
      answer.accept(Optional.empty());
      return;
    }
    ClusterPeer peer = able.get(next);
    if (peer.solos() > 0) {
      peer.solosTaken++; // the next newcomer is asked for elsewhere
    }
    ask(
        peer.name(),
        ClusterMessage.AskFor.COMPANY,
        most,
        Optional.empty(),
        Optional.empty(),
        newcomer,
        avoid,
        DEADLINE,
        (given, _) -> {
          boolean wanted = given.isPresent() && !given.map(seat -> seat.room().id()).equals(avoid);
          if (wanted) {
            answer.accept(given);
          } else {
            given.ifPresent(this::giveBack); // by a node that did not look at it
            askNext(able, next + 1, most, avoid, newcomer, answer);
          }
        });
  }

  /**
   * Asks a node for a seat in the room that this code is for.
   *
   * @param before how often it was asked in vain
   */
  void askByCode(String node, String code, Newcomer newcomer, int before, SeatAnswer answer) {
    ask(
        node,
        ClusterMessage.AskFor.INVITE,
        0,
        Optional.empty(),
        Optional.of(code),
        newcomer,
        Optional.empty(),
        DEADLINE << before,
        answer);
  }

  /** Asks a node for a seat in this room of it. */
  void askForRoom(
      RoomKey room,
      String owner,
      ClientAddress client,
      Consumer<Optional<ClusterMessage.Given>> answer) {
    ask(
        owner,
        ClusterMessage.AskFor.ROOM,
        0,
        Optional.of(room),
        Optional.empty(),
        Newcomer.unnamed(client),
        Optional.empty(),
        DEADLINE,
        (given, _) -> answer.accept(given));
  }

  /** Asks a node for company, but not that of a room that has moved this one away. */
  void askForCompany(
      String node, int most, Newcomer who, Consumer<Optional<ClusterMessage.Given>> answer) {
    ask(
        node,
        ClusterMessage.AskFor.COMPANY,
        most,
        Optional.empty(),
        Optional.empty(),
        who,
        Optional.empty(),
        DEADLINE,
        (given, _) -> answer.accept(given));
  }

  private void ask(
      String node,
      ClusterMessage.AskFor what,
      int most,
      Optional<RoomKey> room,
      Optional<String> code,
      Newcomer newcomer,
      Optional<RoomId> avoid,
      long patience,
      SeatAnswer answer) {
    counters.add(ClusterEvent.ASKED);
    long id = messenger.nextId();
    asked.put(id, new Pending(node, nanos.getAsLong() + patience, answer));
    messenger.send(
        node,
        new ClusterMessage.Ask(
            id, what, most, room, code, newcomer.client(), avoid, newcomer.names()));
    messenger.deliverToSelf();
  }

  /** The node has a seat. */
  void given(String from, ClusterMessage.Given given) {
    Pending pending = take(given.id(), from);
    if (pending == null) {
      sendBack(from, given);
    } else {
      counters.add(ClusterEvent.GIVEN);
      pending.answer().accept(Optional.of(given), Optional.empty());
    }
  }

  /** The node has no seat. */
  void notGiven(String from, ClusterMessage.NotGiven no) {
    Pending pending = take(no.id(), from);
    if (pending != null) {
      pending.answer().accept(Optional.empty(), Optional.of(no.why()));
    }
  }

  private @Nullable Pending take(long id, String from) {
    Pending pending = asked.get(id);
    return pending != null && pending.node().equals(from) ? asked.remove(id) : null;
  }

  /** A seat that another node gave is not needed. */
  void giveBack(ClusterMessage.Given given) {
    giveBack(given.room(), given.place(), given.secret());
  }

  /** Nor is this one, which another node has for a member of this one. */
  void giveBack(RoomKey room, int place, String secret) {
    messenger.send(room.id().node(), new ClusterMessage.GiveBack(room, place, secret));
    messenger.deliverToSelf();
  }

  private void sendBack(String to, ClusterMessage.Given given) {
    messenger.send(to, new ClusterMessage.GiveBack(given.room(), given.place(), given.secret()));
  }

  /** Questions without an answer in time have none. */
  void expire(long now) {
    for (Map.Entry<Long, Pending> one : List.copyOf(asked.entrySet())) {
      if (now - one.getValue().deadline() >= 0) {
        asked.remove(one.getKey());
        counters.add(ClusterEvent.UNANSWERED);
        one.getValue().answer().accept(Optional.empty(), Optional.empty());
      }
    }
  }

  /** A node that is gone answers no more. */
  void nodeGone(String node) {
    for (Map.Entry<Long, Pending> one : List.copyOf(asked.entrySet())) {
      if (one.getValue().node().equals(node)) {
        asked.remove(one.getKey());
        one.getValue().answer().accept(Optional.empty(), Optional.empty());
      }
    }
  }

  // ---- who is asked

  /** Another node, or this one, asks for a seat here. */
  void answer(String from, ClusterMessage.Ask ask) {
    Reservation reserved =
        switch (ask.what()) {
          case COMPANY ->
              placement.reserveForNode(
                  ask.avoid().orElse(null),
                  ask.most(),
                  ask.client(),
                  ask.names(),
                  nanos.getAsLong());
          case ROOM ->
              ask.room().isPresent() && directory.isMine(ask.room().get())
                  ? placement.reserveAt(ask.room().get().id(), ask.client(), nanos.getAsLong())
                  : new Reservation.Refused(Refusal.UNKNOWN_ROOM);
          case INVITE ->
              placement.reserveDirect(
                  JoinRequest.withInvite(codeHere(ask.code().orElse(""))).named(ask.names()),
                  0,
                  ask.client(),
                  nanos.getAsLong());
        };
    messenger.send(
        from,
        switch (reserved) {
          case Reservation.Reserved(RoomId room, int place, String seat) ->
              new ClusterMessage.Given(ask.id(), tokens.key(room), place, seat);
          case Reservation.Refused(Refusal why) -> new ClusterMessage.NotGiven(ask.id(), why);
        });
  }

  /**
   * The code of the room that a code leads to here. If that room goes on from one whose node is
   * gone, its own: nobody knew it here. If none does, the code itself.
   */
  String codeHere(String code) {
    return placement.knowsCode(code)
        ? code
        : SeatToken.parse(code)
            .filter(token -> token.place() == 0 && !nodes.isForged(code))
            .map(SeatToken::room)
            .filter(room -> !directory.isMine(room))
            .flatMap(directory::here)
            .flatMap(here -> placement.codeOfReunion(here, code))
            .orElse(code);
  }

  /** A seat that was given is not needed. */
  void takeBack(ClusterMessage.GiveBack seat) {
    if (directory.isMine(seat.room())) {
      placement.withdraw(seat.room().id(), seat.place(), seat.secret(), nanos.getAsLong());
      placement.giveUp(seat.room().id(), seat.place(), seat.secret(), nanos.getAsLong());
    }
  }
}
