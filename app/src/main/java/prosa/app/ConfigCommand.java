package prosa.app;

import java.io.PrintWriter;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import prosa.app.ServeSettings.Setting;

/** {@code prosa config}: prints what {@code prosa serve} would run with, and runs nothing. */
final class ConfigCommand extends ProsaCommand {
  /** Where a value comes from that nobody gave. */
  static final String DEFAULT = "default";

  private final ServeCommand serve = part(new ServeCommand());

  ConfigCommand() {
    super(
        "config",
        "Prints the settings that `prosa serve` with the same flags would run with, and where each of"
            + " them comes from: a flag, the environment, a file, or the default.",
        "Exit code 2, and one sentence, if it could not run with them.");
    footer("Example", "  prosa config --config /etc/prosa/prosa.properties");
  }

  @Override
  public Integer call() {
    serve.check(commandLine());
    PrintWriter out = commandLine().getOut();
    for (OptionSpec option : spec().options()) {
      if (ServeCommand.isSetting(option)) {
        print(out, option);
      }
    }
    out.flush();
    return ExitCode.OK;
  }

  private void print(PrintWriter out, OptionSpec option) {
    Setting setting = effective(spec(), option);
    out.printf(
        "%-45s # %s%n", ServeSettings.key(option) + " = " + setting.value(), setting.place());
  }

  /** The value of an option of a parsed command, and where it comes from. */
  static Setting effective(CommandSpec spec, OptionSpec option) {
    OptionSpec own = spec.optionsMap().get(option.longestName());
    if (own != null && spec.commandLine().getParseResult().hasMatchedOption(own)) {
      String given =
          ServeCommand.isSwitch(own)
              ? String.valueOf(own.<Object>getValue()) // false with --handover=false
              : String.join(",", own.originalStringValues());
      return new Setting(given, own.longestName());
    }
    if (spec.defaultValueProvider() instanceof ServeSettings settings) {
      Setting setting = settings.of(option).orElse(null);
      if (setting != null) {
        return setting;
      }
    }
    return new Setting(ServeCommand.usual(option), DEFAULT);
  }
}
