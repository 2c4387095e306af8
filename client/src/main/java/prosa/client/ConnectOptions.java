package prosa.client;

/**
 * The options of a session: server, name and room.
 *
 * @param server the door; its invitation, if it has one, says the room
 * @param name the requested name; if it is taken it becomes <em>Ana 2</em>
 * @param privateRoom whether to open a room in which no stranger is ever seated. An invitation has
 *     precedence
 * @param known the keys by which servers were known before
 * @param encrypted whether the private room is encrypted: then only who has the link of its
 *     invitation can read what is said. An invitation to an encrypted room has its own secret
 */
public record ConnectOptions(
    ServerAddress server, String name, boolean privateRoom, KnownServers known, boolean encrypted) {

  /** In a room that is not encrypted, unless an invitation leads to one. */
  public ConnectOptions(
      ServerAddress server, String name, boolean privateRoom, KnownServers known) {
    this(server, name, privateRoom, known, false);
  }

  /** Without known servers. */
  public ConnectOptions(ServerAddress server, String name, boolean privateRoom) {
    this(server, name, privateRoom, KnownServers.none());
  }

  /** Any public room, the one with company first. */
  public static ConnectOptions to(ServerAddress server, String name) {
    return new ConnectOptions(server, name, false);
  }

  /** A new encrypted room, in which only those whom this member invites can read. */
  public static ConnectOptions encryptedRoom(ServerAddress server, String name) {
    return new ConnectOptions(server, name, true, KnownServers.none(), true);
  }

  /**
   * Any public room at an address as people write it: {@code chat.example.org}, {@code host:port},
   * or the link of an invitation.
   *
   * @throws IllegalArgumentException if it is no address
   */
  public static ConnectOptions to(String address, String name) {
    return to(
        ServerAddress.parse(address)
            .orElseThrow(
                () -> new IllegalArgumentException("'" + address + "' is no server's address")),
        name);
  }
}
