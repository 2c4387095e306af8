package prosa.app;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import prosa.server.operations.Version;

/**
 * The manual page of a command, made from the model that {@code --help} is made from: what a
 * command says of itself is said once.
 *
 * <p>The output is the {@code man} macros of roff, which groff and mandoc read: title line, then
 * the sections NAME, SYNOPSIS, DESCRIPTION, OPTIONS, COMMANDS, FILES, EXIT STATUS, those of the
 * command's footer, and SEE ALSO. The same model and date give the same bytes.
 */
final class ManPage {
  private final CommandSpec command;
  private final LocalDate date;
  private final StringBuilder roff = new StringBuilder();

  private ManPage(CommandSpec command, LocalDate date) {
    this.command = command;
    this.date = date;
  }

  /**
   * The pages of {@code prosa} and of each of its commands, by file name, such as {@code
   * prosa-serve.1}.
   *
   * @param date that stands at the bottom of each page
   */
  static Map<String, String> all(CommandLine prosa, LocalDate date) {
    Map<String, String> pages = new TreeMap<>();
    put(pages, prosa, date);
    for (CommandLine command : visible(prosa)) {
      put(pages, command, date);
    }
    return pages;
  }

  /** The date that {@code SOURCE_DATE_EPOCH} gives, else today. */
  static LocalDate date(@Nullable String sourceDateEpoch) {
    return sourceDateEpoch == null
        ? LocalDate.now(ZoneOffset.UTC)
        : LocalDate.ofInstant(
            Instant.ofEpochSecond(Long.parseLong(sourceDateEpoch)), ZoneOffset.UTC);
  }

  /** The commands that {@code --help} lists, in its order. */
  static List<CommandLine> visible(CommandLine prosa) {
    return prosa.getSubcommands().values().stream()
        .filter(command -> !command.getCommandSpec().usageMessage().hidden())
        .distinct()
        .toList();
  }

