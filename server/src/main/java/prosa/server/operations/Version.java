package prosa.server.operations;

/** The version of this program. */
public final class Version {
  /** The version that {@code hello} and {@code --version} tell. */
  public static final String CURRENT = "1.0.0";

  private Version() {}
}
