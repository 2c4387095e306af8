package prosa.app;

import java.io.IOException;
import java.nio.file.Path;

/** Flags about what the host says to those who come. */
final class HostOptions extends Flags {
  private final Flag<String> name =
      text("--name", "NAME")
          .usually("")
          .saying("What this server is called, on the page and at /about.");

  private final Flag<String> contact =
      text("--contact", "TEXT")
          .usually("")
          .saying("How to reach whoever runs it, such as an address of mail or of a page.");

  private final Flag<Path> welcome =
      file("--welcome")
          .saying(
              "A text that is shown before the name is given; UTF-8, with links. For a language it is"
                  + " in a file beside it, as welcome.pt-BR.txt beside welcome.txt.");

  private final Flag<Path> terms = file("--terms").saying("Terms of use, in the same way.");

  /**
   * What the host says, as its files have it now.
   *
   * @throws IOException with a sentence for the host
   * @throws IllegalArgumentException with a sentence for the host
   */
  HostTexts words() throws IOException {
    return HostTexts.read(
        name.value(), contact.value(), welcome.given().orElse(null), terms.given().orElse(null));
  }
}
