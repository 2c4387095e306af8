package prosa.client;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * What this JVM looks names up with: the system, except for one name, which has two addresses of
 * this machine.
 */
public final class TwoAddressResolver extends InetAddressResolverProvider {
  /** The name. */
  static final String NAME = "two-addresses.invalid";

  /** Its first address. */
  static final InetAddress FIRST = InetAddress.ofLiteral("127.0.0.2");

  /** Its second one. */
  static final InetAddress SECOND = InetAddress.ofLiteral("127.0.0.1");

  @Override
  public InetAddressResolver get(Configuration system) {
    InetAddressResolver usual = system.builtinResolver();
    return new InetAddressResolver() {
      @Override
      public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
          throws UnknownHostException {
        return host.equals(NAME) ? Stream.of(FIRST, SECOND) : usual.lookupByName(host, policy);
      }

      @Override
      public String lookupByAddress(byte[] address) throws UnknownHostException {
        return usual.lookupByAddress(address);
      }
    };
  }

  @Override
  public String name() {
    return "two addresses";
  }
}
