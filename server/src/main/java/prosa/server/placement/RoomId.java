package prosa.server.placement;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A room's identity: its number, given once and never again while its server runs, and the name of
 * the node that has it.
 *
 * <p>Its name is {@code Chat7} for a room of a server that is alone, and {@code Chat7@b} for one of
 * node {@code b}. Any thread.
 *
 * @param number 0 or more, in the order of opening
 * @param node the node's name, 1 to 31 lower-case ASCII letters, digits and hyphens, the first no
 *     hyphen; empty where there is only one server
 */
public record RoomId(int number, String node) implements Comparable<RoomId> {
  private static final Pattern NODE = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}");
  private static final Pattern NAME = Pattern.compile("Chat(0|[1-9][0-9]{0,9})(?:@(.*))?");

  /** Refuses a negative number, and a node's name that its rooms could not be called by. */
  public RoomId {
    if (number < 0) {
      throw new IllegalArgumentException("a room's number is never negative: " + number);
    }
    if (!node.isEmpty() && !isNode(node)) {
      throw new IllegalArgumentException(
          "a node's name has 1 to 31 lower-case letters, digits and hyphens");
    }
  }

  /** A room of a server that is alone. */
  public RoomId(int number) {
    this(number, "");
  }

  /** Whether a node may be called that. */
  public static boolean isNode(String name) {
    return NODE.matcher(name).matches();
  }

  /** The room called that; empty unless it is exactly what {@link #name()} would say. */
  public static Optional<RoomId> named(String name) {
    Matcher parts = NAME.matcher(name);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(parts.group(1));
    String node = parts.group(2);
    if (number > Integer.MAX_VALUE || (node != null && !isNode(node))) {
      return Optional.empty();
    }
    return Optional.of(new RoomId((int) number, node == null ? "" : node));
  }

  /** What the room is called: {@code Chat}, the number and, in a cluster, the node. */
  public String name() {
    return node.isEmpty() ? "Chat" + number : "Chat" + number + "@" + node;
  }

  /** By node, then by number. */
  @Override
  public int compareTo(RoomId other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return name();
  }
}
