package prosa.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import prosa.app.ServeSettings.Setting;
import prosa.client.ChatClient;
import prosa.logging.Logging;
import prosa.server.operations.Version;

/**
 * The {@code prosa} command: picks the subcommand and turns its outcome into an exit code.
 *
 * <p>Exit codes: 0 done, 1 failed while at work, 2 could not begin (a bad flag, a port in use), 3
 * no memory, or no thread. A command line that cannot be understood costs one sentence on standard
 * error, never a stack trace.
 */
public final class Main {
  private static final String NO_NUMBER = "is not a whole number";

  /** The names of the commands, in the order of the help. */
  private static final List<String> COMMANDS =
      List.of(
          "serve",
          "config",
          "keygen",
          "health",
          "top",
          "chat",
          "desktop",
          "bench",
          "completion",
          "man");

  /** Those that ask an operator's port: that of this machine's server, if none is named. */
  private static final Set<String> OPERATORS = Set.of("health", "top");

  /** Those that speak the language of the person who calls them. */
  private static final Set<String> PEOPLE = Set.of("chat", "desktop");

  /** Those that describe all commands. */
  private static final Set<String> ABOUT_ALL = Set.of("completion", "man");

  /** There was no memory, or no thread; the JVM ends with the same code where its heap is full. */
  private static final int NO_MEMORY = 3;

  /** The command without a name after it. */
  private static final class Prosa extends ProsaCommand {
    Prosa() {
      super("prosa", "Chats for small tables.");
      usage().sortOptions(true).autoWidth(false);
      var _ = spec().version("prosa " + Version.CURRENT);
    }

