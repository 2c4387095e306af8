package prosa.client;

/**
 * Where to go, as whom, and to what table.
 *
 * @param server the door; its invitation, if it has one, says the table
 * @param name the wished name; who already sits there under it makes it <em>Ana 2</em>
 * @param privateTable whether to open a table at which no stranger is ever seated. An invitation
 *     has precedence
 */
public record ConnectOptions(ServerAddress server, String name, boolean privateTable) {

  /** A visit to whatever table has company. */
  public static ConnectOptions to(ServerAddress server, String name) {
    return new ConnectOptions(server, name, false);
  }
}
