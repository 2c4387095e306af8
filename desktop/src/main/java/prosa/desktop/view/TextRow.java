package prosa.desktop.view;

import javax.accessibility.AccessibleRole;

/** A row of the chat with a text that the arrow keys can reach. */
@SuppressWarnings("serial") // never serialized
abstract class TextRow extends ListRow {
  TextRow() {
    super(AccessibleRole.LIST_ITEM);
  }

  abstract SelectableText text();

  @Override
  int partOfParent() {
    return getParent() instanceof MessageList list ? list.indexOf(this) : -1;
  }

  /**
   * Told whether it continues the row above: the same member, soon after.
   *
   * @return whether that changed anything
   */
  boolean follows(boolean now) {
    return false;
  }
}
