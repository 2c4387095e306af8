package prosa.client;

/**
 * Where to go, as whom, and to what table.
 *
 * @param server the door; its invitation, if it has one, says the table
 * @param name the wished name; who already sits there under it makes it <em>Ana 2</em>
 * @param privateTable whether to open a table at which no stranger is ever seated. An invitation
 *     has precedence
 */
public record Visit(ServerAddress server, String name, boolean privateTable) {

  /** A visit to whatever table has company. */
  public static Visit to(ServerAddress server, String name) {
    return new Visit(server, name, false);
  }
}
