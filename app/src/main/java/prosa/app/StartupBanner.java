package prosa.app;

import io.netty.util.NetUtil;
import java.io.PrintStream;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import prosa.zmtp.CurvePublicKey;

/** The message at the start, on standard error: the addresses to give to others. */
record StartupBanner(PrintStream err) {

  /**
   * Prints them.
   *
   * @param bound the address that the server listens on; empty for all of this machine's
   * @param admin where the operator's port is; empty for none
   * @param encrypted whether pages are served over https
   * @param key the public key of CURVE; empty without one
   */
  void print(
      Optional<InetAddress> bound,
      int port,
      boolean encrypted,
      Optional<InetSocketAddress> admin,
      Optional<CurvePublicKey> key) {
    List<InetAddress> all = bound.map(StartupBanner::reachedBy).orElseGet(StartupBanner::addresses);
    String scheme = encrypted ? "https://" : "http://";
    err.println("Prosa is open. Tell the others one of these addresses:");
    for (InetAddress address : all) {
      err.println("  " + name(address) + ":" + port + reach(address));
    }
    key.ifPresent(
        one -> {
          err.println("Encrypted, with Prosa's own programs:");
          err.println("  prosa://" + name(all.getFirst()) + ":" + port + "/#" + one.urlText());
          err.println("Encrypted, with others of ZeroMQ (CURVE), the public key: " + one.z85());
        });
    err.println("In a browser: " + scheme + name(all.getFirst()) + ":" + port + "/");
    admin.ifPresent(
        at ->
            err.println(
                "For its operator: http://" + name(at.getAddress()) + ":" + at.getPort() + "/"));
    err.println("Ctrl-C closes it.");
  }

  /**
   * The hosts and ports by which other machines reach a server here, the best one first.
   *
   * @param bound the address that the server listens on; empty for all of this machine's
   */
  static List<String> reachedByOthers(Optional<InetAddress> bound, int port) {
    return bound.map(StartupBanner::reachedBy).orElseGet(StartupBanner::addresses).stream()
        .filter(address -> !address.isLoopbackAddress())
        .map(address -> name(address) + ":" + port)
        .toList();
  }

  /** The addresses that a bound one stands for: 0.0.0.0 for those of IPv4, :: for all. */
  private static List<InetAddress> reachedBy(InetAddress bound) {
    if (!bound.isAnyLocalAddress()) {
      return List.of(bound);
    }
    return addresses().stream()
        .filter(a -> bound instanceof Inet6Address || a instanceof Inet4Address)
        .toList();
  }

  private static String reach(InetAddress address) {
    return address.isLoopbackAddress() ? "   (this machine only)" : "";
  }

  private static String name(InetAddress address) {
    String plain = NetUtil.toAddressString(address);
    return address instanceof Inet6Address ? "[" + plain + "]" : plain;
  }

  /**
   * This machine's addresses: those that others can reach first, IPv4 before IPv6, loopback last.
   */
  private static List<InetAddress> addresses() {
    List<InetAddress> all = new ArrayList<>();
    try {
      for (NetworkInterface card : NetworkInterface.networkInterfaces().toList()) {
        if (card.isUp() && !card.isLoopback()) {
          card.inetAddresses().filter(a -> !a.isLinkLocalAddress()).forEach(all::add);
        }
      }
    } catch (SocketException e) {
      all.clear(); // then only the one below is known
    }
    all.sort((a, b) -> Boolean.compare(b instanceof Inet4Address, a instanceof Inet4Address));
    all.add(InetAddress.ofLiteral("127.0.0.1"));
    return all;
  }
}
