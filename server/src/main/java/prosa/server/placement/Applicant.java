package prosa.server.placement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Who is to be seated, by what can be known again: its address, what its name is compared by, its
 * connection, and the rooms from which its seat was moved away.
 *
 * @param names what the name is compared by; empty for a classic client, whose name is not known
 * @param connection the number of its connection; negative for a question at the door
 * @param expelledFrom the rooms whose members moved it away, while it has had seats ever since
 */
record Applicant(
    ClientAddress client, Set<String> names, long connection, Set<RoomId> expelledFrom) {

  Applicant {
    names = Set.copyOf(names);
    expelledFrom = Set.copyOf(expelledFrom);
  }

  /** A classic client, of which nothing is known but the address. */
  static Applicant classic(ClientAddress client) {
    return new Applicant(client, Set.of(), -1, Set.of());
  }

  /** Whether the members of this room have not moved it away within the last hour. */
  boolean mayJoin(RoomSeats room, long now) {
    return !expelledFrom.contains(room.id()) && !room.bans.has(traits(), now);
  }

  private Collection<String> traits() {
    return traits(client, names, connection);
  }

  /** What a ban applies to. Addresses of trusted networks are many people's. */
  static List<String> traits(ClientAddress client, Set<String> names, long connection) {
    List<String> traits = new ArrayList<>();
    names.forEach(name -> traits.add("name " + name));
    if (!client.trusted()) {
      traits.add("network " + client.network());
    }
    if (connection >= 0) {
      traits.add(RoomBans.CONNECTION + connection);
    }
    return traits;
  }

  /**
   * The trait of a classic client from a trusted network that takes a seat without having asked the
   * door, as a library does that connects again by itself.
   */
  static String returningClassic(ClientAddress client) {
    return "classic " + client.key();
  }
}
