package prosa.app;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags about what the host says to those who come. */
final class HostOptions {
  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "What this server is called, on the page and at /about.")
  private String name = "";

  @Option(
      names = "--contact",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "How to reach whoever runs it, such as an address of mail or of a page.")
  private String contact = "";

  @Option(
      names = "--welcome",
      paramLabel = "FILE",
      description =
          "A text that is shown before the name is given; UTF-8, with links. For a language it is"
              + " in a file beside it, as welcome.pt-BR.txt beside welcome.txt.")
  private @Nullable Path welcome;

  @Option(names = "--terms", paramLabel = "FILE", description = "Terms of use, in the same way.")
  private @Nullable Path terms;

  /**
   * What the host says, as its files have it now.
   *
   * @throws IOException with a sentence for the host
   * @throws IllegalArgumentException with a sentence for the host
   */
  HostWords words() throws IOException {
    return HostWords.read(name, contact, welcome, terms);
  }
}
