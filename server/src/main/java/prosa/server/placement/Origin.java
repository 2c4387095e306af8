package prosa.server.placement;

/**
 * Where a request or a connection comes from.
 *
 * @param address one remote machine, as far as can be told; classic halves are matched by it
 * @param trusted whether the limits per address do not apply (proxies and load tests live there)
 */
public record Origin(String address, boolean trusted) {}
