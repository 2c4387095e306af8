package prosa.desktop.model;

/** The theme: light, dark, or that of the system. */
public enum ThemeChoice {
  SYSTEM,
  LIGHT,
  DARK;

  /** Whether it is dark, given whether the system is. */
  public boolean dark(boolean systemDark) {
    return this == DARK || (this == SYSTEM && systemDark);
  }
}