  /** The options of a command that {@code --help} lists, in its order. */
  static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream().filter(option -> !option.hidden()).toList();
  }

  /** What a flag or an argument is for, in a line; its default is in it. */
  static String sentence(ArgSpec argument) {
    return String.join(" ", argument.description())
        .replace(Flags.DEFAULT, argument.defaultValueString())
        .replace("%n", " ")
        .replace("%%", "%")
        .strip();
  }

  private static void put(Map<String, String> pages, CommandLine command, LocalDate date) {
    CommandSpec spec = command.getCommandSpec();
    pages.put(name(spec) + ".1", new ManPage(spec, date).write());
  }

  /** The name of a command's page: {@code prosa-serve}. */
  private static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  private String write() {
    UsageMessageSpec usage = command.usageMessage();
    List<String> description = List.of(usage.description());
    roff.append(
        ".TH %s 1 \"%s\" \"prosa %s\" \"Prosa\"\n"
            .formatted(
                escaped(name(command)).toUpperCase(java.util.Locale.ROOT), date, Version.CURRENT));
    section("NAME");
    roff.append(escaped(name(command)))
        .append(" \\- ")
        .append(escaped(lowerFirst(description.getFirst().replaceFirst("\\.$", ""))))
        .append('\n');
    section("SYNOPSIS");
    synopsis();
    section("DESCRIPTION");
    description.forEach(this::paragraph);
    positionals();
    List<OptionSpec> options = options(command);
    if (!options.isEmpty()) {
      section("OPTIONS");
      options.forEach(this::option);
    }
    commands();
    if (ServeCommand.COMMANDS.contains(command.name())) {
      files();
    }
    exitStatus();
    footer(usage);
    seeAlso();
    return roff.toString();
  }

  private void synopsis() {
    roff.append(".B ").append(escaped(command.qualifiedName())).append('\n');
    if (!command.subcommands().isEmpty()) {
      roff.append("[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]...\n");
      return;
    }
    roff.append("[\\fIOPTION\\fR]...");
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      String label = "\\fI" + escaped(parameter.paramLabel()) + "\\fR";
      roff.append(parameter.required() ? " " + label : " [" + label + "]");
      roff.append(parameter.arity().isVariable() ? "..." : "");
    }
    roff.append('\n');
  }

  private void positionals() {
    for (PositionalParamSpec parameter : command.positionalParameters()) {
      roff.append(".TP\n\\fI").append(escaped(parameter.paramLabel())).append("\\fR\n");
      text(sentence(parameter));
    }
  }

  private void option(OptionSpec option) {
    List<String> names = new ArrayList<>();
    for (String name : option.names()) {
      names.add("\\fB" + escaped(shown(option, name)) + "\\fR");
    }
    roff.append(".TP\n").append(String.join(", ", names));
    if (option.arity().max() > 0 && !option.negatable()) {
      roff.append(" \\fI").append(escaped(option.paramLabel())).append("\\fR");
    }
    roff.append('\n');
    text(sentence(option));
    if (ServeCommand.COMMANDS.contains(command.name()) && ServeCommand.isSetting(option)) {
      text("It may be: " + SettingsTable.range(option).replace("`", "") + ".");
      roff.append("In the environment:\n.BR ")
          .append(escaped(ServeSettings.variable(ServeSettings.key(option))))
          .append(" .\n");
    }
  }

  /** An option's name as {@code --help} shows it: {@code --[no-]bell}. */
  private static String shown(OptionSpec option, String name) {
    return option.negatable() && name.startsWith("--") ? "--[no-]" + name.substring(2) : name;
  }

  private void commands() {
    List<CommandLine> commands = visible(command.commandLine());
    if (commands.isEmpty()) {
      return;
    }
    section("COMMANDS");
    for (CommandLine each : commands) {
      CommandSpec spec = each.getCommandSpec();
      roff.append(".TP\n.BR ").append(escaped(name(spec))).append(" (1)\n");
      text(spec.usageMessage().description()[0]);
    }
  }

  private void files() {
    section("FILES");
    roff.append(".TP\n.I ~/.config/prosa/prosa.properties\n.TQ\n.I /etc/prosa/prosa.properties\n");
    text(
        "The settings, if --config names no other file: the first of these that exists. Each line"
            + " is empty, a comment that begins with #, or key = value, where the key is an option"
            + " without its dashes. An option of the command line goes before the environment, the"
            + " environment before the file.");
    roff.append(".TP\n.I $CREDENTIALS_DIRECTORY\n");
    text(
        "A folder that systemd fills (LoadCredential=). A file in it with the name of a setting"
            + " that takes a file, such as tls-key, is used where neither an option nor the"
            + " environment names another.");
  }

  private void exitStatus() {
    section("EXIT STATUS");
    status("0", "Done.");
    status("1", "It failed while at work; a sentence on standard error says why.");
    status("2", "It could not begin: an option or a setting is wrong, a port is in use.");
    status("3", "There is no memory; the last line on standard error says which.");
  }

  private void status(String code, String meaning) {
    roff.append(".TP\n").append(code).append('\n');
    text(meaning);
  }

  /** Lines that are indented are examples, as they stand; the others are text. */
  private void footer(UsageMessageSpec usage) {
    if (usage.footer().length == 0) {
      return;
    }
    section("EXAMPLES");
    boolean verbatim = false;
    StringBuilder text = new StringBuilder();
    for (String line : usage.footer()) {
      if (line.startsWith("  ")) {
        flush(text);
        roff.append(verbatim ? "" : ".nf\n");
        verbatim = true;
        roff.append(escaped(line.replace("%%", "%"))).append('\n');
        continue;
      }
      roff.append(verbatim ? ".fi\n" : "");
      verbatim = false;
      if (line.isBlank()) {
        flush(text);
      } else {
        text.append(text.isEmpty() ? "" : " ").append(line.strip());
      }
    }
    roff.append(verbatim ? ".fi\n" : "");
    flush(text);
  }

  private void flush(StringBuilder text) {
    if (!text.isEmpty()) {
      paragraph(text.toString());
      text.setLength(0);
    }
  }

  private void seeAlso() {
    CommandSpec top = Objects.requireNonNullElse(command.parent(), command);
    List<String> names = new ArrayList<>();
    if (command.parent() != null) {
      names.add(name(top));
    }
    for (CommandLine each : visible(top.commandLine())) {
      if (!each.getCommandSpec().equals(command)) {
        names.add(name(each.getCommandSpec()));
      }
    }
    section("SEE ALSO");
    for (int at = 0; at < names.size(); at++) {
      roff.append(
          ".BR %s (1)%s%n".formatted(escaped(names.get(at)), at + 1 < names.size() ? "," : ""));
    }
  }

  private void section(String name) {
    roff.append(".SH ").append(name).append('\n');
  }

  private void paragraph(String text) {
    int line = roff.lastIndexOf("\n", roff.length() - 2) + 1;
    if (!roff.substring(line).startsWith(".SH ")) {
      roff.append(".PP\n");
    }
    text(text);
  }

  private void text(String text) {
    roff.append(escaped(text)).append('\n');
  }

  /** Text that roff prints as it is: a hyphen stays one that can be copied. */
  private static String escaped(String text) {
    String plain = text.replace("\\", "\\e").replace("-", "\\-");
    return plain.startsWith(".") || plain.startsWith("'") ? "\\&" + plain : plain;
  }

  private static String lowerFirst(String text) {
    return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
