package prosa.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import prosa.cluster.NatsSettings;
import prosa.cluster.NatsTls;
import prosa.cluster.NatsTransport;
import prosa.net.OperatorFile;
import prosa.server.ClusterSetup;
import prosa.server.cluster.ClusterConfig;

/** Flags about several servers that are one, over NATS. */
final class ClusterOptions {
  private static final String USUAL_NAME = "prosa";

  @Option(
      names = "--cluster",
      paramLabel = "URL",
      description =
          "Be one with other servers, over NATS at nats://HOST:PORT, or tls://HOST:PORT; several"
              + " servers of NATS with commas between them. Default: alone.")
  private @Nullable String urls;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description =
          "What this server is called among them: 1 to 15 lower-case letters, digits and hyphens."
              + " Default: a name made up at each start.")
  private @Nullable String node;

  @Option(
      names = "--cluster-name",
      paramLabel = "NAME",
      defaultValue = USUAL_NAME,
      description =
          "What they are called together; keeps two clusters on one NATS apart. Default:"
              + " ${DEFAULT-VALUE}.")
  private String clusterName = USUAL_NAME;

  @Option(
      names = "--cluster-user",
      paramLabel = "NAME",
      description = "The user of NATS to log in as.")
  private @Nullable String user;

  @Option(
      names = "--cluster-password-file",
      paramLabel = "FILE",
      description = "A file with that user's password, or, without a user, with a token.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--cluster-ca",
      paramLabel = "FILE",
      description =
          "The certificates that are trusted to be NATS's, PEM. Default: the system's. With"
              + " tls://HOST:PORT.")
  private @Nullable Path authority;

  @Option(
      names = "--advertise",
      paramLabel = "HOST:PORT",
      description =
          "Where clients may reach this server, if there is no balancer in front: the others tell"
              + " their members.")
  private @Nullable String advertise;

  /**
   * What makes the server a node; empty without {@code --cluster}.
   *
   * @throws IOException with a sentence for the host
   */
  Optional<ClusterSetup> setup() throws IOException {
    if (urls == null) {
      if (!clusterName.equals(USUAL_NAME)
          || Stream.of(node, user, passwordFile, authority, advertise).anyMatch(Objects::nonNull)) {
        throw new IOException("--node, --advertise and --cluster-… go with --cluster");
      }
      return Optional.empty();
    }
    Optional<String> password = Optional.empty();
    if (passwordFile != null) {
      try {
        password = Optional.of(OperatorFile.text(passwordFile).strip());
      } catch (IOException e) {
        throw new IOException(
            "the file of --cluster-password-file cannot be read: " + passwordFile, e);
      }
      if (password.get().isEmpty()) {
        throw new IOException("the file of --cluster-password-file is empty: " + passwordFile);
      }
      if (password.get().lines().count() > 1) {
        throw new IOException(
            "the file of --cluster-password-file has more than one line: " + passwordFile);
      }
    }
    if (user != null && user.isBlank()) {
      throw new IOException("--cluster-user is empty");
    }
    if (user != null && password.isEmpty()) {
      throw new IOException("--cluster-user goes with --cluster-password-file");
    }
    if (authority != null && !NatsSettings.isTls(urls)) {
      throw new IOException("--cluster-ca goes with --cluster tls://HOST:PORT");
    }
    String name = node == null ? madeUp() : node;
    String login = user;
    NatsSettings settings =
        new NatsSettings(
            urls,
            clusterName,
            login == null
                ? Optional.empty()
                : password.map(secret -> new NatsSettings.Login(login, secret)),
            login == null ? password : Optional.empty(),
            NatsSettings.isTls(urls)
                ? Optional.of(NatsTls.trusting(Optional.ofNullable(authority)))
                : Optional.empty());
    return Optional.of(
        new ClusterSetup(
            new ClusterConfig(name, Optional.ofNullable(advertise)),
            new NatsTransport(settings, name)));
  }

  /** Whether everybody on this machine may read the password. */
  boolean isOpenToAll() {
    return urls != null && passwordFile != null && OperatorFile.isOpenToAll(passwordFile);
  }

  private static String madeUp() {
    return "n" + Integer.toString(new SecureRandom().nextInt(36 * 36 * 36 * 36 * 36), 36);
  }
}
