package prosa.server.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import prosa.server.placement.ClientAddress;

/**
 * The seats that members left by {@code next} and may come back to, by their connections; of
 * {@value #MOST} members, beyond which the one that has had it longest cannot return any more. On
 * the door's loop.
 */
final class WaysBack {
  static final int MOST = 10_000;

  /** A seat that is held for the member on a connection, at this node or at another. */
  record WayBack(String secret, ClientAddress client, long until) {}

  private final Map<Long, WayBack> ways = new LinkedHashMap<>();

  void put(long connection, WayBack way) {
    ways.remove(connection);
    if (ways.size() >= MOST) {
      ways.remove(ways.keySet().iterator().next());
    }
    ways.put(connection, way);
  }

  /** The way back of this connection, which is used up by it. */
  @Nullable WayBack remove(long connection) {
    return ways.remove(connection);
  }
}
