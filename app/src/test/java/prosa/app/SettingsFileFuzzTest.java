package prosa.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Any bytes as the file of settings: {@code prosa config} prints settings or one sentence. */
final class SettingsFileFuzzTest {
  @FuzzTest
  void anyFileIsSettingsOrASentence(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("prosa-settings", ".properties");
    try {
      Files.write(file, bytes);
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      int exit =
          Main.run(
              Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)),
              new String[] {"config", "--config", file.toString()},
              Map.of(),
              List.of());
      assertThat(exit).isIn(0, 2);
      assertThat(err.toString()).doesNotContain("Exception").doesNotContain("\n\tat ");
      assertThat(exit == 0 ? out.toString() : err.toString()).isNotBlank();
    } finally {
      Files.delete(file);
    }
  }
}
