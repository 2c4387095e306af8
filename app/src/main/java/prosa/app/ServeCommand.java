package prosa.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import prosa.protocol.ReadLimits;
import prosa.server.ChatServer;
import prosa.server.ServerConfig;
import prosa.server.StartException;
import prosa.server.browser.Certificate;
import prosa.server.classic.PortRange;
import prosa.server.operations.Console;
import prosa.server.operations.Network;
import prosa.server.placement.Rules;
import prosa.server.room.Rate;
import prosa.server.room.RoomTerms;
import prosa.web.Page;
import prosa.zmtp.ZmtpLimits;

/** {@code prosa serve}: runs a server until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Runs a chat server.",
      "Whoever asks is seated at a table with a few people; what is said is relayed and forgotten."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prosa serve                             on port 5555, for everybody who can reach it",
      "  prosa serve --bind 127.0.0.1 --port 0   for this machine only, on a free port",
      "  prosa serve --capacity 4 --console plain",
      "",
      "The limits are explained in docs/operations.md. Ctrl-C stops the server."
    })
final class ServeCommand implements java.util.concurrent.Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5555",
      description = "The door's port; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--bind",
      paramLabel = "ADDRESS",
      description = "The address to listen on. Default: all of this machine's.")
  private @Nullable String bind;

  @Option(
      names = "--capacity",
      paramLabel = "SEATS",
      defaultValue = "10",
      description = "Seats at a table. Default: ${DEFAULT-VALUE}.")
  private int capacity;

  @Option(
      names = "--console",
      paramLabel = "MODE",
      defaultValue = "auto",
      description =
          "What is printed: full (all that is said, too), plain (chats and their users), off, or"
              + " auto: full on a terminal, plain when redirected. Default: ${DEFAULT-VALUE}.")
  private Console.Mode console = Console.Mode.AUTO;

  @Option(
      names = "--classic-ports",
      paramLabel = "FIRST-LAST",
      defaultValue = "20000-29999",
      description =
          "Ports for classic clients, two for each of their chats. Default: ${DEFAULT-VALUE}.")
  private String classicPorts = "";

  @Option(
      names = "--classic-rest",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long a classic port rests after use. Default: ${DEFAULT-VALUE}.")
  private Duration classicRest = Duration.ZERO;

  @Option(
      names = "--reservation",
      paramLabel = "TIME",
      defaultValue = "15s",
      description =
          "How long a reserved seat, or half a classic client, waits. Default: ${DEFAULT-VALUE}.")
  private Duration reservation = Duration.ZERO;

  @Option(
      names = "--hold",
      paramLabel = "TIME",
      defaultValue = "30s",
      description = "How long the seat of a lost member is held. Default: ${DEFAULT-VALUE}.")
  private Duration hold = Duration.ZERO;

  @Option(
      names = "--room-linger",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long an empty chat stays open. Default: ${DEFAULT-VALUE}.")
  private Duration linger = Duration.ZERO;

  @Option(
      names = "--private-linger",
      paramLabel = "TIME",
      defaultValue = "10m",
      description = "How long an empty private table waits. Default: ${DEFAULT-VALUE}.")
  private Duration privateLinger = Duration.ZERO;

  @Option(
      names = "--message-rate",
      paramLabel = "BURST:PER_SECOND",
      defaultValue = "10:4",
      description = "Messages per member, or off. Default: ${DEFAULT-VALUE}.")
  private String rate = "";

  @Option(
      names = "--frame-limit",
      paramLabel = "SIZE",
      defaultValue = "16K",
      description = "The longest message frame. Default: ${DEFAULT-VALUE}.")
  private Size frame = new Size(1);

  @Option(
      names = "--text-limit",
      paramLabel = "SIZE",
      defaultValue = "8K",
      description = "The longest text of a message, as UTF-8. Default: ${DEFAULT-VALUE}.")
  private Size text = new Size(1);

  @Option(
      names = "--skip-limit",
      paramLabel = "SIZE",
      defaultValue = "1M",
      description =
          "A direct member's longer frame up to this is skipped and refused; beyond it the"
              + " connection is closed. Default: ${DEFAULT-VALUE}.")
  private Size skip = new Size(1);

  @Option(
      names = "--queue-limit",
      paramLabel = "SIZE",
      defaultValue = "256K",
      description =
          "What may wait for one member; newer messages are dropped. Default: ${DEFAULT-VALUE}.")
  private Size queue = new Size(1);

  @Option(
      names = "--stuck-after",
      paramLabel = "TIME",
      defaultValue = "10s",
      description =
          "A member whose queue stands still for this long is cut off. Default: ${DEFAULT-VALUE}.")
  private Duration stuck = Duration.ZERO;

  @Option(
      names = "--handshake",
      paramLabel = "TIME",
      defaultValue = "5s",
      description = "From connecting to the end of the handshake. Default: ${DEFAULT-VALUE}.")
  private Duration handshake = Duration.ZERO;

  @Option(
      names = "--handshake-frame-limit",
      paramLabel = "SIZE",
      defaultValue = "1K",
      description = "The longest frame before the handshake is over. Default: ${DEFAULT-VALUE}.")
  private Size handshakeFrame = new Size(1);

  @Option(
      names = "--enter-within",
      paramLabel = "TIME",
      defaultValue = "15s",
      description = "From hello to enter. Default: ${DEFAULT-VALUE}.")
  private Duration enterWithin = Duration.ZERO;

  @Option(
      names = "--heartbeat",
      paramLabel = "TIME",
      defaultValue = "20s",
      description = "A peer silent for this long is sent a PING. Default: ${DEFAULT-VALUE}.")
  private Duration heartbeat = Duration.ZERO;

  @Option(
      names = "--dead-after",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "A peer silent for this long is given up. Default: ${DEFAULT-VALUE}.")
  private Duration dead = Duration.ZERO;

  @Option(
      names = "--connections-per-address",
      paramLabel = "N",
      defaultValue = "256",
      description = "Open connections of one address. Default: ${DEFAULT-VALUE}.")
  private int connections;

  @Option(
      names = "--reservations-per-address",
      paramLabel = "N",
      defaultValue = "64",
      description = "Seats reserved for one address at a time. Default: ${DEFAULT-VALUE}.")
  private int reservations;

  @Option(
      names = "--subscriptions",
      paramLabel = "N",
      defaultValue = "16",
      description = "Subscriptions of a classic client. Default: ${DEFAULT-VALUE}.")
  private int subscriptions;

  @Option(
      names = "--prefix-limit",
      paramLabel = "SIZE",
      defaultValue = "256",
      description = "The longest prefix of a subscription. Default: ${DEFAULT-VALUE}.")
  private Size prefix = new Size(1);

  @Option(
      names = "--trusted",
      paramLabel = "NETWORK",
      split = ",",
      defaultValue = "127.0.0.0/8,::1",
      description =
          "Networks that are not limited by address: proxies live there."
              + " Default: ${DEFAULT-VALUE}.")
  private List<Network> trusted = List.of();

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "A certificate, PEM: the page is served over https, on the same port. Read again when it"
              + " changes.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description = "The certificate's private key, PEM, PKCS #8.")
  private @Nullable Path certificateKey;

  @Option(
      names = "--descriptors",
      paramLabel = "PERCENT",
      defaultValue = "95",
      description =
          "Share of the process's file descriptors beyond which nobody more is let in."
              + " Default: ${DEFAULT-VALUE}.")
  private int descriptors;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that relay. Default: one less than processors, but at least one.")
  private @Nullable Integer threads;

  @Override
  public Integer call() {
    ServerConfig config;
    try {
      config = config();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    PrintStream out =
        new PrintStream(
            new java.io.FileOutputStream(java.io.FileDescriptor.out),
            false,
            StandardCharsets.UTF_8);
    boolean terminal = Boolean.parseBoolean(System.getProperty("prosa.terminal", "false"));
    Console screen = new Console(console.on(terminal), out);
    try {
      ChatServer server =
          ChatServer.start(config, screen, new PageSite(Page.load()), certificate());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(server, screen), "shutdown"));
      new Welcome(System.err).print(config.bind(), server.port(), certificate != null);
      new CountDownLatch(1).await();
      return ExitCode.OK;
    } catch (StartException | IOException e) {
      spec.commandLine().getErr().println("prosa: " + e.getMessage() + ".");
      return ExitCode.USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  /**
   * A JVM that a signal ends would exit with 128 and the signal's number; being told is no failure.
   */
  private static void end(ChatServer server, Console screen) {
    server.close();
    screen.close();
    Runtime.getRuntime().halt(ExitCode.OK);
  }

  private Optional<Certificate> certificate() throws IOException {
    if (certificate == null && certificateKey == null) {
      return Optional.empty();
    }
    if (certificate == null || certificateKey == null) {
      throw new IOException("--tls-cert and --tls-key go together");
    }
    return Optional.of(Certificate.watched(certificate, certificateKey));
  }

  private ServerConfig config() {
    RoomTerms room =
        new RoomTerms(
            capacity,
            frame.bytes(),
            ReadLimits.defaults().withText(text.bytes()),
            Rate.parse(rate),
            queue.bytes(),
            stuck);
    ZmtpLimits usual = ZmtpLimits.defaults();
    ZmtpLimits wire =
        new ZmtpLimits(
            handshake,
            handshakeFrame.bytes(),
            frame.bytes(),
            0,
            usual.parts(),
            subscriptions,
            prefix.bytes(),
            heartbeat,
            dead);
    int cores = Runtime.getRuntime().availableProcessors();
    return new ServerConfig(
        Optional.ofNullable(bind).map(BindAddress::parse),
        port,
        PortRange.parse(classicPorts),
        classicRest,
        new Rules(capacity, reservation, hold, linger, privateLinger, reservations),
        room,
        wire,
        skip.bytes(),
        enterWithin,
        connections,
        trusted,
        descriptors,
        threads == null ? Math.max(1, cores - 1) : threads);
  }

  /** How the values that are peculiar to this command are read. */
  static void register(CommandLine commandLine) {
    commandLine.registerConverter(Duration.class, Times::parse);
    commandLine.registerConverter(Size.class, Size::parse);
    commandLine.registerConverter(Network.class, ServeCommand::network);
    commandLine.registerConverter(Console.Mode.class, ServeCommand::mode);
  }

  private static Console.Mode mode(String text) {
    for (Console.Mode mode : Console.Mode.values()) {
      if (mode.name().equalsIgnoreCase(text)) {
        return mode;
      }
    }
    throw new CommandLine.TypeConversionException(
        "'" + text + "' is none of auto, full, plain and off");
  }

  private static Network network(String text) {
    try {
      return Network.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }
}
