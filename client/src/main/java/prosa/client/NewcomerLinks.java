package prosa.client;

import java.util.HashMap;
import java.util.Map;

/**
 * Whose links in their first minute at this table the user has been told about: that they stay
 * plain text is said once for each member, and to the user about the user's own. Has the thread of
 * its owner.
 */
public final class NewcomerLinks {
  /** The name by place; as many as there are seats at most. */
  private final Map<Integer, String> told = new HashMap<>();

  /** Nobody has said a link yet. */
  public NewcomerLinks() {}

  /** Whether the user is to be told with this message. */
  public boolean isNews(Message message) {
    return message.newcomer() && !message.name().equals(told.put(message.place(), message.name()));
  }

  /** Another table: there it is said anew. */
  public void clear() {
    told.clear();
  }
}
