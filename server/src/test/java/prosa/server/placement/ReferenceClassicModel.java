package prosa.server.placement;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ReferenceRoom.ReferenceConnection;
import prosa.server.placement.ReferenceRoom.ReferenceSeat;

/** The reference model of classic members. */
final class ReferenceClassicModel {

  private final ReferenceModel model;

  ReferenceClassicModel(ReferenceModel model) {
    this.model = model;
  }

  Reservation reserve(ClientAddress client, boolean withPorts, long now) {
    model.timeOut(now);
    Refusal no = model.draining ? Refusal.DRAINING : model.tooMany(client);
    if (no != null) {
      return new Reservation.Refused(no);
    }
    ReferenceModel.Choice choice =
        withPorts ? model.withPorts(client, now) : model.anywhere(Optional.empty(), client, now);
    if (choice.no() != null) {
      return new Reservation.Refused(choice.no());
    }
    ReferenceRoom room = Objects.requireNonNull(choice.room());
    room.timeouts.remove(client.key());
    ReferenceSeat seat = model.newSeat(room, true, client, now);
    return new Reservation.Reserved(room.id, seat.place, seat.secret);
  }

  void portsOpened(RoomId id, long now) {
    model.timeOut(now);
    model.find(id).ifPresent(room -> room.hasPorts = true);
  }

  Admission admit(
      RoomId id,
      ClassicSide side,
      long connection,
      ClientAddress client,
      boolean mayTakeNewSeat,
      long now) {
    model.timeOut(now);
    if (model.draining) {
      return new Admission.Refused(Refusal.DRAINING);
    }
    if (model.knows(connection)) {
      return new Admission.Refused(Refusal.ALREADY_SEATED);
    }
    Optional<ReferenceRoom> room = model.find(id);
    if (room.isEmpty()) {
      return new Admission.Refused(Refusal.UNKNOWN_ROOM);
    }
    ReferenceSeat seat = seatThatWaits(room.get(), side, client.key());
    boolean isNew = seat == null;
    if (seat == null) {
      Refusal no = noFreeSeat(room.get(), client);
      if (no != null) {
        return new Admission.Refused(no);
      }
      if (!mayTakeNewSeat) {
        return new Admission.Refused(Refusal.JOINED_TOO_OFTEN);
      }
      model.makeRoomForSeat(client, now);
      seat = model.newSeat(room.get(), true, client, now);
    }
    ReferenceConnection peer = new ReferenceConnection(room.get(), side, connection, client.key());
    if (side == ClassicSide.PUBLISHER) {
      seat.publisher = peer;
      if (seat.subscriber == null) {
        seat.subscriber = adopted(room.get(), client.key());
      }
    } else {
      seat.subscriber = peer;
    }
    model.await(seat, now + model.rules.reservation().toNanos());
    pairIfWhole(seat, now);
    return new Admission.Admitted(seat.place, isNew);
  }

  void subscribed(RoomId id, long connection, long now) {
    model.timeOut(now);
    ReferenceConnection peer = subscriber(id, connection);
    if (peer == null) {
      return;
    }
    peer.subscribed = true;
    for (ReferenceSeat seat : peer.room.seats) {
      if (seat.subscriber == peer) {
        pairIfWhole(seat, now);
        return;
      }
    }
    giveBack(peer, now);
  }

  void disconnected(RoomId id, long connection, long now) {
    model.timeOut(now);
    for (ReferenceConnection peer : model.peers()) {
      if (peer.connection == connection && peer.room.id.equals(id)) {
        peer.room.orphans.remove(peer);
        for (ReferenceSeat seat : peer.room.seats) {
          if (seat.peer(peer.side) == peer) {
            goneFrom(seat, peer.side, now);
            return;
          }
        }
      }
    }
  }

