package prosa.client;

import java.util.Optional;
import java.util.OptionalLong;
import prosa.protocol.ClientMessage;
import prosa.protocol.ServerMessage;

/**
 * What this client asks for when it enters: the seat it had, or else a seat of the requested kind.
 * It outlives connections. It holds the seat's secret, which goes to nobody but the server. On the
 * event loop only.
 */
final class JoinState {
  private String name;
  private volatile Optional<String> invite;
  private volatile boolean wantsPrivateRoom;
  private Optional<String> ownInvite = Optional.empty();
  private Optional<String> seat = Optional.empty();
  private OptionalLong heard = OptionalLong.empty();
  private String room = "";
  private int place;
  private boolean everSeated;
  private boolean movedAway;
  private boolean followsRoom;

  /** What leads to the room that was left by {@code next}. */
  private Optional<WayIn> behind = Optional.empty();

  private record WayIn(Optional<String> invite, boolean privateRoom, Optional<String> ownInvite) {}

  JoinState(ConnectOptions options) {
    name = options.name();
    invite = options.server().invite();
    wantsPrivateRoom = options.privateRoom();
  }

  /** Whether there ever was a seat. */
  boolean everSeated() {
    return everSeated;
  }

  /** Whether it claims a certain seat. */
  boolean hasSeat() {
    return seat.isPresent();
  }

  /** The message with which to enter. */
  ClientMessage.Enter enter() {
    return seat.isPresent()
        ? new ClientMessage.Enter(name, seat, heard, Optional.empty(), false, Optional.empty())
        : new ClientMessage.Enter(
            name,
            Optional.empty(),
            OptionalLong.empty(),
            ownInvite.or(() -> invite),
            wantsPrivateRoom && ownInvite.isEmpty() && invite.isEmpty(),
            Optional.empty());
  }

  /** The seat as the server describes it, with a new secret. */
  void seated(ServerMessage.Seated now, JoinKind how) {
    everSeated = true;
    movedAway = false;
    followsRoom = false;
    name = now.user();
    room = now.room();
    place = now.place();
    seat = Optional.of(now.seat());
    switch (how) {
      case NEW, AFRESH, MOVED, RETURNED, CONTINUED -> heard = OptionalLong.of(now.n());
      case RESUMED, RENEWED -> {} // what was missed is told by `missed`
    }
  }

  /** There is a seat at an original server, which gives no secrets and no places. */
  void seatedAtOriginal() {
    everSeated = true;
    room = "";
    place = 0;
    seatLost();
  }

  /** Whether this is the seat that it has, or had last. */
  boolean isAt(ServerMessage.Seated seated) {
    return place == seated.place() && room.equals(seated.room());
  }

  /** Whether the room of the seat is another one's continuation, in which this client sat. */
  boolean isContinuedIn(ServerMessage.Seated seated) {
    return !room.equals(seated.room()) && seated.formerly().contains(room);
  }

  /** Whether this client sits at {@code somewhere}. */
  boolean isOwnPlace(int somewhere) {
    return place == somewhere;
  }

  /** The message with this number was received, or reported as missed. */
  void heard(long number) {
    heard = OptionalLong.of(Math.max(number, heard.orElse(0)));
  }

  String name() {
    return name;
  }

  /** The name to enter with from now on. */
  void name(String next) {
    name = next;
  }

  /** This seat is reserved for us. */
  void reserved(String secret) {
    seat = Optional.of(secret);
    heard = OptionalLong.empty();
  }

  /** This seat is reserved where the room goes, with all of its members. */
  void follow(String secret) {
    reserved(secret);
    followsRoom = true;
  }

  /** Whether the next seat is where the room went. */
  boolean followsRoom() {
    return followsRoom;
  }

  /** The others have voted this member away: the next seat is among others. */
  void movedAway() {
    movedAway = true;
  }

  boolean wasMovedAway() {
    return movedAway;
  }

  /** The seat is gone: from now on it asks for a new one. */
  void seatLost() {
    seat = Optional.empty();
    heard = OptionalLong.empty();
    followsRoom = false;
  }

  /** A code that this member had made for its room: the way back in, should the seat be lost. */
  void ownInvite(String code) {
    ownInvite = Optional.of(code);
  }

  /** The own code is not accepted: false if there was none, and another request was refused. */
  boolean dropOwnInvite() {
    boolean had = ownInvite.isPresent();
    ownInvite = Optional.empty();
    return had;
  }

  /** It is in another room now, one of its own, one of a code, or any. */
  void roomChanged(boolean privateRoom, Optional<String> code) {
    wantsPrivateRoom = privateRoom;
    invite = code;
    ownInvite = Optional.empty();
    behind = Optional.empty();
  }

  /** It is in another room by {@code next}, which leads to any public one. */
  void wentOn() {
    WayIn here = new WayIn(invite, wantsPrivateRoom, ownInvite);
    roomChanged(false, Optional.empty());
    behind = Optional.of(here);
  }

  /** It is back in the room from which it {@link #wentOn}, and comes in there as before. */
  void wentBack() {
    behind.ifPresent(
        before -> {
          roomChanged(before.privateRoom(), before.invite());
          ownInvite = before.ownInvite();
        });
  }
}
