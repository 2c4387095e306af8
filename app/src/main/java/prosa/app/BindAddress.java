package prosa.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;

/** The address to listen on, as {@code --bind} gives it: a name or an address of this machine. */
final class BindAddress {
  private static final String EVERYBODY = "255.255.255.255";

  private BindAddress() {}

  /**
   * Reads it, and tries whether a port can be had there.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  static InetAddress parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "--bind needs an address; without it, all are listened on");
    }
    try {
      InetAddress address = InetAddress.getByName(text);
      if (address.isAnyLocalAddress()) {
        return address; // which some networks have as their broadcast address
      }
      if (address.isMulticastAddress() || isBroadcast(address)) {
        throw new IllegalArgumentException(
            "'" + text + "' is an address of many machines; --bind needs one of this machine");
      }
      tryOut(address);
      return address;
    } catch (IOException e) {
      throw new IllegalArgumentException("'" + text + "' is no address of this machine", e);
    }
  }

  /**
   * Reads an address with a port, such as {@code 127.0.0.1:5556} or {@code [::1]:5556}.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  static InetSocketAddress withPort(String text) {
    InetSocketAddress address = parseWithPort(text);
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("there is no address '" + address.getHostString() + "'");
    }
    return address;
  }

  /**
   * The same, of which the name may be unknown.
   *
   * @throws IllegalArgumentException with a sentence for the user
   */
  static InetSocketAddress parseWithPort(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    boolean bracketed = colon > 0 && text.charAt(colon - 1) == ']';
    if (host.contains(":") && !bracketed && !text.startsWith("[")) {
      throw new IllegalArgumentException(
          "'" + text + "' is ambiguous: an IPv6 address stands in brackets, as in [::1]:5556");
    }
    String port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new IllegalArgumentException(
          "'" + text + "' is no address with a port such as 127.0.0.1:5556");
    }
    return new InetSocketAddress(host, Integer.parseInt(port));
  }

  /** The system alone knows: addresses can be had that no network card has. */
  private static void tryOut(InetAddress address) throws IOException {
    new ServerSocket(0, 1, address).close();
  }

  private static boolean isBroadcast(InetAddress address) throws IOException {
    return address.equals(InetAddress.ofLiteral(EVERYBODY))
        || NetworkInterface.networkInterfaces()
            .flatMap(card -> card.getInterfaceAddresses().stream())
            .map(InterfaceAddress::getBroadcast)
            .anyMatch(address::equals);
  }
}
