package prosa.desktop.model;

/** How the window looks: light, dark, or as the system does. */
public enum ThemeChoice {
  SYSTEM,
  LIGHT,
  DARK;

  /** Whether it is dark, given whether the system is. */
  public boolean dark(boolean systemDark) {
    return this == DARK || (this == SYSTEM && systemDark);
  }
}
