package prosa.websocket;

import io.netty.util.NetUtil;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The host names by which browsers may reach this server: the Host of a request without its port.
 *
 * <p>Otherwise a foreign page whose name is made to resolve to this server's address (DNS
 * rebinding) could act as if it were ours. Literal addresses cannot be rebound, so all are allowed,
 * and so is {@code localhost}; any other name must be known: this machine's, one of the
 * certificate's, or one that the operator gives. {@code *.example.org} stands for all names that
 * have one label more, {@code *} for all. Any thread.
 */
public final class HostNames {
  private static final HostNames ANY = new HostNames(Set.of("*"));

  private final Supplier<Set<String>> current;

  private HostNames(Set<String> names) {
    this(() -> names);
  }

  private HostNames(Supplier<Set<String>> current) {
    this.current = current;
  }

  /** All names. */
  public static HostNames any() {
    return ANY;
  }

  /** These names, beside addresses and {@code localhost}. */
  public static HostNames of(Set<String> names) {
    Set<String> plain = new HashSet<>();
    for (String name : names) {
      plain.add(plain(name));
    }
    return new HostNames(Set.copyOf(plain));
  }

  /** Those that {@code now} gives, which is asked for each request and may give others later. */
  public static HostNames following(Supplier<HostNames> now) {
    return new HostNames(() -> now.get().current.get());
  }

  /**
   * Whether a request may have come by this name.
   *
   * @param host name or address, possibly with a port; empty if the request does not say
   * @param certified the names in the certificate, as they are written there
   */
  boolean allows(String host, Set<String> certified) {
    String name = plain(withoutPort(host));
    Set<String> names = current.get();
    return name.isEmpty() // HTTP/1.0; no browser leaves it out
        || isAddress(name)
        || name.equals("localhost")
        || name.endsWith(".localhost")
        || names.contains("*")
        || among(name, names)
        || among(name, certified);
  }

  private static boolean among(String name, Set<String> names) {
    int dot = name.indexOf('.');
    return names.contains(name) || (dot > 0 && names.contains("*" + name.substring(dot)));
  }

  private static boolean isAddress(String name) {
    return name.startsWith("[") || NetUtil.isValidIpV4Address(name);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /** Names are compared without regard to case, and without the dot that may end them. */
  static String plain(String name) {
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
