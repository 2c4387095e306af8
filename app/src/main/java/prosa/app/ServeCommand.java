package prosa.app;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import prosa.logging.JdkLog;
import prosa.logging.Logging;
import prosa.server.ChatServer;
import prosa.server.Handover;
import prosa.server.ServerConfig;
import prosa.server.StartException;
import prosa.server.admin.AdminConfig;
import prosa.server.admin.AdminServer;
import prosa.server.admin.OperatedServer;
import prosa.server.classic.PortRange;
import prosa.server.operations.Console;
import prosa.server.operations.RateLimitedLogger.Event;
import prosa.server.room.RoomConfig;
import prosa.web.Page;
import prosa.websocket.HostNames;
import prosa.websocket.TlsCertificate;
import prosa.zmtp.CurveSelector;
import prosa.zmtp.MechanismSelector;
import prosa.zmtp.ZmtpLimits;

/** {@code prosa serve}: runs a server until a signal stops it. */
final class ServeCommand extends ProsaCommand {
  /** The settings that take effect at the start only; SIGHUP rereads all others. */
  static final Set<String> AT_START =
      Set.of(
          "port",
          "bind",
          "console",
          "classic-ports",
          "frame-limit",
          "text-limit",
          "skip-limit",
          "handshake",
          "handshake-frame-limit",
          "handover",
          "base-path",
          "admin",
          "curve-key",
          "curve",
          "threads",
          "cluster",
          "node",
          "cluster-name",
          "cluster-user",
          "cluster-password-file",
          "cluster-ca",
          "advertise");

  /** The flag of the form of the log, which a sentence about a start that fails has, too. */
  static final String LOG_FORMAT = "--log-format";

  private static final String JSON = "json";

  /** The commands that have these settings. */
  static final List<String> COMMANDS = List.of("serve", "config");

  /** Loads the page, once. */
  private static final FutureTask<Page> PAGE = new FutureTask<>(Page::load);

  @SuppressWarnings("UnusedVariable") // Settings reads it, before the flags are read
  private final Flag<Path> file =
      file("--config")
          .saying(
              "A file of settings: each flag without its dashes, as key = value. Default:"
                  + " prosa.properties in ~/.config/prosa, else in /etc/prosa.");

  private final Flag<Integer> port =
      number("--port", "PORT")
          .usually("5555")
          .saying("The door's port; 0 picks a free one. Default: ${DEFAULT-VALUE}.");

  private final Flag<String> bind =
      text("--bind", "ADDRESS").saying("The address to listen on. Default: all of this machine's.");

  private final Flag<Integer> capacity =
      number("--capacity", "SEATS")
          .usually("10")
          .saying("Seats at a table. Default: ${DEFAULT-VALUE}.");

  private final Flag<Console.Mode> console =
      value("--console", "MODE", Console.Mode.class, ServeCommand::mode)
          .oneOf("auto", "full", "plain", "off")
          .usually("auto")
          .saying(
              "What is printed: full (all that is said, too), plain (chats and their users), off, or"
                  + " auto: full on a terminal, plain when redirected. Default: ${DEFAULT-VALUE}.");

  /** The format of the lines of the log. */
  private enum LogForm {
    TEXT,
    JSON
  }

  private final Flag<LogForm> logFormat =
      value(LOG_FORMAT, "FORMAT", LogForm.class, ServeCommand::logForm)
          .oneOf("text", "json")
          .usually("text")
          .saying(
              "How lines on standard error read: text, or json, one object a line with the names of"
                  + " the Elastic Common Schema. Default: ${DEFAULT-VALUE}.");

  /** The levels of the log, from the least serious on. */
  private enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  private final Flag<LogLevel> logLevel =
      value("--log-level", "LEVEL", LogLevel.class, ServeCommand::logLevel)
          .oneOf("debug", "info", "warn", "error")
          .saying(
              "The least serious lines that are logged. The level of each event is fixed. Default:"
                  + " info.");

