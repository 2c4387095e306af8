package prosa.bench;

/** A load that cannot be made, or not be gone on with; its message is a sentence for the user. */
public final class LoadException extends RuntimeException {
  private static final long serialVersionUID = 1;

  LoadException(String message) {
    super(message);
  }
}
