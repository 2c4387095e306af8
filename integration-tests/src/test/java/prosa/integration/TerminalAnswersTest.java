package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code ./prosa} at terminals that answer at once, late, in pieces, twice or never, while somebody
 * types from the first millisecond on: what is said is what was typed.
 */
final class TerminalAnswersTest {
  private static final String FIRST =
      "from the very first key to the last one nothing is lost, olá";
  private static final String SECOND = "and in order [1;3R";
  private static final Pattern EMOJI_MODE = Pattern.compile("\\?2027[hl]");

  @TempDir Path folder;

  /** A program at a terminal of {@code answering_terminal.py}. */
  private final class Typist implements AutoCloseable {
    private final Path shown = folder.resolve("shown");
    private final Process process;

    Typist(String how, String text, String last, String... command) throws IOException {
      List<String> whole = new ArrayList<>();
      whole.add("/usr/bin/python3");
      whole.add(
          Outcome.ROOT
              .resolve("integration-tests/src/test/python/answering_terminal.py")
              .toString());
      whole.addAll(List.of(how, text, last, Outcome.ROOT.resolve("prosa").toString()));
      whole.addAll(List.of(command));
      process =
          new ProcessBuilder(whole)
              .directory(Outcome.ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(shown.toFile())
              .start();
    }

    String shown() {
      try {
        return new String(Files.readAllBytes(shown), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    /** Has these ASCII keys typed after all others. */
    void types(String more) throws IOException {
      process.getOutputStream().write(more.getBytes(StandardCharsets.US_ASCII));
      process.getOutputStream().flush();
    }

    List<String> emojiModes() {
      return EMOJI_MODE.matcher(shown()).results().map(MatchResult::group).toList();
    }

    /** Has the last keys typed; it is their work that the program ends well. */
    void endsWell() throws Exception {
      process.getOutputStream().close();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(shown()).isTrue();
      assertThat(process.exitValue()).as(shown()).isZero();
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  private Typist chat(Prosa server, String how, String text, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("chat", Prosa.HOST + ":" + server.port(), "--language", "en"));
    command.addAll(List.of(more));
    return new Typist(how, text, "/quit|", command.toArray(String[]::new));
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"at-once", "300", "1000", "pieces", "twice", "never"})
  void whatIsSaidIsWhatWasTyped(String how) throws Exception {
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port())) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      try (Typist ana = chat(server, how, FIRST + "|" + SECOND + "|", "--user", "Ana")) {
        Await.until("both to be heard", () -> bia.heard().contains("Ana: " + SECOND));
        ana.endsWell();
        assertThat(bia.heard().stream().filter(line -> line.startsWith("Ana: ")))
            .as(ana.shown())
            .containsExactly("Ana: " + FIRST, "Ana: " + SECOND);
      }
    }
  }

  /**
   * Ctrl-Z gives the shell its terminal without the mode for emoji that the program switched on.
   * Nothing stops here, for nobody could continue it: such a program goes on at once.
   */
  @Test
  void whoSuspendsItHasTheTerminalAsItWas() throws Exception {
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port())) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      // A Ctrl-Z before the program reads keys itself makes the system forget what was typed ahead.
      try (Typist ana = chat(server, "at-once", FIRST + "|", "--user", "Ana")) {
        Await.until("to be heard", () -> bia.heard().contains("Ana: " + FIRST), ana::shown);
        ana.types("Half of it\u001a");
        Await.until(
            "to go on",
            () -> ana.emojiModes().equals(List.of("?2027h", "?2027l", "?2027h")),
            ana::shown);
        ana.types(", and the rest|");
        Await.until(
            "the rest", () -> bia.heard().contains("Ana: Half of it, and the rest"), ana::shown);
        ana.endsWell();
        assertThat(ana.emojiModes())
            .as(ana.shown())
            .containsExactly("?2027h", "?2027l", "?2027h", "?2027l");
      }
    }
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"1000", "pieces"})
  void noAnswerGetsIntoTheName(String how) throws Exception {
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port())) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      try (Typist ana = chat(server, how, "Ana Lima|" + SECOND + "|")) {
        Await.until("to be heard", () -> bia.heard().contains("Ana Lima: " + SECOND));
        ana.endsWell();
      }
    }
  }

  /** One of the answers has the letter in it that ends the program. */
  @Test
  void noAnswerIsAKeyOfTheOverview() throws Exception {
    try (Prosa server = Prosa.serve("--admin", "127.0.0.1:0");
        Typist operator =
            new Typist("pieces", "s", "q", "top", "127.0.0.1:" + AdminPort.of(server).port())) {
      Await.until("the order to be another", () -> operator.shown().contains("empti"));
      operator.endsWell();
    }
  }
}
