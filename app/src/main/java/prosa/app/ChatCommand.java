package prosa.app;

import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ParameterException;
import prosa.client.UserFolder;
import prosa.messages.Language;
import prosa.terminal.DisplayOptions;
import prosa.terminal.PipeOptions;
import prosa.terminal.TerminalChat;

/** {@code prosa chat}: talks from a terminal, or from a pipeline. */
final class ChatCommand extends ProsaCommand {
  private final Flag<String> address =
      argument("ADDRESS", "0..1")
          .usually("localhost")
          .saying("host, host:port, [IPv6]:port, or an invitation. Default: ${DEFAULT-VALUE}.");

  private final Flag<String> user =
      text("--user", "NAME").or("-u").saying("Your name. A terminal asks for it.");

  private final Flag<Duration> wait =
      time("--wait")
          .usually("10s")
          .saying("How long a filter waits for a seat. Default: ${DEFAULT-VALUE}.");

  private final Flag<Boolean> privately =
      toggle("--private").saying("Sit at a new table where no stranger is ever seated.");

  private final Flag<Boolean> encrypted =
      toggle("--encrypted")
          .saying(
              "Sit at a new private table that only those you invite can read. There a filter's line"
                  + " /newkey asks for a new key, or agrees to one.");

  private final Flag<Boolean> timestamps =
      yesOrNo("--timestamps")
          .saying(
              "The time before each line: on at a terminal, off in a filter, where it is in UTC.");

  private final Flag<Boolean> bell =
      yesOrNo("--bell")
          .saying("The terminal's bell when you are mentioned, or somebody comes. Default: on.");

  private final Flag<Boolean> json =
      toggle("--json")
          .saying("A filter reads commands and writes events as JSON, an object a line.");

  private final Flag<Boolean> listen =
      toggle("--listen").saying("A filter stays when its input has ended.");

  private final Flag<Boolean> blank = toggle("--blank").saying("A filter says blank lines, too.");

  private final Flag<Language> language = language();

  ChatCommand() {
    super(
        "chat",
        "Sits down at a table of a server and talks, from the terminal.",
        "Without a terminal it is a filter: each line of standard input is said, each message is a"
            + " line on standard output, events go to standard error; it ends with its input, once"
            + " all of that has been heard.");
    footer(
        "Examples",
        "  prosa chat --user Ana                          this machine's server",
        "  prosa chat chat.example.org --user Ana         port 5555",
        "  prosa chat http://192.0.2.7:5555/r/CODE        as the guest of an invitation",
        "  date | prosa chat --user Clock --wait 3s",
        "  prosa chat --user Log --json --listen </dev/null",
        "",
        "timestamps = off and bell = off may stand in ~/.config/prosa/terminal.properties.",
        "",
        "Exit codes: 0 done; 1 no seat, or something could not be said, read or written; 2 it could"
            + " not begin.");
  }

  @Override
  public Integer call() {
    if (!wait.value().isPositive()) {
      throw new ParameterException(commandLine(), "the time to wait must be longer than nothing");
    }
    DisplayOptions usual = DisplayOptions.read(UserFolder.config().resolve("terminal.properties"));
    return TerminalChat.run(
        new TerminalChat.Options(
            address.value(),
            user.given(),
            wait.value(),
            language.given().orElseGet(() -> Language.of(Locale.getDefault())),
            privately.value(),
            encrypted.value(),
            TerminalChat.atTerminal() && !json.value() && !listen.value(),
            new DisplayOptions(
                timestamps.given().orElse(usual.timestamps()), bell.given().orElse(usual.bell())),
            new PipeOptions(
                json.value(),
                listen.value(),
                blank.value(),
                timestamps.given().orElse(false),
                PipeOptions.defaults().charset())));
  }
}
