package prosa.desktop.view;

import java.awt.Component;
import javax.swing.LayoutFocusTraversalPolicy;

/** The usual order of Tab stops, with one stop for all messages and one for all seats. */
@SuppressWarnings("serial") // never serialized
final class TabOrder extends LayoutFocusTraversalPolicy {
  @Override
  protected boolean accept(Component component) {
    return super.accept(component)
        && (!(component instanceof RovingTabIndex stop) || stop.current());
  }
}
