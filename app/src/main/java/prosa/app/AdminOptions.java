package prosa.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import prosa.net.OperatorFile;
import prosa.server.admin.AdminConfig;

/** Flags about the operator's port. */
final class AdminOptions extends Flags {
  /** What stands for no port. */
  static final String NONE = "none";

  private final Flag<String> admin =
      text("--admin", "HOST:PORT")
          .usually(NONE)
          .saying(
              "The operator's port, with metrics, a dashboard and actions, such as 127.0.0.1:5556; on"
                  + " other addresses than this machine's own only with --admin-token-file. Default:"
                  + " ${DEFAULT-VALUE}.");

  private final Flag<Path> tokenFile =
      file("--admin-token-file")
          .saying(
              "A file with the token that requests to the operator's port have to show, in one line of"
                  + " 16 characters or more.");

  /**
   * Where the operator's port is to be; empty for none.
   *
   * @param shared whether another process may listen there, too
   * @throws IllegalArgumentException with a sentence for the host
   * @throws IOException with a sentence for the host, if the token cannot be read
   */
  Optional<AdminConfig> config(boolean shared) throws IOException {
    Optional<InetSocketAddress> address = address();
    return address.isEmpty()
        ? Optional.empty()
        : Optional.of(new AdminConfig(address.get(), token(), shared));
  }

  /**
   * The same, without reading the token.
   *
   * @throws IllegalArgumentException with a sentence for the host
   */
  Optional<InetSocketAddress> address() {
    if (admin.value().equals(NONE)) {
      return Optional.empty();
    }
    InetSocketAddress address = BindAddress.withPort(admin.value());
    if (tokenFile.given().isEmpty()) {
      var _ = new AdminConfig(address, Optional.empty(), false);
    }
    return Optional.of(address);
  }

  /**
   * The same for a port that is open already, wherever it is to be at the next start.
   *
   * @throws IllegalArgumentException with a sentence for the host
   * @throws IOException with a sentence for the host, if the token cannot be read
   */
  AdminConfig at(InetSocketAddress open) throws IOException {
    return new AdminConfig(open, token(), false);
  }

  private Optional<String> token() throws IOException {
    if (tokenFile.given().isEmpty()) {
      return Optional.empty();
    }
    Path file = tokenFile.given().get();
    try {
      return Optional.of(token(file));
    } catch (IllegalArgumentException e) {
      throw new IOException("'" + file + "', given as --admin-token-file: " + e.getMessage(), e);
    }
  }

  /**
   * The token in a file.
   *
   * @throws IllegalArgumentException with what is wrong with it
   */
  static String token(Path file) {
    try {
      String token = OperatorFile.text(file).strip();
      AdminConfig.check(token);
      return token;
    } catch (IOException e) {
      throw new IllegalArgumentException(OperatorFile.why(e), e);
    }
  }

  /** Whether everybody on this machine may read the token. */
  boolean isOpenToAll() {
    return tokenFile.given().filter(OperatorFile::isOpenToAll).isPresent();
  }
}
