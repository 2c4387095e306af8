package prosa.client;

/**
 * Whether the user was told why links of members in their first minute stay plain text. The
 * sentence is about whoever came a moment ago, the user too, and so it is said once in a room, with
 * the first such link. Has the thread of its owner.
 */
public final class NewcomerLinks {
  private boolean told;

  /** Nobody has said a link yet. */
  public NewcomerLinks() {}

  /**
   * Whether the user is to be told with this message.
   *
   * @param message one that the user sees
   */
  public boolean isNews(Message message) {
    boolean news = message.newcomer() && !told;
    told |= news;
    return news;
  }

  /** The user has a seat: in another room it is said anew. */
  public void seated(JoinKind how) {
    told &= how.isSameCompany();
  }
}
