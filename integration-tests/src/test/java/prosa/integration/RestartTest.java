package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.protocol.ErrorCode;
import prosa.protocol.ServerMessage.Hello;
import prosa.protocol.ServerMessage.Joined;
import prosa.protocol.ServerMessage.Said;
import prosa.protocol.ServerMessage.Seated;

/** Members whose server is killed and started again, the client of the documentation among them. */
final class RestartTest {
  private static final Pattern CLIENT =
      Pattern.compile("<!-- trial: python-client -->\\s*```python\\n(.*?)```", Pattern.DOTALL);

  @Test
  void plainDealerSurvivesARestartOfTheServerThanksToHello() throws Exception {
    try (PythonDealers python = PythonDealers.start();
        Prosa first = Prosa.serve()) {
      int port = first.port();
      DirectPeer ana = python.connect("Ana", port);
      Seated seated = ana.enters();
      DirectPeer bia = python.connect("Bia", port);
      bia.enters();
      ana.hears(new Joined(2, "Bia", false));
      ana.says("before");
      ana.next(Said.class);
      bia.next(Said.class);

      first.kill();
      try (Prosa second = Prosa.serve("--port", Integer.toString(port))) {
        ana.next(Hello.class);
        ana.send("{\"type\": \"enter\", \"user\": \"Ana\", \"seat\": \"" + seated.seat() + "\"}");
        ana.refused(ErrorCode.STALE_SEAT);
        Seated again = ana.entersAgain("{\"type\": \"enter\", \"user\": \"Ana\"}");
        assertThat(again.n()).as("nothing was kept").isZero();
        bia.enters();
        ana.next(Joined.class);
        bia.says("after");
        assertThat(ana.next(Said.class).message()).isEqualTo("after");
        assertThat(bia.next(Said.class).n()).isEqualTo(1);
        assertThat(second.port()).isEqualTo(port);
      }
    }
  }

  @Test
  void pythonClientOfTheDocumentationIsCompleteAsItStands(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("client.py");
    Matcher client = CLIENT.matcher(Files.readString(Outcome.ROOT.resolve("docs/protocol.md")));
    assertThat(client.find()).as("the client in docs/protocol.md").isTrue();
    Files.writeString(script, client.group(1));
    try (Prosa first = Prosa.serve();
        Program ana = Program.start(script, first.port(), "Ana")) {
      first.awaitUsers("Chat0", 1);
      try (Program bia = Program.start(script, first.port(), "Ana")) {
        talkOverARestart(first, ana, bia);
      }
    }
  }

  private static void talkOverARestart(Prosa first, Program ana, Program bia) throws Exception {
    int port = first.port();
    first.awaitUsers("Chat0", 2);
    ana.types("oi ☕");
    bia.prints("Ana: oi ☕");
    ana.prints("Ana: oi ☕");
    bia.types("olá");
    ana.prints("Ana 2: olá");
    bia.prints("Ana 2: olá");
    for (int i = 0; i < 12; i++) { // more than the rate allows at once
      ana.types("line " + i);
    }
    for (int i = 0; i < 12; i++) {
      bia.prints("Ana: line " + i);
    }

    first.kill();
    ana.types("while nobody was there");
    try (Prosa second = Prosa.serve("--port", Integer.toString(port))) {
      second.awaitUsers("Chat0", 2);
      bia.types("is it you?");
      ana.printsSomewhere(": is it you?");
      ana.printsSomewhere(": while nobody was there");
      assertThat(ana.ends()).isZero();
      second.awaitUsers("Chat0", 1);
      assertThat(bia.ends()).isZero();
      second.awaitUsers("Chat0", 0);
    }
  }

  /** The client of the documentation, with somebody in front of it. */
  private static final class Program implements AutoCloseable {
    private final Process process;
    private final BufferedWriter keys;
    private final List<String> screen = new CopyOnWriteArrayList<>();
    private int read;

    private Program(Process process) {
      this.process = process;
      this.keys = process.outputWriter(StandardCharsets.UTF_8);
      Thread.ofVirtual()
          .start(() -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(screen::add));
    }

    static Program start(Path script, int port, String name) throws IOException {
      ProcessBuilder python =
          new ProcessBuilder("/usr/bin/python3", script.toString(), Prosa.HOST + ":" + port, name);
      python.environment().put("PYTHONIOENCODING", "utf-8");
      return new Program(python.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    void types(String line) throws IOException {
      keys.write(line);
      keys.newLine();
      keys.flush();
    }

    /** The next line that it prints. */
    void prints(String line) {
      Await.until("'" + line + "' after " + screen, () -> screen.size() > read);
      assertThat(screen.get(read++)).isEqualTo(line);
    }

    void printsSomewhere(String end) {
      Await.until(
          "'" + end + "' in " + screen, () -> screen.stream().anyMatch(l -> l.endsWith(end)));
      assertThat(screen.stream().filter(l -> l.endsWith(end))).as("said once").hasSize(1);
    }

    /** Its exit code when its input has ended. */
    int ends() throws IOException, InterruptedException {
      keys.close();
      assertThat(process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
