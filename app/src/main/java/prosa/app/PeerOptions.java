package prosa.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.Option;
import prosa.server.operations.CidrBlock;
import prosa.server.placement.SeatLimits;
import prosa.websocket.HostNames;

/** Flags about peers: limits of one peer, and of all peers of one address. */
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
      names = "--seats-per-address",
      paramLabel = "N",
      defaultValue = "256",
      description =
          "Seats reserved, taken or held for one address at a time."
              + " Default: ${DEFAULT-VALUE}.")
  private int seats;

  @Option(
      names = "--rooms-per-address",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "Chats, private tables among them, open for one address at a time."
              + " Default: ${DEFAULT-VALUE}.")
  private int rooms;

  @Option(
      names = "--invites-per-address",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "Tables that one address has invite codes for at a time." + " Default: ${DEFAULT-VALUE}.")
  private int invites;

  @Option(
      names = "--private-per-connection",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Private tables open for one connection from a trusted network at a time."
              + " Default: ${DEFAULT-VALUE}.")
  private int privatePerConnection;

  @Option(
      names = "--rooms",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Chats, private tables among them, open at a time in all."
              + " Default: ${DEFAULT-VALUE}.")
  private int allRooms;

  @Option(
      names = "--private-rooms",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Private tables open at a time in all. Default: ${DEFAULT-VALUE}.")
  private int allPrivate;

  @Option(
      names = "--held-seats",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Seats held for lost members at a time in all. Default: ${DEFAULT-VALUE}.")
  private int held;

  @Option(
      names = "--classic-share",
      paramLabel = "PERCENT",
      defaultValue = "10",
      description =
          "Share of the classic ports, in percent, that are open, or rest, for one address."
              + " Default: ${DEFAULT-VALUE}.")
  private int classicShare;

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
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
      defaultValue = "127.0.0.0/8,::1",
      description =
          "Networks that are not limited by address: proxies live there."
              + " Default: ${DEFAULT-VALUE}.")
  private List<CidrBlock> trusted = List.of();

  @Option(
      names = "--host",
      paramLabel = "NAME",
      split = "\\s*,\\s*",
      splitSynopsisLabel = ",",
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

  /** The name that the system knows, without a DNS query; empty if unknown. */
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

  /** The limits per address, per connection and in total. */
  SeatLimits seatLimits() {
    return new SeatLimits(
        reservations,
        seats,
        rooms,
        invites,
        privatePerConnection,
        allRooms,
        allPrivate,
        held,
        classicShare);
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
  List<CidrBlock> trusted() {
    return trusted;
  }
}
