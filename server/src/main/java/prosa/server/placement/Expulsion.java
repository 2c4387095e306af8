package prosa.server.placement;

import java.util.Set;

/**
 * The member that the others in its room want to be moved away, as it can be known again.
 *
 * <p>With {@code banned} it may not come back; without, it is moved for its name alone, which may
 * be that of another member, and nothing that it is known by is kept out for it.
 *
 * @param place where it sits, or sat
 * @param connection its connection, or its last one; of a classic member its publisher
 * @param clients its address, and those that it came from while the vote was open
 * @param names what its names are compared by
 * @param spared what the names of others in the room are compared by, who may come back by them
 * @param reseated whether it is to have a seat elsewhere, on its connection
 * @param banned whether it may not come back
 */
public record Expulsion(
    int place,
    long connection,
    Set<ClientAddress> clients,
    Set<String> names,
    Set<String> spared,
    boolean reseated,
    boolean banned) {

  public Expulsion {
    clients = Set.copyOf(clients);
    names = Set.copyOf(names);
    spared = Set.copyOf(spared);
  }
}
