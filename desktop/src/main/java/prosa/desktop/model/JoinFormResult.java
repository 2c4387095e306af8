package prosa.desktop.model;

import java.util.Optional;
import prosa.client.ConnectOptions;
import prosa.client.ServerAddress;
import prosa.messages.Messages;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;

/** What the entry form was filled in with: a visit that can be paid, or what is wrong with it. */
public sealed interface JoinFormResult {
  /** A name and an address that can be tried. */
  record Good(ConnectOptions options) implements JoinFormResult {}

  /** No name may be like this. */
  record BadName(String sentence) implements JoinFormResult {}

  /** No server can be there. */
  record BadAddress(String sentence) implements JoinFormResult {}

  /** Looks at both fields, at the name first. */
  static JoinFormResult of(String name, String address, boolean privateTable, Messages messages) {
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
    return new Good(new ConnectOptions(server.get(), canonical, privateTable));
  }
}