    @Override
    public Integer call() {
      throw new ParameterException(commandLine(), "say what to do");
    }
  }

  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    try {
      if (args.length > 0 && PEOPLE.contains(args[0])) {
        SystemLocale.adopt(System.getenv());
      }
      if (args.length > 0 && args[0].equals("chat")) {
        ChatClient.prepare(); // on one processor, while another reads the command line
      } else if (args.length > 0 && args[0].equals("serve")) {
        ServeCommand.prepare();
      }
      System.exit(run(commandLine(args), args, System.getenv(), ServeSettings.usualFiles()));
    } catch (OutOfMemoryError e) { // outside the heap: otherwise the JVM has ended
      endWithout(e);
    }
  }

  /** Says what there is none of and ends: nothing that would need a thread is done any more. */
  private static void endWithout(OutOfMemoryError e) {
    String why = String.valueOf(e.getMessage());
    String what = why.contains("thread") ? "no thread can be made" : "no memory is left";
    byte[] sentence = "prosa: %s: %s.%n".formatted(what, why).getBytes(Charset.defaultCharset());
    try (FileOutputStream err = new FileOutputStream(FileDescriptor.err)) {
      err.write(sentence);
    } catch (IOException unheard) {
      // the code tells it, too
    }
    Runtime.getRuntime().halt(NO_MEMORY);
  }

  /**
   * Runs a command line.
   *
   * @param usual where the file of settings may lie if none is named
   */
  static int run(
      CommandLine commandLine, String[] args, Map<String, String> environment, List<Path> usual) {
    if (args.length > 0 && ServeCommand.COMMANDS.contains(args[0])) {
      try {
        readSettings(commandLine, args, environment, usual);
        if (ServeCommand.subcommand(commandLine, args[0]).getCommand()
            instanceof ServeCommand serve) {
          serve.rereads(() -> reread(args, environment, usual));
        }
      } catch (SettingsException | InvalidPathException e) {
        boolean json =
            ServeCommand.logsJson(
                args, Optional.ofNullable(environment.get(ServeSettings.variable("log-format"))));
        say(commandLine, json, e.getMessage() + ".");
        return ExitCode.USAGE;
      }
    }
    if (args.length > 0 && OPERATORS.contains(args[0])) {
      ServeSettings.lookUp("admin", environment, usual)
          .ifPresent(
              port ->
                  ServeCommand.subcommand(commandLine, args[0])
                      .setDefaultValueProvider(
                          argument ->
                              argument instanceof PositionalParamSpec
                                  ? onThisMachine(port)
                                  : null));
    }
    return commandLine.execute(args);
  }

  /** Where a port is asked that listens on all addresses. */
  private static String onThisMachine(String port) {
    return port.replaceFirst("^0\\.0\\.0\\.0:", "127.0.0.1:").replaceFirst("^\\[::\\]:", "[::1]:");
  }

  private static void readSettings(
      CommandLine commandLine, String[] args, Map<String, String> environment, List<Path> usual)
      throws SettingsException {
    ServeSettings settings =
        ServeSettings.read(
            ServeSettings.named(args),
            environment,
            usual,
            ServeCommand.keys(commandLine, args[0]),
            ServeCommand.files(commandLine, args[0]));
    ServeCommand.subcommand(commandLine, args[0]).setDefaultValueProvider(settings);
  }

  /** The command {@code serve} as the same command line and the file of today make it. */
  private static ServeCommand reread(
      String[] args, Map<String, String> environment, List<Path> usual) throws SettingsException {
    CommandLine commandLine = commandLine(args);
    readSettings(commandLine, args, environment, usual);
    try {
      commandLine.parseArgs(args);
    } catch (ParameterException e) {
      throw new SettingsException(sentence(e));
    }
    return ServeCommand.subcommand(commandLine, "serve").getCommand();
  }

  private static ProsaCommand command(String name) {
    return switch (name) {
      case "serve" -> new ServeCommand();
      case "config" -> new ConfigCommand();
      case "keygen" -> new KeygenCommand();
      case "health" -> new HealthCommand();
      case "top" -> new TopCommand();
      case "chat" -> new ChatCommand();
      case "desktop" -> new DesktopCommand();
      case "bench" -> new BenchCommand();
      case "completion" -> new CompletionCommand();
      case "man" -> new ManCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** The command line with all commands. */
  static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /**
   * The command line for these arguments: with the command alone that they name, since to describe
   * all takes a fifth of a second.
   */
  static CommandLine commandLine(String[] args) {
    boolean one = args.length > 0 && COMMANDS.contains(args[0]) && !ABOUT_ALL.contains(args[0]);
    return one ? commandLine(List.of(args[0])) : commandLine();
  }

  private static CommandLine commandLine(List<String> names) {
    CommandLine commandLine = new CommandLine(new Prosa().spec());
    for (String name : names) {
      commandLine.addSubcommand(command(name).spec());
    }
    return commandLine.setParameterExceptionHandler(Main::misunderstood);
  }

  private static int misunderstood(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    Optional<String> set =
        command.getDefaultValueProvider() instanceof ServeSettings settings
            ? settings
                .of(command.getCommandSpec().findOption(ServeCommand.LOG_FORMAT))
                .map(Setting::value)
            : Optional.empty();
    say(
        command,
        ServeCommand.logsJson(args, set),
        sentence(exception) + "; see `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return ExitCode.USAGE;
  }

  /** Says why nothing was begun; in the form of the log if that is JSON. */
  private static void say(CommandLine command, boolean json, String sentence) {
    PrintWriter err = command.getErr();
    err.println(json ? Logging.jsonError(sentence) : "prosa: " + sentence);
    err.flush();
  }

  /** What is wrong; of a value that no setting can have, where it stands, and what it may be. */
  private static String sentence(ParameterException exception) {
    CommandLine command = exception.getCommandLine();
    String message = String.valueOf(exception.getMessage()).replace("is not an int", NO_NUMBER);
    if (!(exception.getArgSpec() instanceof OptionSpec option)
        || !ServeCommand.COMMANDS.contains(command.getCommandName())
        || !ServeCommand.isSetting(option)) {
      return message;
    }
    Optional<Setting> elsewhere =
        command.getDefaultValueProvider() instanceof ServeSettings settings
                && !command.getParseResult().hasMatchedOption(option)
            ? settings.of(option)
            : Optional.empty();
    String reason = message.replaceFirst("^Invalid value for option [^:]*: ", "");
    if (elsewhere.isPresent()) {
      return SettingsTable.refused(option, elsewhere.get(), reason);
    }
    return exception.getValue() == null
        ? message
        : SettingsTable.refused(
            option, new Setting(exception.getValue(), option.longestName()), reason);
  }
}
