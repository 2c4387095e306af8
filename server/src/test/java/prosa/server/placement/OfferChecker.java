package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import prosa.server.placement.ReferenceRoom.PlainSeat;

/**
 * Judges offers by what the rooms look like: whom they are made to, where they lead, that they are
 * not made twice, and that nobody who sits alone is left without one.
 */
final class OfferChecker {

  private final Map<RoomId, RoomId> standing = new HashMap<>();
  private Map<RoomId, PlainSeat> alone = new TreeMap<>();

  /** What is offered to whoever sits alone in that room. */
  Optional<RoomId> standing(RoomId room) {
    return Optional.ofNullable(standing.get(room));
  }

  boolean isEmpty() {
    return standing.isEmpty() && alone.isEmpty();
  }

  /** The rooms look like this in the middle of a call, when what was due has lapsed. */
  void look(ReferenceModel books) {
    alone = lonely(books);
    drop(alone);
  }

  /** These offers were made, and this is what the rooms look like after the call. */
  void judge(List<Recorder.Offer> offers, ReferenceModel books) {
    Map<RoomId, PlainSeat> before = alone;
    alone = lonely(books);
    offers.forEach(offer -> judge(offer, before));
    drop(alone);
    if (alone.size() > 1) {
      alone.forEach(
          (room, seat) -> {
            if (!seat.classic && !standing.containsKey(room)) {
              throw new AssertionError("nobody was offered to who sits alone in " + room);
            }
          });
    }
  }

  private void judge(Recorder.Offer offer, Map<RoomId, PlainSeat> before) {
    Map<RoomId, PlainSeat> then = stands(offer.room(), offer.other(), alone) ? alone : before;
    assertThat(then).as("two who sit alone: %s", offer).containsKeys(offer.room(), offer.other());
    assertThat(offer.other()).as("an offer leads elsewhere").isNotEqualTo(offer.room());
    PlainSeat seat = Objects.requireNonNull(then.get(offer.room()));
    assertThat(seat.classic).as("classic members are offered nothing: %s", offer).isFalse();
    assertThat(seat.place).as("place of %s", offer).isEqualTo(offer.place());
    RoomId earlier = standing.put(offer.room(), offer.other());
    assertThat(earlier != null && stands(offer.room(), earlier, alone))
        .as("an offer while another stands: %s, %s", offer, earlier)
        .isFalse();
  }

  private void drop(Map<RoomId, PlainSeat> lonely) {
    standing.entrySet().removeIf(offer -> !stands(offer.getKey(), offer.getValue(), lonely));
  }

  private static boolean stands(RoomId room, RoomId other, Map<RoomId, PlainSeat> lonely) {
    return lonely.containsKey(room) && lonely.containsKey(other);
  }

  private static Map<RoomId, PlainSeat> lonely(ReferenceModel books) {
    Map<RoomId, PlainSeat> lonely = new TreeMap<>();
    for (ReferenceRoom room : books.rooms) {
      if (!room.isPrivate
          && room.occupancy() < room.capacity
          && room.in(SeatState.SEATED) == 1
          && room.company() == 1) {
        for (PlainSeat seat : room.seats) {
          if (seat.state == SeatState.SEATED) {
            lonely.put(room.id, seat);
          }
        }
      }
    }
    return lonely;
  }
}
