package prosa.app;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import prosa.client.UserFolder;
import prosa.messages.Language;
import prosa.terminal.DisplayOptions;
import prosa.terminal.PipeOptions;
import prosa.terminal.TerminalChat;

/** {@code prosa chat}: talks from a terminal, or from a pipeline. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Sits down at a table of a server and talks, from the terminal.",
      "Without a terminal it is a filter: each line of standard input is said, each message is a"
          + " line on standard output, events go to standard error; it ends with its input, once"
          + " all of that has been heard."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  prosa chat --user Ana                          this machine's server",
      "  prosa chat chat.example.org --user Ana         port 5555",
      "  prosa chat http://192.0.2.7:5555/r/CODE        as the guest of an invitation",
      "  date | prosa chat --user Clock --wait 3s",
      "  prosa chat --user Log --json --listen </dev/null",
      "",
      "timestamps = off and bell = off may stand in ~/.config/prosa/terminal.properties.",
      "",
      "Exit codes: 0 done; 1 no seat, or something could not be said, read or written; 2 it could"
          + " not begin."
    })
final class ChatCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "ADDRESS",
      defaultValue = "localhost",
      description = "host, host:port, [IPv6]:port, or an invitation. Default: ${DEFAULT-VALUE}.")
  private String address = "";

  @Option(
      names = {"-u", "--user"},
      paramLabel = "NAME",
      description = "Your name. A terminal asks for it.")
  private @Nullable String user;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "10s",
      description = "How long a filter waits for a seat. Default: ${DEFAULT-VALUE}.")
  private Duration wait = Duration.ZERO;

  @Option(names = "--private", description = "Sit at a new table where no stranger is ever seated.")
  private boolean privately;

  @Option(
      names = "--encrypted",
      description =
          "Sit at a new private table that only those you invite can read. There a filter's line"
              + " /newkey asks for a new key, or agrees to one.")
  private boolean encrypted;

  @Option(
      names = "--timestamps",
      negatable = true,
      fallbackValue = "true",
      description =
          "The time before each line: on at a terminal, off in a filter, where it is in UTC.")
  private @Nullable Boolean timestamps;

  @Option(
      names = "--bell",
      negatable = true,
      fallbackValue = "true",
      description = "The terminal's bell when you are mentioned, or somebody comes. Default: on.")
  private @Nullable Boolean bell;

  @Option(
      names = "--json",
      description = "A filter reads commands and writes events as JSON, an object a line.")
  private boolean json;

  @Option(names = "--listen", description = "A filter stays when its input has ended.")
  private boolean listen;

  @Option(names = "--blank", description = "A filter says blank lines, too.")
  private boolean blank;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      completionCandidates = CompletionCandidates.Languages.class,
      description = "en, pt-BR or es. Default: this machine's.")
  private @Nullable Language language;

  @Override
  public Integer call() {
    if (!wait.isPositive()) {
      throw new ParameterException(
          spec.commandLine(), "the time to wait must be longer than nothing");
    }
    DisplayOptions usual = DisplayOptions.read(UserFolder.config().resolve("terminal.properties"));
    return TerminalChat.run(
        new TerminalChat.Options(
            address,
            Optional.ofNullable(user),
            wait,
            language == null ? Language.of(Locale.getDefault()) : language,
            privately,
            encrypted,
            TerminalChat.atTerminal() && !json && !listen,
            new DisplayOptions(
                timestamps == null ? usual.timestamps() : timestamps,
                bell == null ? usual.bell() : bell),
            new PipeOptions(
                json,
                listen,
                blank,
                timestamps != null && timestamps,
                PipeOptions.defaults().charset())));
  }

  static Language language(String tag) {
    return Language.of(tag)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + tag + "' is no language of Prosa: " + Language.offeredTags()));
  }
}
