package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import prosa.server.placement.ReferenceRoom.ReferenceSeat;

/**
 * Checks offers against the state of the rooms: their recipients, their targets, that none is
 * repeated, and that no member who is alone is left without one.
 */
final class OfferChecker {

  private final Map<RoomId, RoomId> currentOffer = new HashMap<>();
  private Map<RoomId, ReferenceSeat> alone = new TreeMap<>();
  private boolean unreliable;

  /** What is offered to whoever sits alone in that room. */
  Optional<RoomId> currentOffer(RoomId room) {
    return Optional.ofNullable(currentOffer.get(room));
  }

  boolean isEmpty() {
    return currentOffer.isEmpty() && alone.isEmpty();
  }

  /** The rooms look like this in the middle of a call, when what was due has lapsed. */
  void look(ReferenceModel model, long now) {
    unreliable = model.reservationsAreUnreliable(now);
    alone = solo(model);
    drop(alone);
  }

  /** These offers were made, and this is what the rooms look like after the call. */
  void judge(List<PlacementRecorder.Offer> offers, ReferenceModel model) {
    Map<RoomId, ReferenceSeat> before = alone;
    alone = solo(model);
    offers.forEach(offer -> judge(offer, before));
    drop(alone);
    if (alone.size() > 1) {
      alone.forEach(
          (room, seat) -> {
            if (!seat.classic && !currentOffer.containsKey(room)) {
              throw new AssertionError("nobody was offered to who sits alone in " + room);
            }
          });
    }
  }

  private void judge(PlacementRecorder.Offer offer, Map<RoomId, ReferenceSeat> before) {
    Map<RoomId, ReferenceSeat> then = stands(offer.room(), offer.other(), alone) ? alone : before;
    assertThat(then).as("two who sit alone: %s", offer).containsKeys(offer.room(), offer.other());
    assertThat(offer.other()).as("an offer leads elsewhere").isNotEqualTo(offer.room());
    ReferenceSeat seat = Objects.requireNonNull(then.get(offer.room()));
    assertThat(seat.classic).as("classic members are offered nothing: %s", offer).isFalse();
    assertThat(seat.place).as("place of %s", offer).isEqualTo(offer.place());
    RoomId earlier = currentOffer.put(offer.room(), offer.other());
    assertThat(earlier != null && stands(offer.room(), earlier, alone))
        .as("an offer while another stands: %s, %s", offer, earlier)
        .isFalse();
  }

  private void drop(Map<RoomId, ReferenceSeat> solo) {
    currentOffer.entrySet().removeIf(offer -> !stands(offer.getKey(), offer.getValue(), solo));
  }

  private static boolean stands(RoomId room, RoomId other, Map<RoomId, ReferenceSeat> solo) {
    return solo.containsKey(room) && solo.containsKey(other);
  }

  private Map<RoomId, ReferenceSeat> solo(ReferenceModel model) {
    Map<RoomId, ReferenceSeat> solo = new TreeMap<>();
    for (ReferenceRoom room : model.rooms) {
      if (!room.isPrivate
          && room.hasSpace()
          && room.in(SeatState.SEATED) == 1
          && (unreliable || room.activeSeats() == 1)) {
        for (ReferenceSeat seat : room.seats) {
          if (seat.state == SeatState.SEATED) {
            solo.put(room.id, seat);
          }
        }
      }
    }
    return solo;
  }
}
