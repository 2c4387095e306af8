package prosa.server.admin;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The open connections of the operator's port, at most {@value #MOST}. When there are as many, one
 * from an address with fewer than some other takes the place of the oldest of the address that has
 * most, so that one address cannot keep all others out. On the port's event loop.
 */
final class AdminConnections {
  static final int MOST = 64;

  private final Map<String, Deque<Channel>> byAddress = new HashMap<>();
  private int open;

  /** Counts a new connection, which may end another; false if it has to be closed itself. */
  boolean admit(String address, Channel channel) {
    if (open >= MOST) {
      Channel oldest = oldestOfMost(address);
      if (oldest == null) {
        return false;
      }
      var _ = oldest.close(); // counted out at once, on this loop
    }
    open++;
    byAddress.computeIfAbsent(address, _ -> new ArrayDeque<>()).addLast(channel);
    channel.closeFuture().addListener(_ -> closed(address, channel));
    return true;
  }

  /** Of the address with most connections, if that has more than this one would have. */
  private @Nullable Channel oldestOfMost(String address) {
    int own = byAddress.getOrDefault(address, new ArrayDeque<>()).size();
    return byAddress.values().stream()
        .max(Comparator.comparingInt(Deque::size))
        .filter(most -> most.size() > own + 1)
        .map(Deque::peekFirst)
        .orElse(null);
  }

  private void closed(String address, Channel channel) {
    open--;
    byAddress.computeIfPresent(
        address, (_, all) -> all.remove(channel) && all.isEmpty() ? null : all);
  }
}
