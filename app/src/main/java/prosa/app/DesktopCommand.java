package prosa.app;

import java.awt.HeadlessException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import prosa.desktop.DesktopApp;
import prosa.desktop.LaunchOptions;
import prosa.messages.Language;
import prosa.server.operations.Version;

/** {@code prosa desktop}: opens the window. */
@Command(
    name = "desktop",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = "Opens a window to chat in.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  prosa desktop",
      "  prosa desktop --user Ana --address chat.example.org",
      "  prosa desktop --language pt-BR"
    })
final class DesktopCommand implements Callable<Integer> {
  /** Which one it is, in the words of the system's loader. */
  private static final Pattern MISSING = Pattern.compile("([^ :]+): cannot open shared object");

  @Spec private CommandSpec spec;

  @Option(
      names = "--user",
      paramLabel = "NAME",
      description = "A name to fill the form in with. Default: the last one.")
  private @Nullable String user;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "A server's address, or an invitation's link. Default: the last one.")
  private @Nullable String address;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      completionCandidates = CompletionCandidates.Languages.class,
      description = "en, pt-BR or es. Default: this machine's.")
  private @Nullable Language language;

  @Option(names = "--rehearse", hidden = true)
  private boolean aotTraining;

  @Override
  public Integer call() {
    Locale locale = language == null ? Locale.getDefault() : Locale.forLanguageTag(language.tag());
    LaunchOptions launch =
        new LaunchOptions(
            locale, Optional.ofNullable(user), Optional.ofNullable(address), Version.CURRENT);
    try {
      if (aotTraining) { // the launcher makes a cache of the classes that this needs
        DesktopApp.aotTraining(launch);
        return ExitCode.OK;
      }
      DesktopApp face = DesktopApp.open(launch);
      Runtime.getRuntime().addShutdownHook(new Thread(face::close, "shutdown"));
      face.awaitClosed();
      return ExitCode.OK;
    } catch (HeadlessException e) {
      spec.commandLine().getErr().println("prosa: there is no display here to open a window on.");
      return ExitCode.USAGE;
    } catch (UnsatisfiedLinkError e) { // a display is named, on a system without X's libraries
      spec.commandLine().getErr().println("prosa: " + missing(e) + ".");
      return ExitCode.USAGE;
    } catch (ExecutionException e) {
      spec.commandLine().getErr().println("prosa: the window could not be opened: " + e.getCause());
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
