package prosa.server.placement;

/** One call to a listener, in a form that can be compared. */
record Event(String what, RoomId room, int place, long first, long second) {

  static Event opened(RoomId room, boolean isPrivate) {
    return new Event("opened", room, 0, isPrivate ? 1 : 0, 0);
  }

  static Event closed(RoomId room) {
    return new Event("closed", room, 0, 0, 0);
  }

  static Event paired(RoomId room, int place, long publisher, long subscriber) {
    return new Event("paired", room, place, publisher, subscriber);
  }

  static Event unpaired(RoomId room, int place, long remaining) {
    return new Event("parted", room, place, remaining, 0);
  }

  static Event timedOut(RoomId room, long connection) {
    return new Event("lapsed", room, 0, connection, 0);
  }

  static Event evicted(RoomId room, int place) {
    return new Event("evicted", room, place, 0, 0);
  }

  static Event removed(RoomId room, int place, Removal what) {
    return new Event("removed " + what, room, place, 0, 0);
  }

  static Event expired(RoomId room, int place) {
    return new Event("expired", room, place, 0, 0);
  }
}
