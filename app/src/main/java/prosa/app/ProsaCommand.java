package prosa.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** A command: its name, what its help says, its flags and arguments, and what it does. */
abstract class ProsaCommand extends Flags implements Callable<Integer> {
  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  /**
   * A command that does nothing yet.
   *
   * @param description what it does; the first sentence stands in the list of commands
   */
  ProsaCommand(String name, String... description) {
    spec.name(name).interpolateVariables(false); // a value that has ${…} is what it is
    usage()
        .description(description)
        .sortOptions(false)
        .autoWidth(true)
        .helpFactory(ProsaCommand::help);
  }

  /** The help has one variable, {@link Flags#DEFAULT}. */
  private static Help help(CommandSpec spec, Help.ColorScheme colors) {
    return new Help(spec.interpolateVariables(true), colors);
  }

  /** How its help looks. */
  final UsageMessageSpec usage() {
    return spec.usageMessage();
  }

  /** Ends its help. */
  final void footer(String heading, String... lines) {
    usage().footerHeading("%n" + heading + ":%n").footer(lines);
  }

  /** What picocli has of it: all flags and arguments, those of every command last. */
  final CommandSpec spec() {
    if (spec.args().isEmpty()) {
      for (ArgSpec each : specs()) {
        spec.add(each);
      }
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .description("Show this help message and exit.")
              .build());
      spec.addOption(
          OptionSpec.builder("-V", "--version")
              .versionHelp(true)
              .description("Print version information and exit.")
              .build());
    }
    return spec;
  }

  /** The command line that it is on. */
  final CommandLine commandLine() {
    return spec.commandLine();
  }
}
