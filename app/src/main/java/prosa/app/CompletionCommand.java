package prosa.app;

import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.TypeConversionException;

/** {@code prosa completion}: prints a script that completes the command line in a shell. */
final class CompletionCommand extends ProsaCommand {
  private final Flag<ShellCompletion> shell =
      argument("SHELL", "1", ShellCompletion.class, CompletionCommand::shell)
          .oneOf("bash", "zsh", "fish")
          .saying("bash, zsh or fish.");

  CompletionCommand() {
    super("completion", "Prints a script that completes prosa's command line in a shell.");
    footer(
        "Examples",
        "  source <(prosa completion bash)                                        bash, now",
        "  prosa completion zsh > ~/.zfunc/_prosa                                 zsh, if ~/.zfunc is"
            + " in $fpath",
        "  prosa completion fish > ~/.config/fish/completions/prosa.fish          fish");
  }

  @Override
  public Integer call() {
    CommandLine prosa = spec().parent().commandLine();
    commandLine().getOut().print(shell.value().script(prosa));
    commandLine().getOut().flush();
    return ExitCode.OK;
  }

  private static ShellCompletion shell(String name) {
    for (ShellCompletion each : ShellCompletion.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    throw new TypeConversionException("'" + name + "' is none of bash, zsh and fish");
  }
}
