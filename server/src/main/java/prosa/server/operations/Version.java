package prosa.server.operations;

/** The version of this program. */
public final class Version {
  /** The version in {@code hello} and {@code --version}. */
  public static final String CURRENT = "1.0.0";

  private Version() {}
}
