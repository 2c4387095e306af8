package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.zmtp.CurvePublicKey;

/** The window keeps to the key by which it knows a server, and says so when another one comes. */
@Tag("graphical")
final class DesktopCurveTest {
  private static final String ANOTHER_KEY = "had before. Somebody may be in between.";

  @TempDir private Path home;

  private Path known() {
    return home.resolve("config/prosa/known-servers");
  }

  /** A new key, in the form of addresses. */
  private String keygen(String file) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(JavaCommand.of(JavaCommand.Program.SERVER));
    command.addAll(List.of("prosa.app.Main", "keygen", home.resolve(file).toString()));
    Outcome made = Outcome.of(Path.of("."), command.toArray(String[]::new));
    return CurvePublicKey.ofZ85(made.out().strip()).orElseThrow().urlText();
  }

  private Prosa serve(String port, String file) throws IOException {
    return Prosa.serve(
        "--port", port, "--curve-key", home.resolve(file).toString(), "--curve", "required");
  }

  private static String with(String at, String key) {
    return "prosa://" + at + "/#" + key;
  }

  /** Enters with this address, and sees this sentence, or its part. */
  private void sees(String address, String sentence) throws Exception {
    try (DesktopWindow window =
        DesktopWindow.open(home, "--language", "en", "--user", "Ana", "--address", address)) {
      window.awaitFocus("Enter");
      window.key("ENTER");
      window.awaitText(sentence);
      window.leaveBy("ctrl Q");
    }
  }

  @Tag("long")
  @Test
  void aServersKeyIsRememberedAndAnotherOneIsWarnedOf() throws Exception {
    String key = keygen("first.key");
    String other = keygen("second.key");
    String at;
    String line;
    try (Prosa server = serve("0", "first.key")) {
      at = Prosa.HOST + ":" + server.port();
      line = at + " " + key + "\n";

      sees(at, "talks only to who knows its key.");
      assertThat(known()).doesNotExist();
      sees(with(at, key), "Connected, at Chat");
      assertThat(Files.readString(known())).isEqualTo(line);
      sees(at, "Connected, at Chat");
      sees(with(at, other), ANOTHER_KEY);
    }
    try (Prosa server = serve(at.substring(at.indexOf(':') + 1), "second.key")) {
      assertThat(server.err()).contains(other);
      sees(at, "has another key than it should have.");
      sees(with(at, other), ANOTHER_KEY);
      assertThat(Files.readString(known())).as("nothing is swapped unseen").isEqualTo(line);

      Files.delete(known());
      sees(with(at, other), "Connected, at Chat");
    }
  }

  @Test
  void aKeyWithAMistakeIsSaidAtTheForm() throws Exception {
    String at = "prosa://127.0.0.1:5555/#";
    for (String key : List.of("VKjTZ0ztk8A1IBKdpxUbJzkJXXqsAm2jNZ4GdCqeKn", "A".repeat(43))) {
      sees(at + key, "host:port");
    }
  }
}
