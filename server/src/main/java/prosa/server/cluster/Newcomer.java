package prosa.server.cluster;

import java.util.Set;
import prosa.server.placement.ClientAddress;

/**
 * A member that asks for a seat at another node, by what that one knows of members that were moved
 * away.
 *
 * @param names what the name is compared by; empty for a classic client, whose name is not known
 */
record Newcomer(ClientAddress client, Set<String> names) {
  Newcomer {
    names = Set.copyOf(names);
  }

  /** Somebody of whom nothing is known but the address. */
  static Newcomer unnamed(ClientAddress client) {
    return new Newcomer(client, Set.of());
  }
}
