package prosa.server.placement;

/**
 * The address of a client as limits count it: one key for all addresses that one subscriber of a
 * network can choose among.
 *
 * @param key an IPv4 address in dotted form (an IPv4-mapped IPv6 address is that IPv4 address), or
 *     an IPv6 network of 64 bits, because a host chooses the other 64 bits itself; classic
 *     connections are matched by it, too
 * @param trusted whether the limits per address do not apply (proxies and load tests live there)
 */
public record ClientAddress(String key, boolean trusted) {

  /**
   * The network that it is in, as votes count it: an IPv4 network of 24 bits or an IPv6 network of
   * 64 bits.
   */
  public String network() {
    int lastDot = key.lastIndexOf('.');
    return lastDot < 0 ? key : key.substring(0, lastDot) + ".0/24";
  }
}
