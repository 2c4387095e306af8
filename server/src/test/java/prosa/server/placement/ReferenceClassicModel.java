package prosa.server.placement;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ReferenceRoom.PlainHalf;
import prosa.server.placement.ReferenceRoom.PlainSeat;

/** Classic members written down a second time. */
final class ReferenceClassicModel {

  private final ReferenceModel books;

  ReferenceClassicModel(ReferenceModel books) {
    this.books = books;
  }

  Reservation reserve(ClientAddress client, boolean withPorts, long now) {
    books.lapse(now);
    Refusal no = books.draining ? Refusal.DRAINING : books.tooMany(client);
    if (no != null) {
      return new Reservation.Refused(no);
    }
    ReferenceModel.Choice choice =
        withPorts ? books.withPorts(client, now) : books.anywhere(Optional.empty(), client, now);
    if (choice.no() != null) {
      return new Reservation.Refused(choice.no());
    }
    ReferenceRoom room = Objects.requireNonNull(choice.room());
    room.lapses.remove(client.key());
    PlainSeat seat = books.newSeat(room, true, client, now);
    return new Reservation.Reserved(room.id, seat.place, seat.secret);
  }

  void portsOpened(RoomId id, long now) {
    books.lapse(now);
    books.find(id).ifPresent(room -> room.hasPorts = true);
  }

  Admission admit(RoomId id, ClassicSide side, long connection, ClientAddress client, long now) {
    books.lapse(now);
    if (books.draining) {
      return new Admission.Refused(Refusal.DRAINING);
    }
    if (books.knows(connection)) {
      return new Admission.Refused(Refusal.ALREADY_SEATED);
    }
    Optional<ReferenceRoom> room = books.find(id);
    if (room.isEmpty()) {
      return new Admission.Refused(Refusal.UNKNOWN_ROOM);
    }
    PlainSeat seat = seatThatWaits(room.get(), side, client.key());
    if (seat == null) {
      Refusal no = noFreeSeat(room.get(), client);
      if (no != null) {
        return new Admission.Refused(no);
      }
      books.makeRoomForSeat(client, now);
      seat = books.newSeat(room.get(), true, client, now);
    }
    PlainHalf half = new PlainHalf(room.get(), side, connection, client.key());
    if (side == ClassicSide.PUBLISHER) {
      seat.publisher = half;
      if (seat.subscriber == null) {
        seat.subscriber = adopted(room.get(), client.key());
      }
    } else {
      seat.subscriber = half;
    }
    books.await(seat, now + books.rules.reservation().toNanos());
    pairIfWhole(seat);
    return new Admission.Admitted(seat.place);
  }

  void subscribed(RoomId id, long connection, long now) {
    books.lapse(now);
    PlainHalf half = subscriber(id, connection);
    if (half == null) {
      return;
    }
    half.subscribed = true;
    for (PlainSeat seat : half.room.seats) {
      if (seat.subscriber == half) {
        pairIfWhole(seat);
        return;
      }
    }
    giveBack(half);
  }

  void gone(RoomId id, long connection, long now) {
    books.lapse(now);
    for (PlainHalf half : books.halves()) {
      if (half.connection == connection && half.room.id.equals(id)) {
        half.room.orphans.remove(half);
        for (PlainSeat seat : half.room.seats) {
          if (seat.half(half.side) == half) {
            goneFrom(seat, half.side, now);
            return;
          }
        }
      }
    }
  }

  private void goneFrom(PlainSeat seat, ClassicSide side, long now) {
    PlainHalf left = seat.half(side.other());
    if (left != null) {
      part(seat, left, now);
    }
    if (side == ClassicSide.PUBLISHER) {
      books.free(seat, now);
      if (left != null) {
        seat.room.orphans.add(left);
        books.await(left, now + books.rules.reservation().toNanos());
        giveBack(left);
      }
      return;
    }
    seat.subscriber = null;
    if (left == null) {
      books.free(seat, now);
    } else {
      seat.subscriber = adopted(seat.room, seat.client.key());
      pairIfWhole(seat);
    }
  }

  /** An orphan that can hear goes to the newest lone publisher of its address. */
  private void giveBack(PlainHalf orphan) {
    PlainSeat seat = seatOfNewest(orphan.room, ClassicSide.SUBSCRIBER, orphan.address);
    if (seat != null && orphan.subscribed) {
      orphan.room.orphans.remove(orphan);
      orphan.waits = false;
      seat.subscriber = orphan;
      pairIfWhole(seat);
    }
  }

  private static @Nullable PlainHalf adopted(ReferenceRoom room, String address) {
    PlainHalf newest = null;
    for (PlainHalf half : room.orphans) {
      if (half.subscribed
          && half.address.equals(address)
          && (newest == null || half.stamp > newest.stamp)) {
        newest = half;
      }
    }
    if (newest != null) {
      room.orphans.remove(newest);
      newest.waits = false;
    }
    return newest;
  }

  private void pairIfWhole(PlainSeat seat) {
    if (seat.state == SeatState.RESERVED
        && seat.publisher != null
        && seat.subscriber != null
        && seat.subscriber.subscribed) {
      seat.state = SeatState.SEATED;
      seat.waits = false;
      books.used(seat.client);
      seat.room.lapses.remove(seat.client.key());
      books.events.add(
          Event.paired(
              seat.room.id, seat.place, seat.publisher.connection, seat.subscriber.connection));
    }
  }

  private void part(PlainSeat seat, PlainHalf survivor, long now) {
    if (seat.state == SeatState.SEATED) {
      seat.state = SeatState.RESERVED;
      books.believe(seat, now);
      books.await(seat, now + books.rules.reservation().toNanos());
      books.events.add(Event.parted(seat.room.id, seat.place, survivor.connection));
    }
  }

  private static @Nullable PlainSeat seatThatWaits(
      ReferenceRoom room, ClassicSide side, String address) {
    PlainSeat newest = seatOfNewest(room, side, address);
    if (newest != null) {
      return newest;
    }
    PlainSeat oldest = null;
    for (PlainSeat seat : room.seats) {
      if (seat.classic
          && seat.untouched()
          && seat.client.key().equals(address)
          && (oldest == null || seat.stamp < oldest.stamp)) {
        oldest = seat;
      }
    }
    return oldest;
  }

  private static @Nullable PlainSeat seatOfNewest(
      ReferenceRoom room, ClassicSide missing, String address) {
    PlainSeat newest = null;
    for (PlainSeat seat : room.seats) {
      if (seat.half(missing) == null
          && seat.half(missing.other()) != null
          && seat.client.key().equals(address)
          && (newest == null || seat.stamp > newest.stamp)) {
        newest = seat;
      }
    }
    return newest;
  }

  private @Nullable Refusal noFreeSeat(ReferenceRoom room, ClientAddress client) {
    if (room.lapses.getOrDefault(client.key(), 0) >= 2) {
      return Refusal.LAPSED_TOO_OFTEN;
    }
    if (room.full()) {
      return Refusal.NO_SEAT;
    }
    Refusal no = books.tooMany(client);
    return no == null && !books.canHaveSeat(client) ? Refusal.TOO_MANY_SEATS : no;
  }

  private @Nullable PlainHalf subscriber(RoomId id, long connection) {
    for (PlainHalf half : books.halves()) {
      if (half.connection == connection
          && half.side == ClassicSide.SUBSCRIBER
          && half.room.id.equals(id)) {
        return half;
      }
    }
    return null;
  }
}
