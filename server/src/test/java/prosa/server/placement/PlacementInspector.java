package prosa.server.placement;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the private state of a {@link Placement} by reflection, so that placement needs no methods
 * for tests. A collection that a later change adds is found without a change here.
 */
final class PlacementInspector {

  /** Placement and the objects it is made of. */
  private final Set<Object> parts = Collections.newSetFromMap(new IdentityHashMap<>());

  /** The size of each collection, by class and field. */
  private final Map<String, Integer> sizes = new LinkedHashMap<>();

  private PlacementInspector(Placement placement) {
    visit(placement);
  }

  /**
   * Every collection of placement that holds something, with its size; none does when no room is
   * open. The addresses with unused reservations are left out: they are remembered on purpose.
   */
  static Map<String, Integer> retained(Placement placement) {
    Map<String, Integer> sizes = new PlacementInspector(placement).sizes;
    if (sizes.size() < 15) {
      throw new AssertionError("too few collections were found: " + sizes);
    }
    sizes.values().removeIf(size -> size == 0);
    return sizes;
  }

  /** What placement has counted for this address. */
  static AddressUsage usage(Placement placement, ClientAddress client) {
    SeatStates states = (SeatStates) read(placement, "seatStates");
    Rooms rooms = rooms(placement);
    String key = client.key();
    return new AddressUsage(
        ((AddressQuota) read(states, "reservations")).of(key),
        ((AddressQuota) read(states, "seats")).of(key),
        ((EvictionOrder<?>) read(states, "heldSeats")).of(key),
        rooms.of(key),
        ((AddressQuota) read(rooms, "codes")).of(key));
  }

  static ShortStays shortStays(Placement placement) {
    return (ShortStays) read(read(placement, "seatStates"), "shortStays");
  }

  static Rooms rooms(Placement placement) {
    return (Rooms) read(placement, "rooms");
  }

  /** All open rooms, in the order in which they were opened. */
  static List<RoomSeats> openRooms(Placement placement) {
    return ((Map<?, ?>) read(rooms(placement), "open"))
        .values().stream().map(RoomSeats.class::cast).toList();
  }

  private void visit(Object part) {
    if (!parts.add(part)) {
      return;
    }
    for (Field field : part.getClass().getDeclaredFields()) {
      Class<?> type = field.getType();
      boolean isPart =
          type.getPackage() == Placement.class.getPackage()
              && Modifier.isFinal(type.getModifiers())
              && !type.isRecord()
              && !type.isEnum()
              && type != UnusedReservations.class;
      if (Modifier.isStatic(field.getModifiers())) {
        continue;
      }
      String name =
          part.getClass().getSimpleName()
              + "@"
              + Integer.toHexString(System.identityHashCode(part))
              + "."
              + field.getName();
      if (Map.class.isAssignableFrom(type)) {
        sizes.put(name, ((Map<?, ?>) read(part, field)).size());
      } else if (Collection.class.isAssignableFrom(type)) {
        sizes.put(name, ((Collection<?>) read(part, field)).size());
      } else if (isPart) {
        visit(read(part, field));
      }
    }
  }

  private static Object read(Object part, String name) {
    try {
      return read(part, part.getClass().getDeclaredField(name));
    } catch (NoSuchFieldException e) {
      throw new AssertionError(e);
    }
  }

  private static Object read(Object part, Field field) {
    try {
      field.setAccessible(true);
      return field.get(part);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }
}
