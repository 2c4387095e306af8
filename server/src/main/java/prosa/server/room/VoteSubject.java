package prosa.server.room;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import prosa.server.placement.ClientAddress;

/**
 * What the member that a vote is about has been called since it began, and the addresses that it
 * has come from. {@value #MOST} of each at most; beyond that the first one and the latest remain.
 * On the room's loop.
 */
final class VoteSubject {
  static final int MOST = 16;

  private final Set<String> names = new LinkedHashSet<>();
  private final Set<ClientAddress> clients = new LinkedHashSet<>();

  VoteSubject(RoomMember member) {
    add(member);
  }

  /** As it is called by now, and where it comes from. */
  void add(RoomMember member) {
    add(names, member.name());
    add(clients, member.client());
  }

  private static <T> void add(Set<T> known, T latest) {
    if (known.add(latest) && known.size() > MOST) {
      Iterator<T> oldest = known.iterator();
      oldest.next();
      oldest.next();
      oldest.remove();
    }
  }

  void forEachName(Consumer<String> consumer) {
    names.forEach(consumer);
  }

  Set<ClientAddress> clients() {
    return clients;
  }

  /** Whether it has come from this address's network, which is not that of many people. */
  boolean cameFromNetworkOf(ClientAddress other) {
    return !other.trusted()
        && clients.stream()
            .anyMatch(one -> !one.trusted() && one.network().equals(other.network()));
  }
}
