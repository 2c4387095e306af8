package prosa.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.stream.Stream;
import prosa.cluster.NatsSettings;
import prosa.cluster.NatsTls;
import prosa.cluster.NatsTransport;
import prosa.net.OperatorFile;
import prosa.server.ClusterSetup;
import prosa.server.cluster.ClusterConfig;

/** Flags about several servers that are one, over NATS. */
final class ClusterOptions extends Flags {
  private static final String USUAL_NAME = "prosa";

  private final Flag<String> urls =
      text("--cluster", "URL")
          .saying(
              "Be one with other servers, over NATS at nats://HOST:PORT, or tls://HOST:PORT; several"
                  + " servers of NATS with commas between them. Default: alone.");

  private final Flag<String> node =
      text("--node", "NAME")
          .saying(
              "What this server is called among them: 1 to 15 lower-case letters, digits and hyphens."
                  + " Default: a name made up at each start.");

  private final Flag<String> clusterName =
      text("--cluster-name", "NAME")
          .usually(USUAL_NAME)
          .saying(
              "What they are called together; keeps two clusters on one NATS apart. Default:"
                  + " ${DEFAULT-VALUE}.");

  private final Flag<String> user =
      text("--cluster-user", "NAME").saying("The user of NATS to log in as.");

  private final Flag<Path> passwordFile =
      file("--cluster-password-file")
          .saying("A file with that user's password, or, without a user, with a token.");

  private final Flag<Path> authority =
      file("--cluster-ca")
          .saying(
              "The certificates that are trusted to be NATS's, PEM. Default: the system's. With"
                  + " tls://HOST:PORT.");

  private final Flag<String> advertise =
      text("--advertise", "HOST:PORT")
          .saying(
              "Where clients may reach this server, if there is no balancer in front: the others tell"
                  + " their members.");

  /**
   * What makes the server a node; empty without {@code --cluster}.
   *
   * @throws IOException with a sentence for the host
   */
  Optional<ClusterSetup> setup() throws IOException {
    if (urls.given().isEmpty()) {
      if (!clusterName.value().equals(USUAL_NAME)
          || Stream.of(node, user, passwordFile, authority, advertise)
              .anyMatch(flag -> flag.given().isPresent())) {
        throw new IOException("--node, --advertise and --cluster-… go with --cluster");
      }
      return Optional.empty();
    }
    Optional<String> password = password();
    Optional<String> login = user.given();
    if (login.filter(String::isBlank).isPresent()) {
      throw new IOException("--cluster-user is empty");
    }
    if (login.isPresent() && password.isEmpty()) {
      throw new IOException("--cluster-user goes with --cluster-password-file");
    }
    String nats = urls.given().get();
    boolean encrypted = NatsSettings.isTls(nats);
    if (authority.given().isPresent() && !encrypted) {
      throw new IOException("--cluster-ca goes with --cluster tls://HOST:PORT");
    }
    String name = node.given().orElseGet(ClusterOptions::madeUp);
    NatsSettings settings =
        new NatsSettings(
            nats,
            clusterName.value(),
            login.flatMap(one -> password.map(secret -> new NatsSettings.Login(one, secret))),
            login.isEmpty() ? password : Optional.empty(),
            encrypted ? Optional.of(NatsTls.trusting(authority.given())) : Optional.empty());
    return Optional.of(
        new ClusterSetup(
            new ClusterConfig(name, advertise.given()), new NatsTransport(settings, name)));
  }

  private Optional<String> password() throws IOException {
    if (passwordFile.given().isEmpty()) {
      return Optional.empty();
    }
    Path file = passwordFile.given().get();
    String password;
    try {
      password = OperatorFile.text(file).strip();
    } catch (IOException e) {
      throw new IOException("the file of --cluster-password-file cannot be read: " + file, e);
    }
    if (password.isEmpty()) {
      throw new IOException("the file of --cluster-password-file is empty: " + file);
    }
    if (password.lines().count() > 1) {
      throw new IOException("the file of --cluster-password-file has more than one line: " + file);
    }
    return Optional.of(password);
  }

  /** Whether everybody on this machine may read the password. */
  boolean isOpenToAll() {
    return urls.given().isPresent()
        && passwordFile.given().filter(OperatorFile::isOpenToAll).isPresent();
  }

  private static String madeUp() {
    return "n" + Integer.toString(new SecureRandom().nextInt(36 * 36 * 36 * 36 * 36), 36);
  }
}
