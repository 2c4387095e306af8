package prosa.app;

/**
 * A setting outside the command line that cannot be used; its message is a sentence for the host.
 */
final class SettingsException extends Exception {
  private static final long serialVersionUID = 1;

  SettingsException(String message) {
    super(message);
  }
}
