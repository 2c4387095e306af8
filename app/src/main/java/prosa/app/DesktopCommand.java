package prosa.app;

import java.awt.HeadlessException;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ExitCode;
import prosa.desktop.DesktopApp;
import prosa.desktop.LaunchOptions;
import prosa.messages.Language;
import prosa.server.operations.Version;

/** {@code prosa desktop}: opens the window. */
final class DesktopCommand extends ProsaCommand {
  /** Which one it is, in the words of the system's loader. */
  private static final Pattern MISSING = Pattern.compile("([^ :]+): cannot open shared object");

  private final Flag<String> user =
      text("--user", "NAME").saying("A name to fill the form in with. Default: the last one.");

  private final Flag<String> address =
      text("--address", "ADDRESS")
          .saying("A server's address, or an invitation's link. Default: the last one.");

  private final Flag<Language> language = language();

  private final Flag<Boolean> aotTraining = toggle("--rehearse").hidden();

  DesktopCommand() {
    super("desktop", "Opens a window to chat in.");
    footer(
        "Examples",
        "  prosa desktop",
        "  prosa desktop --user Ana --address chat.example.org",
        "  prosa desktop --language pt-BR");
  }

  @Override
  public Integer call() {
    Locale locale =
        language.given().map(one -> Locale.forLanguageTag(one.tag())).orElseGet(Locale::getDefault);
    LaunchOptions launch =
        new LaunchOptions(locale, user.given(), address.given(), Version.CURRENT);
    try {
      if (aotTraining.value()) { // the launcher makes a cache of the classes that this needs
        DesktopApp.aotTraining(launch);
        return ExitCode.OK;
      }
      DesktopApp app = DesktopApp.open(launch);
      Runtime.getRuntime().addShutdownHook(new Thread(app::close, "shutdown"));
      app.awaitClosed();
      return ExitCode.OK;
    } catch (HeadlessException e) {
      commandLine().getErr().println("prosa: there is no display here to open a window on.");
      return ExitCode.USAGE;
    } catch (UnsatisfiedLinkError e) { // a display is named, on a system without X's libraries
      commandLine().getErr().println("prosa: " + missing(e) + ".");
      return ExitCode.USAGE;
    } catch (ExecutionException e) {
      commandLine().getErr().println("prosa: the window could not be opened: " + e.getCause());
      return ExitCode.SOFTWARE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.SOFTWARE;
    }
  }

  private static String missing(UnsatisfiedLinkError error) {
    String why = String.valueOf(error.getMessage());
    Matcher library = MISSING.matcher(why);
    return "a library that a window needs is not installed: "
        + (library.find() ? library.group(1) : why)
        + "; Debian's package prosa-desktop brings in all of them";
  }
}
