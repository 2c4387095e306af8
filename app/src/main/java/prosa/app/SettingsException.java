package prosa.app;

/** An invalid setting outside the command line; its message is a sentence for the host. */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  SettingsException(String message) {
    super(message);
  }
}
