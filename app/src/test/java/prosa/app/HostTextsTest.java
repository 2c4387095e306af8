package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.protocol.ServerMessage;

final class HostTextsTest {
  @TempDir private Path folder = Path.of(".");

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aTextForALanguageGoesBeforeTheOneForAll() throws Exception {
    Path welcome = write("welcome.txt", "Welcome\n");
    write("welcome.pt-BR.txt", "Boas-vindas\n");
    HostTexts words =
        HostTexts.read("Café", "mail@example.org", welcome, write("terms.txt", "Be kind."));
    assertThat(words.text("")).isEqualTo("Café\n\nWelcome\n\nmail@example.org\n\nBe kind.\n");
    assertThat(words.text("pt-BR")).contains("Boas-vindas").doesNotContain("Welcome");
    assertThat(words.text("es")).contains("Welcome");
    assertThat(words.json())
        .isEqualTo(
            "{\"name\": \"Caf\\u00e9\", \"contact\": \"mail@example.org\", \"welcome\": {\"\":"
                + " \"Welcome\", \"pt-BR\": \"Boas-vindas\"}, \"terms\": {\"\": \"Be kind.\"}}");
  }

  @Test
  void aMemberIsToldTheSameInItsLanguage() throws Exception {
    Path welcome = write("welcome.txt", "Welcome\n");
    write("welcome.pt-BR.txt", "Boas-vindas\n");
    HostTexts words = HostTexts.read("Café", "", welcome, write("terms.txt", "Be kind."));
    assertThat(words.about("pt"))
        .isEqualTo(new ServerMessage.About("Café", "Boas-vindas", "", "Be kind."));
    for (String other : List.of("", "es", "xx", "not a tag!", "\u0000")) {
      assertThat(words.about(other))
          .isEqualTo(new ServerMessage.About("Café", "Welcome", "", "Be kind."));
    }
    assertThat(HostTexts.NONE.about("es")).isEqualTo(new ServerMessage.About("", "", "", ""));
  }

  @Test
  void controlCharactersAreLeftOutAndQuotesAreEscaped() throws Exception {
    HostTexts words =
        HostTexts.read("a \"b\" \\", "", write("w.txt", "one\u0007\r\ntwo\u001b[31m"), null);
    assertThat(words.json()).contains("\"a \\\"b\\\" \\\\\"").contains("\"one\\u000atwo[31m\"");
  }

  /** Windows' editor puts a mark before a text, and old ones end lines with a carriage return. */
  @Test
  void theMarkBeforeATextIsNoPartOfIt() throws Exception {
    HostTexts words = HostTexts.read("", "", write("w.txt", "\uFEFFone\r\ntwo\rthree"), null);
    assertThat(words.text("")).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void whatCannotBeReadOrIsTooLongIsSaidSo() throws Exception {
    assertThatThrownBy(() -> HostTexts.read("", "", folder.resolve("none.txt"), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--welcome");
    Path bytes = Files.write(folder.resolve("latin1.txt"), new byte[] {(byte) 0xE9});
    assertThatThrownBy(() -> HostTexts.read("", "", bytes, null)).hasMessageContaining("UTF-8");
    Path tooLong = write("long.txt", "x".repeat(20_001));
    assertThatThrownBy(() -> HostTexts.read("", "", null, tooLong)).hasMessageContaining("20000");
    assertThat(HostTexts.read("", "", null, null).text("")).isEmpty();
  }
}
