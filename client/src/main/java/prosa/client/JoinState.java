package prosa.client;

import java.util.Optional;
import java.util.OptionalLong;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;

/**
 * What this client can claim at an entrance: the seat it had, or what it wishes for. On the event
 * loop only. It holds the seat's secret and hands it to nobody but the server.
 */
final class JoinState {
  private String name;
  private Optional<String> invite;
  private boolean isPrivate;
  private Optional<String> wayBack = Optional.empty();
  private Optional<String> seat = Optional.empty();
  private OptionalLong heard = OptionalLong.empty();
  private boolean seated;

  JoinState(ConnectOptions visit) {
    name = visit.name();
    invite = visit.server().invite();
    isPrivate = visit.privateTable();
  }

  /** Whether there ever was a seat. */
  boolean everSeated() {
    return seated;
  }

  /** Whether it claims a seat rather than wishes for one. */
  boolean hasSeat() {
    return seat.isPresent();
  }

  ToServer.Enter enter() {
    return seat.isPresent()
        ? new ToServer.Enter(name, seat, heard, Optional.empty(), false, Optional.empty())
        : new ToServer.Enter(
            name,
            Optional.empty(),
            OptionalLong.empty(),
            wayBack.or(() -> invite),
            isPrivate && wayBack.isEmpty() && invite.isEmpty(),
            Optional.empty());
  }

  /** The seat as the server tells it, with a new secret. */
  void seated(ToMember.Seated now, JoinKind how) {
    seated = true;
    name = now.user();
    seat = Optional.of(now.seat());
    switch (how) {
      case NEW, AFRESH, MOVED -> heard = OptionalLong.of(now.n());
      case RESUMED, RENEWED -> {} // what went by is told by `missed`
    }
  }

  /** There is a seat with an original server, which gives no secrets. */
  void original() {
    seated = true;
    seatGone();
  }

  /** The message with this number was heard, or reported missed. */
  void heard(long number) {
    heard = OptionalLong.of(Math.max(number, heard.orElse(0)));
  }

  /** The name to be known by. */
  String name() {
    return name;
  }

  /** Another name to be known by, should the seat be lost. */
  void name(String next) {
    name = next;
  }

  /** A seat waits for us. */
  void seat(String secret) {
    seat = Optional.of(secret);
    heard = OptionalLong.empty();
  }

  /** The seat is gone: from here on it wishes. */
  void seatGone() {
    seat = Optional.empty();
    heard = OptionalLong.empty();
  }

  /** The table it is at is reached by this code too: the way back, should the seat be lost. */
  void wayBack(String code) {
    wayBack = Optional.of(code);
  }

  /** The way back is closed: false if there was none, and what is refused is the wish itself. */
  boolean wayBackClosed() {
    boolean had = wayBack.isPresent();
    wayBack = Optional.empty();
    return had;
  }

  /** It is at another table, one of its own or any. */
  void elsewhere(boolean atPrivateTable, Optional<String> code) {
    isPrivate = atPrivateTable;
    invite = code;
    wayBack = Optional.empty();
  }
}
