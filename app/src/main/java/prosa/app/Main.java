package prosa.app;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import prosa.client.ChatClient;
import prosa.messages.Language;
import prosa.server.operations.Version;

/**
 * The {@code prosa} command: picks the subcommand and turns its outcome into an exit code.
 *
 * <p>Exit codes: 0 done, 1 failed while at work, 2 could not begin (a bad flag, a port in use). A
 * command line that cannot be understood costs one sentence on standard error, never a stack trace.
 */
@Command(
    name = "prosa",
    mixinStandardHelpOptions = true,
    version = "prosa " + Version.CURRENT,
    description = "Chats for small tables.",
    subcommands = {ServeCommand.class, ChatCommand.class, DesktopCommand.class})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("chat")) {
      ChatClient.prepare(); // on one processor, while another reads the command line
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    ServeCommand.register(commandLine);
    commandLine.registerConverter(Language.class, ChatCommand::language);
    return commandLine.setParameterExceptionHandler(Main::misunderstood);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do");
  }

  private static int misunderstood(ParameterException exception, String[] args) {
    CommandLine command = exception.getCommandLine();
    PrintWriter err = command.getErr();
    err.printf(
        "prosa: %s; see `%s --help`.%n",
        exception.getMessage(), command.getCommandSpec().qualifiedName());
    err.flush();
    return ExitCode.USAGE;
  }
}
