package prosa.app;

import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code prosa completion}: prints a script that completes the command line in a shell. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Prints a script that completes prosa's command line in a shell.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(prosa completion bash)                                        bash, now",
      "  prosa completion zsh > ~/.zfunc/_prosa                                 zsh, if ~/.zfunc is"
          + " in $fpath",
      "  prosa completion fish > ~/.config/fish/completions/prosa.fish          fish"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SHELL",
      completionCandidates = Shells.class,
      description = "bash, zsh or fish.")
  private @Nullable ShellCompletion shell;

  /** The shells, as they are written on a command line. */
  static final class Shells extends CompletionCandidates {
    Shells() {
      super("bash", "zsh", "fish");
    }
  }

  @Override
  public Integer call() {
    CommandLine prosa = spec.parent().commandLine();
    spec.commandLine().getOut().print(Objects.requireNonNull(shell).script(prosa));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }

  static ShellCompletion shell(String name) {
    for (ShellCompletion each : ShellCompletion.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return each;
      }
    }
    throw new CommandLine.TypeConversionException("'" + name + "' is none of bash, zsh and fish");
  }
}
