package prosa.server.cluster;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import prosa.server.placement.RoomId;

/**
 * What makes a server a node of a cluster.
 *
 * @param node its name, 1 to {@value SeatToken#LONGEST_NODE} lower-case letters, digits and
 *     hyphens; no other node of the cluster has it
 * @param door where clients may reach it, if there is no balancer: {@code HOST:PORT} with a name,
 *     an IPv4 address or an IPv6 address in brackets
 * @param key what clients encrypt with who come in there, as in addresses, if it has CURVE
 */
public record ClusterConfig(String node, Optional<String> door, Optional<String> key) {
  private static final int LONGEST_DOOR = 260;
  private static final int HIGHEST_PORT = 65_535;
  private static final Pattern DOOR =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?(?:\\.(?!:)|(?=:)))+:(\\d{1,5})"
              + "|\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*]:(\\d{1,5})");
  private static final Pattern EVERYWHERE = Pattern.compile("0+(?:\\.0+){0,3}:.*|\\[[0:.]+]:.*");

  /** A node whose door has no key. */
  public ClusterConfig(String node, Optional<String> door) {
    this(node, door, Optional.empty());
  }

  /** Refuses a name that no node has, and an address that nobody can reach. */
  public ClusterConfig {
    if (!RoomId.isNode(node) || node.length() > SeatToken.LONGEST_NODE) {
      throw new IllegalArgumentException(
          "a node's name has 1 to "
              + SeatToken.LONGEST_NODE
              + " lower-case letters, digits and hyphens: "
              + node);
    }
    if (door.isPresent() && !isDoor(door.get())) {
      throw new IllegalArgumentException(
          "--advertise takes the HOST:PORT under which clients reach this server, such as"
              + " chat.example.org:5555 or [2001:db8::1]:5555: "
              + door.get());
    }
  }

  /** The same with this key at its door. */
  public ClusterConfig withKey(String at) {
    return new ClusterConfig(node, door, Optional.of(at));
  }

  /** Its door as clients are told it: {@code HOST:PORT}, or {@code HOST:PORT#KEY}. */
  Optional<String> doorWithKey() {
    return door.map(address -> address + key.map(it -> "#" + it).orElse(""));
  }

  private static boolean isDoor(String door) {
    Matcher parts = DOOR.matcher(door);
    if (door.length() > LONGEST_DOOR || !parts.matches() || EVERYWHERE.matcher(door).matches()) {
      return false;
    }
    int port = Integer.parseInt(parts.group(1) == null ? parts.group(2) : parts.group(1));
    return port >= 1 && port <= HIGHEST_PORT;
  }
}
