package prosa.desktop.model;

/** What is worth a sound and a notification. */
public enum Alert {
  /** Something was said while the window was not in front. */
  MESSAGE,
  /** Somebody sat down, and the user, who was alone, wanted to be called. */
  CALL
}
