package prosa.bench;

/** A load test that cannot start or continue; its message is a sentence for the user. */
public final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LoadException(String message) {
    super(message);
  }
}
