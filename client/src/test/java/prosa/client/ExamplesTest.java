package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of the folder {@code examples}: compiled as they are, and run. */
final class ExamplesTest {
  private static final Path BOT = Path.of("../examples/EchoBot.java");

  @TempDir private Path classes;

  @Test
  void theEchoBotIsShortCompilesAndAnswers() throws Exception {
    assertThat(Files.readAllLines(BOT).stream().filter(line -> !line.isBlank()))
        .hasSizeLessThanOrEqualTo(12);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    boolean compiled =
        compiler
            .getTask(
                said,
                null,
                null,
                List.of(
                    "-Xlint:all",
                    "-proc:none",
                    "-d",
                    classes.toString(),
                    "-cp",
                    System.getProperty("java.class.path")),
                null,
                compiler.getStandardFileManager(null, null, null).getJavaFileObjects(BOT))
            .call();
    assertThat(compiled).as(said.toString()).isTrue();
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      Process bot =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  classes + java.io.File.pathSeparator + System.getProperty("java.class.path"),
                  "EchoBot",
                  server.address().toString())
              .redirectErrorStream(true)
              .redirectOutput(classes.resolve("said").toFile())
              .start();
      try {
        ana.await(ChatEvent.Joined.class);
        ana.client.say("oi");
        assertThat(ana.hear()).isEqualTo("oi");
        assertThat(ana.await(ChatEvent.Said.class).message())
            .satisfies(
                echo -> {
                  assertThat(echo.name()).isEqualTo("Echo");
                  assertThat(echo.text()).isEqualTo("oi");
                });
      } finally {
        bot.destroy();
        assertThat(bot.waitFor(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(classes.resolve("said"))).doesNotContain("WARNING");
      }
    }
  }
}
