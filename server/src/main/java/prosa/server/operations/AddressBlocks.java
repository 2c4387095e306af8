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
 * The networks that an operator has blocked for a time; in memory only. Thread-safe. At most
 * {@value #MOST}: beyond that, the block that would end first is removed.
 */
public final class AddressBlocks {
  /** The longest time of a block. */
  public static final Duration LONGEST = Duration.ofDays(30);

  private static final int MOST = 1_024;

  /** A blocked network and its remaining seconds. */
  public record Block(CidrBlock network, long seconds) {}

  private final LongSupplier nanos;
  private final Map<CidrBlock, Long> ends = new ConcurrentHashMap<>();

  /** No blocks. */
  public AddressBlocks() {
    this(System::nanoTime);
  }

  AddressBlocks(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Blocks a network for this long; replaces an earlier block. */
  public void block(CidrBlock network, Duration time) {
    ends.put(network, nanos.getAsLong() + time.toNanos());
    while (ends.size() > MOST) {
      ends.entrySet().stream()
          .min(Map.Entry.comparingByValue())
          .ifPresent(first -> ends.remove(first.getKey()));
    }
  }

  /** Removes a block; returns whether there was one. */
  public boolean unblock(CidrBlock network) {
    return ends.remove(network) != null;
  }

  /** Whether this address is blocked. */
  public boolean blocks(InetAddress address) {
    if (ends.isEmpty()) {
      return false;
    }
    long now = nanos.getAsLong();
    ends.values().removeIf(end -> end - now <= 0);
    return ends.keySet().stream().anyMatch(network -> network.contains(address));
  }

  /** The current blocks. */
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
