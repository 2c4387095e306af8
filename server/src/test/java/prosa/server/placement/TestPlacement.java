package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;

/** A placement with a manual clock, and short methods for tests. */
final class TestPlacement {

  static final ClientAddress HERE = new ClientAddress("192.0.2.1", false);
  static final ClientAddress THERE = new ClientAddress("192.0.2.2", false);

  final PlacementRecorder heard = new PlacementRecorder();
  final PlacementConfig rules;
  final Placement placement;
  long now;
  private long connections;
  private int tokens;

  TestPlacement(PlacementConfig rules) {
    this.rules = rules;
    this.placement = new Placement(rules, () -> "secret" + tokens++, heard);
  }

  static TestPlacement of(int capacity) {
    return of(capacity, SeatLimits.defaults());
  }

  static TestPlacement of(int capacity, SeatLimits limits) {
    PlacementConfig usual = PlacementConfig.defaults();
    return new TestPlacement(
        new PlacementConfig(
            capacity,
            usual.reservation(),
            usual.hold(),
            usual.linger(),
            usual.privateLinger(),
            limits));
  }

  /** A direct member, as it knows itself. */
  record Member(RoomId room, int place, long connection, String seat) {}

  static RoomId chat(int number) {
    return new RoomId(number);
  }

  void pass(Duration time) {
    now += time.toNanos();
    placement.expire(now);
  }

  Reservation.Reserved findChat(ClientAddress client) {
    return (Reservation.Reserved) placement.reserveClassic(client, now);
  }

  long newConnection() {
    return ++connections;
  }

  /** A half that is let in. */
  long admit(RoomId room, ClassicSide peer, ClientAddress client) {
    long connection = newConnection();
    assertThat(placement.admit(room, peer, connection, client, true, now))
        .isInstanceOf(Admission.Admitted.class);
    return connection;
  }

  /** A half that is turned away. */
  Refusal turnedAway(RoomId room, ClassicSide peer, ClientAddress client) {
    return ((Admission.Refused) placement.admit(room, peer, newConnection(), client, true, now))
        .why();
  }

  long publisher(RoomId room, ClientAddress client) {
    return admit(room, ClassicSide.PUBLISHER, client);
  }

  /** A subscriber that has subscribed. */
  long subscriber(RoomId room, ClientAddress client) {
    long connection = admit(room, ClassicSide.SUBSCRIBER, client);
    placement.subscribed(room, connection, now);
    return connection;
  }

  void disconnected(RoomId room, long connection) {
    placement.disconnected(room, connection, now);
  }

  Member enter() {
    return enter(JoinRequest.anywhere());
  }

  Member enter(JoinRequest request) {
    return enter(request, HERE);
  }

  Member enter(JoinRequest request, ClientAddress client) {
    long connection = newConnection();
    return member(placement.enter(request, connection, client, now), connection);
  }

  Refusal refused(JoinRequest request) {
    return refused(request, HERE);
  }

  Refusal refused(JoinRequest request, ClientAddress client) {
    return ((JoinResult.Refused) placement.enter(request, newConnection(), client, now)).why();
  }

  Member next(Member member) {
    return member(
        placement.next(member.room(), member.place(), member.connection(), now),
        member.connection());
  }

  /** Like {@link #next}, and the seat that is left is to be held. */
  Member nextKeeping(Member member) {
    return member(
        placement.next(member.room(), member.place(), member.connection(), true, now),
        member.connection());
  }

  JoinResult goBack(Member member) {
    return placement.goBack(member.room(), member.place(), member.connection(), now);
  }

  Refusal nextRefused(Member member) {
    return ((JoinResult.Refused)
            placement.next(member.room(), member.place(), member.connection(), now))
        .why();
  }

  void lost(Member member) {
    placement.lost(member.room(), member.place(), member.connection(), now);
  }

  void leave(Member member) {
    placement.leave(member.room(), member.place(), member.connection(), now);
  }

  void heardFrom(Member member) {
    placement.heard(member.room(), member.place(), member.connection(), now);
  }

  String code(Member member) {
    return ((InviteResult.Invited)
            placement.invite(member.room(), member.place(), member.connection(), now))
        .code();
  }

  Optional<SeatState> state(RoomId room, int place) {
    return RoomView.of(placement, room).stream()
        .flatMap(view -> view.seats().stream())
        .filter(seat -> seat.place() == place)
        .map(SeatView::state)
        .findFirst();
  }

  int seated(RoomId room) {
    return RoomView.of(placement, room).map(view -> view.seats().size()).orElse(0);
  }

  private static Member member(JoinResult answer, long connection) {
    JoinResult.Taken taken = (JoinResult.Taken) answer;
    return new Member(taken.room(), taken.place(), connection, taken.seat());
  }
}
