package prosa.desktop.model;

import java.util.Optional;
import prosa.client.ConnectOptions;
import prosa.client.KnownServers;
import prosa.client.ServerAddress;
import prosa.messages.Messages;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;

/** The result of the join form: what to connect to, or what is wrong with the input. */
public sealed interface JoinFormResult {
  /** The table that the form opens or leads to. */
  enum RoomKind {
    /** Any public one, or that of the invitation. */
    ANY,
    PRIVATE,
    ENCRYPTED
  }

  /** A valid name and address. */
  record Good(ConnectOptions options) implements JoinFormResult {}

  /** The name is not valid. */
  record BadName(String sentence) implements JoinFormResult {}

  /** The address is not valid. */
  record BadAddress(String sentence) implements JoinFormResult {}

  /** Checks both fields, the name first. */
  static JoinFormResult of(String name, String address, RoomKind table, Messages messages) {
    String canonical;
    try {
      canonical = Names.canonical(name);
    } catch (ProtocolException e) {
      return new BadName(messages.text(name.isBlank() ? "nameNeeded" : "refused.bad-name"));
    }
    if (address.isBlank()) {
      return new BadAddress(messages.text("addressNeeded"));
    }
    Optional<ServerAddress> server = ServerAddress.parse(address);
    if (server.isEmpty()) {
      return new BadAddress(messages.text("badAddress", address.strip()));
    }
    if (table == RoomKind.ENCRYPTED && server.get().invitesUnencrypted()) {
      return new BadAddress(messages.text("linkWithoutSecret"));
    }
    return new Good(
        new ConnectOptions(
            server.get(),
            canonical,
            table != RoomKind.ANY,
            KnownServers.ofUser(),
            table == RoomKind.ENCRYPTED));
  }
}
