package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The window with a screen reader: by AT-SPI, as docs/window.md tells to start it. */
@Tag("graphical")
final class AssistiveTest {
  @TempDir private Path home;

  @Test
  void aTalkIsEnteredReadMutedAndAnsweredThroughTheAccessibilityBus() throws Exception {
    List<String> steps = new ArrayList<>();
    Path err = home.resolve("err");
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port());
        Display display = Display.open()) {
      Process reader = reader(display, Prosa.HOST + ":" + server.port(), err);
      try (BufferedReader out = reader.inputReader(StandardCharsets.UTF_8)) {
        assertThat(out.readLine()).as(said(err)).isEqualTo("seated");
        ClassicClient bia = python.join("Bia");
        bia.settle();
        for (int i = 1; i <= 10; i++) {
          bia.say("number " + i + (i == 10 ? " 🎉" : ""));
        }
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          steps.add(line);
        }
        assertThat(reader.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(steps).as(said(err)).contains("said", "muted").endsWith("done");
        Await.until("the answer", () -> bia.heard().contains("Ana: read and said"));
      } finally {
        reader.destroyForcibly();
      }
    }
    for (int i = 1; i <= 10; i++) {
      String text = "number " + i + (i == 10 ? " party popper" : "");
      assertThat(steps)
          .as(text)
          .filteredOn(
              step -> step.startsWith("read Bia (classic client), ") && step.endsWith(": " + text))
          .hasSize(1);
      assertThat(steps)
          .as("announced")
          .filteredOn(("announced Bia (classic client): " + text)::equals)
          .hasSize(1);
    }
  }

  private Process reader(Display display, String address, Path err) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "dbus-run-session",
                "--",
                "/usr/bin/python3",
                "-u",
                Outcome.ROOT.resolve("integration-tests/src/test/python/assistive.py").toString(),
                address,
                Outcome.ROOT.resolve("prosa").toString(),
                "desktop",
                "--language",
                "en")
            .redirectError(err.toFile());
    builder.environment().put("DISPLAY", display.name());
    builder.environment().put("XDG_CONFIG_HOME", home.resolve("config").toString());
    builder.environment().put("PROSA_ATSPI", "yes");
    builder.environment().remove("NO_AT_BRIDGE");
    return builder.start();
  }

  private static String said(Path err) throws IOException {
    return Files.exists(err) ? Files.readString(err) : "";
  }
}
