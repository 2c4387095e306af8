package prosa.app;

import java.io.IOException;
import java.net.InetAddress;
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
      if (address.isMulticastAddress() || isBroadcast(address)) {
        throw new IllegalArgumentException(
            "'" + text + "' is an address of many machines; --bind needs one of this machine");
      }
      if (!address.isAnyLocalAddress()) {
        tryOut(address);
      }
      return address;
    } catch (IOException e) {
      throw new IllegalArgumentException("'" + text + "' is no address of this machine", e);
    }
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
