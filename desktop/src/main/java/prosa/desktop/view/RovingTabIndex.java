package prosa.desktop.view;

/**
 * One of many components of the same kind that the arrow keys move between; the Tab key stops at
 * the current one only.
 */
interface RovingTabIndex {
  /** Whether Tab stops here. */
  boolean current();
}
