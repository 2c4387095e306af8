package prosa.server.placement;

import java.util.Set;

/**
 * The member that the others at its table want to be moved away, as it can be known again.
 *
 * @param place where it sits, or sat
 * @param connection its connection, or its last one; of a classic member its publisher
 * @param client its address
 * @param names what its names are compared by
 * @param reseated whether it is to have a seat elsewhere, on its connection
 */
public record Expulsion(
    int place, long connection, ClientAddress client, Set<String> names, boolean reseated) {

  public Expulsion {
    names = Set.copyOf(names);
  }
}
