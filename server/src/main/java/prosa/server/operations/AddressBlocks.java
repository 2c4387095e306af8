package prosa.server.operations;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Networks that nobody is let in from for a while; in memory only. Any thread. {@value #MOST} at
 * most: beyond that, the one that would end first goes.
 */
public final class AddressBlocks {
  private static final int MOST = 1_024;

  /** A blocked network, and for how many seconds yet. */
  public record Block(CidrBlock network, long seconds) {}

  private final LongSupplier nanos;
  private final Map<CidrBlock, Long> ends = new ConcurrentHashMap<>();

  /** Nobody is blocked. */
  public AddressBlocks() {
    this(System::nanoTime);
  }

  AddressBlocks(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Blocks a network from now on, for so long; what it was blocked for before does not count. */
  public void block(CidrBlock network, Duration time) {
    ends.put(network, nanos.getAsLong() + time.toNanos());
    while (ends.size() > MOST) {
      ends.entrySet().stream()
          .min(Map.Entry.comparingByValue())
          .ifPresent(first -> ends.remove(first.getKey()));
    }
  }

  /** Whether it was blocked; it is no longer. */
  public boolean unblock(CidrBlock network) {
    return ends.remove(network) != null;
  }

  /** Whether nobody is let in from this address. */
  public boolean blocks(InetAddress address) {
    if (ends.isEmpty()) {
      return false;
    }
    long now = nanos.getAsLong();
    ends.values().removeIf(end -> end - now <= 0);
    return ends.keySet().stream().anyMatch(network -> network.contains(address));
  }

  /** Those that are blocked now. */
  public List<Block> all() {
    long now = nanos.getAsLong();
    List<Block> all = new ArrayList<>();
    ends.forEach(
        (network, end) -> {
          if (end - now > 0) {
            all.add(new Block(network, TimeUnit.NANOSECONDS.toSeconds(end - now) + 1));
          }
        });
    return all;
  }
}