  private final Flag<String> classicPorts =
      text("--classic-ports", "FIRST-LAST")
          .usually("20000-29999")
          .saying(
              "Ports for classic clients, two for each of their chats. Default: ${DEFAULT-VALUE}.");

  private final Flag<Duration> classicRest =
      time("--classic-rest")
          .usually("10m")
          .saying("How long a classic port rests after use. Default: ${DEFAULT-VALUE}.");

  private final SeatOptions seats = part(new SeatOptions());

  private final MessageOptions messageOptions = part(new MessageOptions());

  private final TimeoutOptions timeouts = part(new TimeoutOptions());

  private final PeerOptions peers = part(new PeerOptions());

  private final BudgetOptions budgets = part(new BudgetOptions());

  private final TlsOptions tls = part(new TlsOptions());

  private final CurveOptions curve = part(new CurveOptions());

  private final DrainOptions drain = part(new DrainOptions());

  private final HostOptions host = part(new HostOptions());

  private final HandoverOptions handover = part(new HandoverOptions());

  private final ProxyOptions proxy = part(new ProxyOptions());

  private final ClusterOptions cluster = part(new ClusterOptions());

  private final AdminOptions admin = part(new AdminOptions());

  private volatile @Nullable AdminServer adminServer;
  private Callable<ServeCommand> rereading = () -> this;
  private final AtomicReference<HostNames> names = new AtomicReference<>(HostNames.any());

  private final Flag<Integer> descriptors =
      number("--descriptors", "PERCENT")
          .usually("95")
          .saying(
              "Share of the process's file descriptors beyond which nobody more is let in."
                  + " Default: ${DEFAULT-VALUE}.");

  private final Flag<Integer> threads =
      number("--threads", "N")
          .saying("Threads that relay. Default: one less than processors, but at least one.");

  ServeCommand() {
    super(
        "serve",
        "Runs a chat server.",
        "Whoever asks is seated at a table with a few people; what is said is relayed and forgotten.");
    footer(
        "Examples",
        "  prosa serve                             on port 5555, for everybody who can reach it",
        "  prosa serve --bind 127.0.0.1 --port 0   for this machine only, on a free port",
        "  prosa serve --capacity 4 --console plain",
        "",
        "Each flag may be set in the environment, too: --port as PROSA_PORT. `prosa config` tells"
            + " what",
        "is set where. The limits are explained in docs/operations.md. Ctrl-C stops the server,"
            + " SIGTERM drains it first, SIGHUP has the settings read again.");
  }

  /** Whether an option of this command can also be set in the environment and in the file. */
  static boolean isSetting(OptionSpec option) {
    String name = option.longestName();
    return name.startsWith("--")
        && !option.usageHelp()
        && !option.versionHelp()
        && !name.equals("--config");
  }

  /** Whether a setting is on or off, and its flag has no value. */
  static boolean isSwitch(OptionSpec option) {
    return option.arity().max() == 0;
  }

  /** The default of a setting, as it is written; empty if there is none. */
  static String usual(OptionSpec option) {
    String usual = option.defaultValue();
    return usual != null ? usual : isSwitch(option) ? "false" : "";
  }

  /** One of the commands that have these settings. */
  static CommandLine subcommand(CommandLine prosa, String name) {
    return Objects.requireNonNull(prosa.getSubcommands().get(name), name);
  }