  private void goneFrom(ReferenceSeat seat, ClassicSide side, long now) {
    ReferenceConnection left = seat.peer(side.other());
    if (left != null) {
      part(seat, left, now);
    }
    if (side == ClassicSide.PUBLISHER) {
      model.free(seat, now);
      if (left != null) {
        seat.room.orphans.add(left);
        model.await(left, now + model.rules.reservation().toNanos());
        giveBack(left, now);
      }
      return;
    }
    seat.subscriber = null;
    if (left == null) {
      model.free(seat, now);
    } else {
      seat.subscriber = adopted(seat.room, seat.client.key());
      pairIfWhole(seat, now);
    }
  }

  /** An orphan that can hear goes to the newest lone publisher of its address. */
  private void giveBack(ReferenceConnection orphan, long now) {
    ReferenceSeat seat = seatOfNewest(orphan.room, ClassicSide.SUBSCRIBER, orphan.address);
    if (seat != null && orphan.subscribed) {
      orphan.room.orphans.remove(orphan);
      orphan.waits = false;
      seat.subscriber = orphan;
      pairIfWhole(seat, now);
    }
  }

  private static @Nullable ReferenceConnection adopted(ReferenceRoom room, String address) {
    ReferenceConnection newest = null;
    for (ReferenceConnection peer : room.orphans) {
      if (peer.subscribed
          && peer.address.equals(address)
          && (newest == null || peer.stamp > newest.stamp)) {
        newest = peer;
      }
    }
    if (newest != null) {
      room.orphans.remove(newest);
      newest.waits = false;
    }
    return newest;
  }

  private void pairIfWhole(ReferenceSeat seat, long now) {
    if (seat.state == SeatState.RESERVED
        && seat.publisher != null
        && seat.subscriber != null
        && seat.subscriber.subscribed) {
      seat.state = SeatState.SEATED;
      seat.seatedAt = now;
      seat.revocable = false;
      seat.late = false;
      seat.waits = false;
      model.used(seat, now);
      seat.room.timeouts.remove(seat.client.key());
      model.events.add(
          Event.paired(
              seat.room.id, seat.place, seat.publisher.connection, seat.subscriber.connection));
    }
  }

  private void part(ReferenceSeat seat, ReferenceConnection remaining, long now) {
    if (seat.state == SeatState.SEATED) {
      model.stayEnds(seat, now);
      seat.state = SeatState.RESERVED;
      model.believe(seat, now);
      model.await(seat, now + model.rules.reservation().toNanos());
      model.events.add(Event.unpaired(seat.room.id, seat.place, remaining.connection));
    }
  }

  private static @Nullable ReferenceSeat seatThatWaits(
      ReferenceRoom room, ClassicSide side, String address) {
    ReferenceSeat newest = seatOfNewest(room, side, address);
    if (newest != null) {
      return newest;
    }
    ReferenceSeat oldest = null;
    for (ReferenceSeat seat : room.seats) {
      if (seat.classic
          && seat.untouched()
          && seat.client.key().equals(address)
          && (oldest == null || seat.stamp < oldest.stamp)) {
        oldest = seat;
      }
    }
    return oldest;
  }

  private static @Nullable ReferenceSeat seatOfNewest(
      ReferenceRoom room, ClassicSide missing, String address) {
    ReferenceSeat newest = null;
    for (ReferenceSeat seat : room.seats) {
      if (seat.peer(missing) == null
          && seat.peer(missing.other()) != null
          && seat.client.key().equals(address)
          && (newest == null || seat.stamp > newest.stamp)) {
        newest = seat;
      }
    }
    return newest;
  }

  private @Nullable Refusal noFreeSeat(ReferenceRoom room, ClientAddress client) {
    if (room.timeouts.getOrDefault(client.key(), 0) >= 2) {
      return Refusal.LAPSED_TOO_OFTEN;
    }
    if (room.full()) {
      return Refusal.NO_SEAT;
    }
    Refusal no = model.tooMany(client);
    return no == null && !model.canHaveSeat(client) ? Refusal.TOO_MANY_SEATS : no;
  }

  private @Nullable ReferenceConnection subscriber(RoomId id, long connection) {
    for (ReferenceConnection peer : model.peers()) {
      if (peer.connection == connection
          && peer.side == ClassicSide.SUBSCRIBER
          && peer.room.id.equals(id)) {
        return peer;
      }
    }
    return null;
  }
}
