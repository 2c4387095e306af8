package prosa.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What is logged by java.util.logging, in a process of its own: the JDK is configured once. */
class JdkLogTest {
  /** Logs as a library does. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Logging.takeOver();
      Logger logger = Logger.getLogger("some.library");
      logger.severe("one");
      logger.log(java.util.logging.Level.WARNING, "two {0}", "parameter");
      logger.info("three");
      logger.fine("four");
    }
  }

  @Test
  void whatALibraryLogsThereIsInTheLog() throws Exception {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    String told = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(told.lines())
        .containsExactly("ERROR library - one", "WARN library - two {0}", "INFO library - three");
  }
}
