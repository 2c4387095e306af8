package prosa.server.operations;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many connections are open, in all and per address, as {@link CidrBlock#limitKey} counts them:
 * IPv6 by networks of 64 bits. An address has its limit, and never more than a quarter of what all
 * may have together, so that one does not use up a small number of descriptors. An address in a
 * trusted network is counted, but not limited, for the sake of proxies. Thread-safe.
 */
public final class ConnectionCounter {
  /** No address has more than one part in so many. */
  private static final int PARTS = 4;

  private volatile List<CidrBlock> trusted;
  private volatile int perAddress;
  private volatile int inAll = Integer.MAX_VALUE;
  private final ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();
  private final AtomicInteger all = new AtomicInteger();

  /**
   * A counter without connections.
   *
   * @param perAddress the most connections of one address that is not trusted
   */
  public ConnectionCounter(List<CidrBlock> trusted, int perAddress) {
    this.trusted = List.copyOf(trusted);
    this.perAddress = perAddress;
  }

  /** Sets new limits; existing connections stay. */
  public void limits(List<CidrBlock> trustedNetworks, int mostPerAddress) {
    trusted = List.copyOf(trustedNetworks);
    perAddress = mostPerAddress;
  }

  /** Sets how many there may be in all; existing connections stay. */
  public void inAll(int most) {
    inAll = most;
  }

  /** Whether the address is not limited. */
  public boolean trusts(InetAddress address) {
    return trusted.stream().anyMatch(network -> network.contains(address));
  }

  /** Counts one more connection of the address; false, and not counted, if it has too many. */
  public boolean enter(InetAddress address) {
    return enter(address, false);
  }

  /** The same; a proxy's own address may have any number. */
  public boolean enter(InetAddress address, boolean isProxy) {
    String key = CidrBlock.limitKey(address);
    int now = open.merge(key, 1, Integer::sum);
    int most = Math.min(perAddress, Math.max(1, inAll / PARTS));
    if (now > most && !isProxy && !trusts(address)) {
      giveBack(key);
      return false;
    }
    all.incrementAndGet();
    return true;
  }

  /** Removes one connection of the address; to be called once for each that was accepted. */
  public void leave(InetAddress address) {
    all.decrementAndGet();
    giveBack(CidrBlock.limitKey(address));
  }

  private void giveBack(String key) {
    open.computeIfPresent(key, (address, n) -> n == 1 ? null : n - 1);
  }

  /** The connections open now. */
  public int all() {
    return all.get();
  }
}
