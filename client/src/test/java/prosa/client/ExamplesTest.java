package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs of the folder {@code examples}, which the javadoc's recipes show: compiled and run.
 */
final class ExamplesTest {
  private static final Path FOLDER = Path.of("../examples");
  private static final Path RECIPES = Path.of("src/main/java/prosa/client/doc-files/recipes.html");

  @TempDir private Path classes;

  /** Compiles all of them with every warning of the compiler as an error. */
  private void compile() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (Stream<Path> files = Files.list(FOLDER);
        var manager = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  manager,
                  null,
                  List.of(
                      "-Xlint:all",
                      "-Werror",
                      "-proc:none",
                      "-d",
                      classes.toString(),
                      "-cp",
                      System.getProperty("java.class.path")),
                  null,
                  manager.getJavaFileObjectsFromPaths(
                      files.filter(file -> file.toString().endsWith(".java")).toList()))
              .call();
      assertThat(compiled).as(said.toString()).isTrue();
    }
  }

  private Process start(String program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                program));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(classes.resolve("said").toFile())
        .start();
  }

  /** Ends it; it has said nothing, and above all has warned of nothing. */
  private void end(Process bot) throws Exception {
    bot.destroy();
    assertThat(bot.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(classes.resolve("said"))).isEmpty();
  }

  private static Message next(TestMember member) throws Exception {
    return member.await(ChatEvent.Said.class).message();
  }

  @Test
  void everyRecipeIsAProgramThatCompiles() throws Exception {
    compile();
    String page = Files.readString(RECIPES);
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        assertThat(page).contains("{@snippet file=\"" + file.getFileName() + "\"}");
      }
    }
  }

  @Test
  void theEchoBotIsShortAndStandsInTheReadme() throws Exception {
    String bot = Files.readString(FOLDER.resolve("EchoBot.java"));
    assertThat(bot.lines().filter(line -> !line.isBlank())).hasSizeLessThanOrEqualTo(12);
    for (String readme : List.of("../README.md", "../README.pt-BR.md")) {
      assertThat(Files.readString(Path.of(readme))).contains("```java\n" + bot + "```");
    }
  }

  @Test
  void theEchoBotAnswers() throws Exception {
    compile();
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      Process bot = start("EchoBot", server.address().toString());
      try {
        ana.await(ChatEvent.Joined.class);
        ana.client.say("oi");
        assertThat(ana.hear()).isEqualTo("oi");
        Message echo = next(ana);
        assertThat(echo.name()).isEqualTo("Echo");
        assertThat(echo.text()).isEqualTo("oi");
      } finally {
        end(bot);
      }
    }
  }

  @Test
  void aClientKeepsItsProgramAliveAndLetsItEndWhenItLeaves() throws Exception {
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      Process bot = start(NoWaitingBot.class.getName(), server.address().toString());
      try {
        ana.await(ChatEvent.Joined.class);
        for (int i = 0; i < 3; i++) {
          ana.client.say("still there?");
          ana.hearUpTo("here");
        }
        assertThat(bot.isAlive()).isTrue();
        ana.client.say("bye");
        assertThat(bot.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(bot.exitValue()).isZero();
        assertThat(Files.readString(classes.resolve("said"))).isEmpty();
      } finally {
        bot.destroyForcibly();
      }
    }
  }

  @Test
  void theCommandBotObeysItsCommandsOnly() throws Exception {
    compile();
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      Process bot = start("CommandBot", server.address().toString());
      try {
        ana.await(ChatEvent.Joined.class);
        for (String said : List.of("nothing", "!who")) {
          ana.client.say(said);
          assertThat(ana.hear()).isEqualTo(said);
        }
        assertThat(next(ana).text()).isEqualTo("We are 2.");
        ana.client.say("!time");
        assertThat(ana.hear()).isEqualTo("!time");
        assertThat(next(ana).text()).matches("\\d\\d:\\d\\d(:\\d\\d)?");
      } finally {
        end(bot);
      }
    }
  }

  @Test
  void theFileBridgeWritesALineForEachMessage() throws Exception {
    compile();
    Path log = classes.resolve("log");
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana")) {
      Process bot = start("FileBridge", server.address().toString(), log.toString());
      try {
        ana.await(ChatEvent.Joined.class);
        ana.client.say("one\ntwo");
        var _ = ana.hear();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!Files.exists(log) || !Files.readString(log).endsWith("\n")) {
          assertThat(System.nanoTime()).as("the line is written").isLessThan(end);
          TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(Files.readString(log)).matches("\\d+ Ana: one\\\\ntwo\\R");
      } finally {
        end(bot);
      }
    }
  }

  @Test
  void theIrcBridgeCarriesTalkBothWaysAndNoCommandOfATalker() throws Exception {
    compile();
    try (TestServer server = TestServer.open();
        TestMember ana = TestMember.seated(server.address(), "Ana");
        ServerSocket irc = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      irc.setSoTimeout(30_000);
      Process bot =
          start(
              "IrcBridge",
              server.address().toString(),
              "127.0.0.1",
              String.valueOf(irc.getLocalPort()),
              "#table");
      try (Socket line = irc.accept();
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(line.getInputStream(), StandardCharsets.UTF_8))) {
        line.setSoTimeout(30_000);
        assertThat(in.readLine()).startsWith("NICK ");
        assertThat(in.readLine()).startsWith("USER ");
        assertThat(in.readLine()).isEqualTo("JOIN #table");
        ana.await(ChatEvent.Joined.class);
        ana.client.say("oi\r\nQUIT");
        var _ = ana.hear();
        assertThat(in.readLine()).isEqualTo("PRIVMSG #table :Ana: oi\\r\\nQUIT");
        line.getOutputStream()
            .write(
                "PING :x\r\n:bob!b@host PRIVMSG #table :hello there\r\n"
                    .getBytes(StandardCharsets.UTF_8));
        assertThat(in.readLine()).isEqualTo("PONG :x");
        assertThat(next(ana).text()).isEqualTo("bob: hello there");
      } finally {
        end(bot);
      }
    }
  }
}
