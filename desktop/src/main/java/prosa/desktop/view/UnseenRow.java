package prosa.desktop.view;

import java.awt.IllegalComponentStateException;
import java.util.Locale;
import javax.accessibility.Accessible;
import javax.accessibility.AccessibleContext;
import javax.accessibility.AccessibleRole;
import javax.accessibility.AccessibleState;
import javax.accessibility.AccessibleStateSet;
import org.jspecify.annotations.Nullable;

/**
 * The accessible form of an entry of the chat far outside of the visible part: it has a name and a
 * position in the list, but no component. On Swing's event thread only.
 */
final class UnseenRow extends AccessibleContext implements Accessible {
  private final MessageList list;
  private final MessageList.Entry entry;

  UnseenRow(MessageList list, MessageList.Entry entry, String spoken) {
    this.list = list;
    this.entry = entry;
    setAccessibleName(SpokenText.of(spoken));
    setAccessibleParent(list);
  }

  @Override
  public AccessibleContext getAccessibleContext() {
    return this;
  }

  @Override
  public AccessibleRole getAccessibleRole() {
    return AccessibleRole.LIST_ITEM;
  }

  @Override
  public AccessibleStateSet getAccessibleStateSet() {
    return new AccessibleStateSet(
        new AccessibleState[] {AccessibleState.ENABLED, AccessibleState.VISIBLE});
  }

  @Override
  public int getAccessibleIndexInParent() {
    return list.indexOf(entry);
  }

  @Override
  public int getAccessibleChildrenCount() {
    return 0;
  }

  @Override
  public @Nullable Accessible getAccessibleChild(int index) {
    return null;
  }

  @Override
  public Locale getLocale() throws IllegalComponentStateException {
    return list.getLocale();
  }
}
