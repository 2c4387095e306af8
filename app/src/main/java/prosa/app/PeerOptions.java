package prosa.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import prosa.server.operations.CidrBlock;
import prosa.server.placement.SeatLimits;
import prosa.websocket.HostNames;

/** Flags about peers: limits of one peer, and of all peers of one address. */
final class PeerOptions extends Flags {
  private final Flag<Integer> connections =
      number("--connections-per-address", "N")
          .usually("256")
          .saying("Open connections of one address. Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> reservations =
      number("--reservations-per-address", "N")
          .usually("64")
          .saying("Seats reserved for one address at a time. Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> seats =
      number("--seats-per-address", "N")
          .usually("256")
          .saying(
              "Seats reserved, taken or held for one address at a time."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> rooms =
      number("--rooms-per-address", "N")
          .usually("64")
          .saying(
              "Chats, private tables among them, open for one address at a time."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> invites =
      number("--invites-per-address", "N")
          .usually("64")
          .saying(
              "Tables that one address has invite codes for at a time."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> privatePerConnection =
      number("--private-per-connection", "N")
          .usually("4")
          .saying(
              "Private tables open for one connection from a trusted network at a time."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> allRooms =
      number("--rooms", "N")
          .usually("10000")
          .saying(
              "Chats, private tables among them, open at a time in all."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> allPrivate =
      number("--private-rooms", "N")
          .usually("2000")
          .saying("Private tables open at a time in all. Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> held =
      number("--held-seats", "N")
          .usually("5000")
          .saying("Seats held for lost members at a time in all. Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> classicShare =
      number("--classic-share", "PERCENT")
          .usually("10")
          .saying(
              "Share of the classic ports, in percent, that are open, or rest, for one address."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> subscriptions =
      number("--subscriptions", "N")
          .usually("16")
          .saying("Subscriptions of a classic client. Default: ${DEFAULT-VALUE}.");

  private final Flag<ByteSize> prefix =
      size("--prefix-limit")
          .usually("256")
          .saying("The longest prefix of a subscription. Default: ${DEFAULT-VALUE}.");

  private final Flag<List<CidrBlock>> trusted =
      networks("--trusted")
          .usually("127.0.0.0/8,::1")
          .saying(
              "Networks that are not limited by address: proxies live there."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<List<String>> hosts =
      values("--host", "NAME", String.class, text -> text)
          .saying(
              "Names by which browsers reach this server, such as chat.example.org or *.example.org; *"
                  + " for any. Always allowed: addresses, localhost, this machine's name and the"
                  + " certificate's.");

  /** The names by which browsers may reach this server. */
  HostNames hosts() {
    Set<String> names = new HashSet<>(hosts.value());
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
    return connections.value();
  }

  /** The limits per address, per connection and in total. */
  SeatLimits seatLimits() {
    return new SeatLimits(
        reservations.value(),
        seats.value(),
        rooms.value(),
        invites.value(),
        privatePerConnection.value(),
        allRooms.value(),
        allPrivate.value(),
        held.value(),
        classicShare.value());
  }

  /** The most subscriptions of a classic client. */
  int subscriptions() {
    return subscriptions.value();
  }

  /** The longest prefix of a subscription, in bytes. */
  int prefixBytes() {
    return prefix.value().bytes();
  }

  /** Networks that are not limited by address. */
  List<CidrBlock> trusted() {
    return trusted.value();
  }
}
