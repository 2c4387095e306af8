package prosa.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Option;
import prosa.server.browser.HostNames;
import prosa.server.operations.Network;

/** Flags about peers: how much one of them, or all of one address, may have. */
final class PeerOptions {
  @Option(
      names = "--connections-per-address",
      paramLabel = "N",
      defaultValue = "256",
      description = "Open connections of one address. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--reservations-per-address",
      paramLabel = "N",
      defaultValue = "64",
      description = "Seats reserved for one address at a time. Default: ${DEFAULT-VALUE}.")
  private int reservations;

  @Option(
      names = "--subscriptions",
      paramLabel = "N",
      defaultValue = "16",
      description = "Subscriptions of a classic client. Default: ${DEFAULT-VALUE}.")
  private int subscriptions;

  @Option(
      names = "--prefix-limit",
      paramLabel = "SIZE",
      defaultValue = "256",
      description = "The longest prefix of a subscription. Default: ${DEFAULT-VALUE}.")
  private ByteSize prefix = new ByteSize(1);

  @Option(
      names = "--trusted",
      paramLabel = "NETWORK",
      split = ",",
      defaultValue = "127.0.0.0/8,::1",
      description =
          "Networks that are not limited by address: proxies live there."
              + " Default: ${DEFAULT-VALUE}.")
  private List<Network> trusted = List.of();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      split = ",",
      description =
          "Names by which browsers reach this server, such as chat.example.org or *.example.org; *"
              + " for any. Always allowed: addresses, localhost, this machine's name and the"
              + " certificate's.")
  private List<String> hosts = List.of();

  /** The names by which browsers may reach this server. */
  HostNames hosts() {
    Set<String> names = new HashSet<>(hosts);
    String own = machineName();
    if (!own.isEmpty()) {
      String first = own.split("\\.", 2)[0];
      names.addAll(List.of(own, first, first + ".local"));
    }
    return HostNames.of(names);
  }

  /** As the system knows it, without asking a name server; empty if that is not known. */
  private static String machineName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      String told = System.getenv("COMPUTERNAME"); // Windows
      return told == null ? Objects.requireNonNullElse(System.getenv("HOSTNAME"), "") : told;
    }
  }

  /** The most open connections of one address. */
  int connections() {
    return connections;
  }

  /** The most seats reserved for one address at a time. */
  int reservations() {
    return reservations;
  }

  /** The most subscriptions of a classic client. */
  int subscriptions() {
    return subscriptions;
  }

  /** The longest prefix of a subscription, in bytes. */
  int prefixBytes() {
    return prefix.bytes();
  }

  /** Networks that are not limited by address. */
  List<Network> trusted() {
    return trusted;
  }
}
