package prosa.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completion scripts for shells, generated from the same model as {@code --help}: commands, their
 * options, and the values of options and arguments that are files, hosts, or one of a few.
 */
enum ShellCompletion {
  BASH {
    @Override
    String script(CommandLine prosa) {
      return AutoComplete.bash("prosa", prosa);
    }
  },
  ZSH {
    @Override
    String script(CommandLine prosa) {
      StringBuilder script = new StringBuilder("#compdef prosa\n\n_prosa() {\n");
      script.append("  local context state state_descr line\n  typeset -A opt_args\n");
      script.append("  _arguments -C \\\n");
      for (OptionSpec option : ManPage.options(prosa.getCommandSpec())) {
        zshOption(script, option, "    ");
      }
      script.append("    '1:command:->command' '*::argument:->argument'\n");
      script.append("  case $state in\n    command)\n      local -a commands\n      commands=(\n");
      for (CommandLine command : ManPage.visible(prosa)) {
        script.append(
            "        %s%n"
                .formatted(
                    quoted(command.getCommandName() + ":" + sentence(command.getCommandSpec()))));
      }
      script.append("      )\n      _describe command commands\n      ;;\n    argument)\n");
      script.append("      case $words[1] in\n");
      for (CommandLine command : ManPage.visible(prosa)) {
        script.append("        %s)%n          _arguments \\%n".formatted(command.getCommandName()));
        for (OptionSpec option : ManPage.options(command.getCommandSpec())) {
          zshOption(script, option, "            ");
        }
        script.append(
            command.getCommandSpec().positionalParameters().isEmpty()
                ? "            && return\n"
                : "            '*:%s:%s'%n"
                    .formatted(
                        command
                            .getCommandSpec()
                            .positionalParameters()
                            .getFirst()
                            .paramLabel()
                            .toLowerCase(Locale.ROOT)
                            .replace(":", "-"),
                        zshValues(command.getCommandSpec().positionalParameters().getFirst())));
        script.append("          ;;\n");
      }
      return script
          .append("      esac\n      ;;\n  esac\n}\n\n")
          .append(
              "if [ \"$funcstack[1]\" = _prosa ]; then _prosa \"$@\"; else compdef _prosa prosa;"
                  + " fi\n")
          .toString();
    }

    private void zshOption(StringBuilder script, OptionSpec option, String indent) {
      String about =
          ManPage.sentence(option).replace("[", "(").replace("]", ")").replace(":", "\\:");
      for (String name : names(option)) {
        String value =
            takesValue(option)
                ? ":"
                    + option.paramLabel().toLowerCase(Locale.ROOT).replace(":", "-")
                    + ":"
                    + zshValues(option)
                : "";
        script
            .append(indent)
            .append(
                quoted(
                    name
                        + (takesValue(option) && name.startsWith("--") ? "=" : "")
                        + "["
                        + about
                        + "]"
                        + value))
            .append(" \\\n");
      }
    }

    private String zshValues(ArgSpec argument) {
      List<String> values = choices(argument);
      if (!values.isEmpty()) {
        return "(" + String.join(" ", values) + ")";
      }
      return switch (kind(argument)) {
        case FILE -> "_files";
        case HOST -> "_hosts";
        case OTHER -> " ";
      };
    }
  },
  FISH {
    @Override
    String script(CommandLine prosa) {
      StringBuilder script = new StringBuilder("complete -c prosa -f\n");
      for (OptionSpec option : ManPage.options(prosa.getCommandSpec())) {
        fishOption(script, option, "__fish_use_subcommand");
      }
      for (CommandLine command : ManPage.visible(prosa)) {
        script.append(
            "complete -c prosa -n __fish_use_subcommand -a %s -d %s%n"
                .formatted(command.getCommandName(), quoted(sentence(command.getCommandSpec()))));
        String seen = "__fish_seen_subcommand_from " + command.getCommandName();
        for (OptionSpec option : ManPage.options(command.getCommandSpec())) {
          fishOption(script, option, seen);
        }
        command
            .getCommandSpec()
            .positionalParameters()
            .forEach(parameter -> fishArgument(script, parameter, seen));
      }
      return script.toString();
    }

    private void fishArgument(StringBuilder script, ArgSpec argument, String seen) {
      List<String> values = choices(argument);
      String words =
          switch (kind(argument)) {
            case FILE -> " -F";
            case HOST -> HOSTS;
            case OTHER -> values.isEmpty() ? "" : " -a " + quoted(String.join(" ", values));
          };
      if (!words.isEmpty()) {
        script.append("complete -c prosa -n %s%s%n".formatted(quoted(seen), words));
      }
    }

    private void fishOption(StringBuilder script, OptionSpec option, String condition) {
      for (String name : names(option)) {
        script.append("complete -c prosa -n %s".formatted(quoted(condition)));
        script.append(
            name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        if (takesValue(option)) {
          script.append(
              switch (kind(option)) {
                case FILE -> " -r -F";
                case HOST -> " -x" + HOSTS;
                case OTHER -> " -x";
              });
          if (!choices(option).isEmpty()) {
            script.append(" -a ").append(quoted(String.join(" ", choices(option))));
          }
        }
        script.append(" -d ").append(quoted(ManPage.sentence(option))).append('\n');
      }
    }

    @Override
    String quoted(String text) {
      return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
  };

  private static final String HOSTS = " -a '(__fish_print_hostnames)'";

  /** What an argument is, for shells that know such. */
  private enum Kind {
    FILE,
    HOST,
    OTHER
  }

  /** The whole script. */
  abstract String script(CommandLine prosa);

  /** Text as one word of this shell. */
  String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String sentence(CommandSpec command) {
    return command.usageMessage().description()[0].replaceFirst("\\.$", "");
  }

  private static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0 && !option.negatable();
  }

  private static Kind kind(ArgSpec argument) {
    return switch (argument.paramLabel()) {
      case "FILE" -> Kind.FILE;
      case "ADDRESS", "HOST:PORT" -> Kind.HOST;
      default -> Kind.OTHER;
    };
  }

  /** The names of an option, including its negated form. */
  private static List<String> names(OptionSpec option) {
    List<String> names = new ArrayList<>(List.of(option.names()));
    if (option.negatable()) {
      names.add("--no-" + option.longestName().substring(2));
    }
    return names;
  }

  /** The values that an argument may have, where they are few. */
  private static List<String> choices(ArgSpec argument) {
    List<String> values = new ArrayList<>();
    if (argument.completionCandidates() != null
        && !argument.type().equals(boolean.class)
        && !argument.type().equals(Boolean.class)) {
      argument.completionCandidates().forEach(values::add);
    }
    return values;
  }
}