  /** The names of all settings, which are those of {@code command}. */
  static Set<String> keys(CommandLine prosa, String command) {
    return subcommand(prosa, command).getCommandSpec().options().stream()
        .filter(ServeCommand::isSetting)
        .map(ServeSettings::key)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The names of the settings of {@code command} whose values are files. */
  static Set<String> files(CommandLine prosa, String command) {
    return subcommand(prosa, command).getCommandSpec().options().stream()
        .filter(ServeCommand::isSetting)
        .filter(option -> option.paramLabel().equals("FILE"))
        .map(ServeSettings::key)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Makes sure that a server could be started with this: all files that it would read are read, and
   * nothing is opened.
   *
   * @throws ParameterException with a sentence for the host
   */
  ServerConfig check(CommandLine command) {
    SettingsTable.check(command);
    SettingsTable.checkRelations(command);
    SettingsTable.checkCompany(command);
    SettingsTable.checkCertificate(command);
    try {
      var _ = host.words();
      var _ = cluster.setup();
      return config();
    } catch (IOException e) {
      throw new ParameterException(command, e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      String elsewhere =
          command.getDefaultValueProvider() instanceof ServeSettings settings
              ? settings.list()
              : "";
      throw new ParameterException(
          command,
          e.getMessage() + (elsewhere.isEmpty() ? "" : "; set besides the flags: " + elsewhere),
          e);
    }
  }

  /**
   * Loads on a thread of its own what a server needs, while another reads the command line; and
   * takes java.util.logging over, which the client of NATS uses when its settings are read.
   */
  static void prepare() {
    JdkLog.takeOver();
    Thread.ofPlatform()
        .daemon()
        .name("prepare")
        .start(
            () -> {
              ChatServer.prepare();
              PAGE.run();
            });
  }

  private static Page page() throws InterruptedException {
    PAGE.run(); // does nothing if it has been begun
    try {
      return PAGE.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof OutOfMemoryError full) {
        throw full;
      }
      throw new IllegalStateException(e);
    }
  }

  /** Parses the same command line again, with the current settings. */
  void rereads(Callable<ServeCommand> reading) {
    rereading = reading;
  }

  @Override
  public Integer call() {
    ServerConfig config = check(commandLine());
    setLog();
    Logging.takeOver(); // from here on nobody waits for standard error
    PrintStream out =
        new PrintStream(
            new java.io.FileOutputStream(java.io.FileDescriptor.out),
            false,
            StandardCharsets.UTF_8);
    boolean terminal = Boolean.parseBoolean(System.getProperty("prosa.terminal", "false"));
    boolean reloads =
        !terminal
            || (commandLine().getDefaultValueProvider() instanceof ServeSettings settings
                && settings.hasFile());
    AtomicBoolean early = new AtomicBoolean();
    if (reloads) {
      ProcessSignals.on("HUP", () -> early.set(true)); // which would end the process otherwise
    }
    Console screen = new Console(console.value().on(terminal), out);
    try {
      Optional<AdminConfig> adminConfig = admin.config(handover.given());
      HostTexts words = host.words();
      PageSite site = new PageSite(page());
      site.says(words);
      Optional<TlsCertificate> certificate = tls.certificate();
      Optional<CurveSelector> encryption = curve.mechanisms();
      Optional<Handover> meeting = handover.place(bind.given(), port.value());
      Optional<Handover.Received> received =
          meeting.isEmpty() ? Optional.empty() : meeting.get().ask();
      OptionalInt adopted =
          received.isPresent()
              ? OptionalInt.of(received.get().descriptor())
              : HandoverOptions.passed(System.getenv(), ProcessHandle.current().pid());
      names.set(peers.hosts());
      HostNames hosts = HostNames.following(names::get);
      ChatServer server =
          ChatServer.start(
              config,
              screen,
              site,
              certificate,
              hosts,
              encryption
                  .<MechanismSelector>map(selector -> selector)
                  .orElse(ChatServer.NULL_MECHANISM),
              adopted,
              cluster
                  .setup()
                  .map(
                      setup ->
                          encryption
                              .map(selector -> setup.withKey(selector.publicKey()))
                              .orElse(setup)));
      if (curve.isOpenToAll()) {
        server.log().log(Event.OPEN_KEY, "Server");
      }
      if (cluster.isOpenToAll()) {
        server.log().log(Event.OPEN_PASSWORD, "Server");
      }
      if (curve.mayBePublic()) {
        server.log().log(Event.PUBLIC_KEY, "Server");
      }
      server.says(words::about);
      site.counts(server::totals);
      site.reachedBy(StartupBanner.reachedByOthers(config.bind(), server.port()));
      ServiceManager manager = ServiceManager.of(System.getenv());
      ServerProcess process = new ServerProcess(server, screen, drain.time(), manager);
      OperatedServer.SettingsReader settings =
          source -> reload(server, process, site, certificate, manager, source);
      Optional<InetSocketAddress> adminPort =
          openAdminPort(server, adminConfig, hosts, process, settings);
      received.ifPresent(Handover.Received::listening);
      if (meeting.isPresent() && server.listeningDescriptor().isPresent()) {
        meeting.get().offer(server.listeningDescriptor().get(), () -> handedOver(server, process));
      }
      process.listen(reloads ? Optional.of(() -> hangUp(settings)) : Optional.empty());
      new StartupBanner(System.err)
          .print(
              config.bind(),
              server.port(),
              tls.given(),
              adminPort,
              encryption.map(CurveSelector::publicKey));
      manager.ready();
      if (early.get()) {
        hangUp(settings);
      }
      new CountDownLatch(1).await();
      return ExitCode.OK;
    } catch (StartException | IOException | IllegalArgumentException e) {
      if (logFormat.value() == LogForm.JSON) {
        LoggerFactory.getLogger("prosa").error("{}.", e.getMessage());
      } else {
        commandLine().getErr().println("prosa: " + e.getMessage() + ".");
      }
      return ExitCode.USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  /** The next process has the port: this one stops. */
  private void handedOver(ChatServer server, ServerProcess process) {
    server.stopListening();
    AdminServer operators = adminServer;
    if (operators != null) {
      operators.close();
    }
    process.drainThenEnd("the next process has the port");
  }

  private Optional<InetSocketAddress> openAdminPort(
      ChatServer server,
      Optional<AdminConfig> wanted,
      HostNames hosts,
      ServerProcess process,
      OperatedServer.SettingsReader settings)
      throws IOException {
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    AdminServer port =
        new AdminServer(wanted.get(), server.operated(process::drainThenEnd, settings), hosts);
    adminServer = port;
    if (admin.isOpenToAll()) {
      server.log().log(Event.OPEN_TOKEN, "Server");
    }
    return Optional.of(port.address());
  }

  /** What SIGHUP does: the log tells how it went. */
  private static void hangUp(OperatedServer.SettingsReader settings) {
    try {
      var _ = settings.readAgain("");
    } catch (Exception e) {
      // it is logged
    }
  }

  /**
   * Rereads everything that can change while the server runs; applies all of it, or nothing.
   *
   * @param source who wanted it, for the log; empty for SIGHUP
   * @return the settings that the next start will change
   */
  private synchronized List<String> reload(
      ChatServer server,
      ServerProcess process,
      PageSite site,
      Optional<TlsCertificate> certificate,
      ServiceManager manager,
      String source)
      throws Exception {
    manager.reloading();
    try {
      ServeCommand now = rereading.call();
      ServerConfig config = now.check(now.commandLine());
      HostTexts words = now.host.words();
      AdminServer operators = adminServer;
      Optional<AdminConfig> adminConfig =
          operators == null ? Optional.empty() : Optional.of(now.admin.at(operators.address()));
      List<String> later =
          changedForLater(spec(), now.spec(), certificate.isPresent() && now.tls.given());
      now.setLog();
      certificate.ifPresent(now.tls::readAgain);
      site.says(words);
      server.says(words::about);
      names.set(now.peers.hosts());
      process.drain(now.drain.time());
      if (operators != null) {
        adminConfig.ifPresent(operators::token);
      }
      server.reload(config);
      List<String> told = new ArrayList<>(source.isEmpty() ? List.of() : List.of(source));
      if (!later.isEmpty()) {
        told.add("the next start will change " + String.join(", ", later));
      }
      if (told.isEmpty()) {
        server.log().log(Event.RELOADED, "Server");
      } else {
        server.log().log(Event.RELOADED, "Server", String.join("; ", told));
      }
      return later;
    } catch (Exception e) {
      String why = String.valueOf(e.getMessage());
      server.log().log(Event.NOT_RELOADED, "Server", source.isEmpty() ? why : source + "; " + why);
      throw e;
    } finally {
      manager.ready();
    }
  }

  /** The settings that have changed but are read at the start only. */
  private static List<String> changedForLater(CommandSpec then, CommandSpec now, boolean tls) {
    return then.options().stream()
        .filter(ServeCommand::isSetting)
        .filter(option -> isForLater(ServeSettings.key(option), tls))
        .filter(
            option ->
                !Objects.equals(
                    ConfigCommand.effective(then, option).value(),
                    ConfigCommand.effective(now, option).value()))
        .map(ServeSettings::key)
        .toList();
  }

  /** A certificate can be replaced while the server runs, but not added or removed. */
  private static boolean isForLater(String key, boolean tls) {
    return AT_START.contains(key) || (!tls && key.startsWith("tls-"));
  }

  private void setLog() {
    Logging.json(logFormat.value() == LogForm.JSON);
    Logging.level(
        logLevel.given().map(level -> Level.valueOf(level.name())).orElseGet(Logging::usual));
  }

  private ServerConfig config() {
    tls.check();
    curve.check();
    var _ = admin.address();
    RoomConfig room = messageOptions.roomConfig(capacity.value());
    ZmtpLimits wire = timeouts.wire(messageOptions.frameBytes(), peers);
    int cores = Runtime.getRuntime().availableProcessors();
    return new ServerConfig(
        bind.given().map(BindAddress::parse),
        port.value(),
        PortRange.parse(classicPorts.value()),
        classicRest.value(),
        seats.rules(capacity.value(), peers.seatLimits()),
        room,
        wire,
        messageOptions.skippable(),
        timeouts.enterWithin(),
        peers.connections(),
        peers.trusted(),
        descriptors.value(),
        threads.given().orElse(Math.max(1, cores - 1)),
        budgets.config(),
        proxy.config());
  }

  /**
   * Whether a server that cannot be started with these arguments would log JSON.
   *
   * @param set what the environment or the file has for {@link #LOG_FORMAT}
   */
  static boolean logsJson(String[] args, Optional<String> set) {
    if (args.length == 0 || !args[0].equals("serve")) {
      return false;
    }
    for (int at = 1; at < args.length; at++) {
      if (args[at].startsWith(LOG_FORMAT + "=")) {
        return args[at].equals(LOG_FORMAT + "=" + JSON);
      }
      if (args[at].equals(LOG_FORMAT)) {
        return at + 1 < args.length && args[at + 1].equals(JSON);
      }
    }
    return set.equals(Optional.of(JSON));
  }

  private static Console.Mode mode(String text) {
    for (Console.Mode mode : Console.Mode.values()) {
      if (mode.name().equalsIgnoreCase(text)) {
        return mode;
      }
    }
    throw new TypeConversionException("'" + text + "' is none of auto, full, plain and off");
  }

  private static LogForm logForm(String text) {
    return switch (text) {
      case "text" -> LogForm.TEXT;
      case JSON -> LogForm.JSON;
      default -> throw new TypeConversionException("'" + text + "' is neither text nor json");
    };
  }

  private static LogLevel logLevel(String text) {
    for (LogLevel level : LogLevel.values()) {
      if (level.name().toLowerCase(Locale.ROOT).equals(text)) {
        return level;
      }
    }
    throw new TypeConversionException("'" + text + "' is none of debug, info, warn and error");
  }
}
