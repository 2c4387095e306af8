package prosa.server;

/** A server cannot start; the message is a sentence for the operator. */
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, if nothing else caused it. */
  public StartException(String sentence) {
    super(sentence);
  }

  /** Why. */
  public StartException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
