package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./prosa top}, at a terminal and without one, as an operator calls it. */
final class TopTest {
  private static final String TOKEN = "0123456789abcdef0123";

  private static Prosa serve(String... more) throws IOException {
    String[] flags = new String[more.length + 2];
    flags[0] = "--admin";
    flags[1] = "127.0.0.1:0";
    System.arraycopy(more, 0, flags, 2, more.length);
    return Prosa.serve(flags);
  }

  private static String top(AdminPort admin, String... more) {
    return Outcome.ROOT.resolve("prosa")
        + " top 127.0.0.1:"
        + admin.port()
        + " --every 200ms "
        + String.join(" ", more);
  }

  private static Outcome shell(String command) throws Exception {
    return Outcome.of(Outcome.ROOT, "bash", "-c", command);
  }

  @Test
  void itShowsEachTableAsItFillsAndEmpties() throws Exception {
    try (Prosa server = serve();
        RawMember _ = RawMember.enter(server.port(), Prosa.HOST, "Canaryname");
        Tmux operator = Tmux.running(top(AdminPort.of(server)))) {
      operator.sees("ready").sees("1 person at 1 table, 1 alone").sees("[#.........] alone");
      assertThat(operator.onWholeScreen()).isTrue();
      assertThat(operator.showsCursor()).isFalse();
      try (RawMember bia = RawMember.enter(server.port(), Prosa.HOST, "Bia")) {
        operator.sees("2 people at 1 table, 0 alone").sees("2/10  [##........]");
        bia.say("oi");
        operator.sees("messages/s");
      }
      operator.sees("1 away");
      assertThat(operator.screen()).noneMatch(line -> line.contains("Canary"));
      operator.press("s").sees("emptiest first").press("s").sees("by name");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"q", "C-c", "C-d"})
  void aKeyEndsItAndTheTerminalIsAsItWas(String key) throws Exception {
    try (Prosa server = serve();
        Tmux operator = Tmux.running("echo before; " + top(AdminPort.of(server)))) {
      operator.sees("q quits").press(key).sees("exit=0").sees("before");
      assertThat(operator.showsCursor()).isTrue();
      assertThat(operator.onWholeScreen()).isFalse();
      assertThat(operator.screen()).noneMatch(line -> line.contains("q quits"));
      operator.type("typed again").sees("typed again"); // there is an echo
    }
  }

  @Tag("long")
  @Test
  void aSignalEndsItAndTheTerminalIsAsItWas(@TempDir Path folder) throws Exception {
    Path pid = folder.resolve("pid");
    try (Prosa server = serve();
        Tmux operator =
            Tmux.running(
                "bash -c 'echo $$ > " + pid + "; exec " + top(AdminPort.of(server)) + "'")) {
      operator.sees("q quits");
      assertThat(shell("kill -TERM " + Files.readString(pid).strip()).exit()).isZero();
      operator.sees("exit=143");
      assertThat(operator.showsCursor()).isTrue();
      assertThat(operator.onWholeScreen()).isFalse();
      operator.type("typed again").sees("typed again");
    }
  }

  @Test
  void ctrlZGivesTheShellBackAndFgTheView() throws Exception {
    try (Prosa server = serve();
        Tmux operator = Tmux.running("bash --norc -i")) {
      operator.type(top(AdminPort.of(server))).press("Enter").sees("q quits");
      operator.press("C-z").sees("Stopped");
      assertThat(operator.showsCursor()).isTrue();
      operator.type("echo in the $((1+1))nd shell").press("Enter").sees("in the 2nd shell");
      operator.type("fg").press("Enter").sees("q quits");
      assertThat(operator.showsCursor()).isFalse();
      operator.press("q").type("echo in the $((1+2))rd shell").press("Enter");
      operator.sees("in the 3rd shell");
    }
  }

  @Tag("long")
  @Test
  void itFollowsTheTerminalsSize() throws Exception {
    try (Prosa server = serve();
        RawMember _ = RawMember.enter(server.port(), Prosa.HOST, "Ana");
        Tmux operator = Tmux.running(top(AdminPort.of(server)))) {
      operator.sees("1 person").resize(40, 10);
      Await.until(
          "the last of ten lines to be the keys",
          () ->
              operator.screen().size() <= 10
                  && operator.line().startsWith("q quits, s sorts: full"));
      assertThat(operator.screen()).allMatch(line -> line.length() <= 40);
      operator.resize(120, 40);
      Await.until(
          "the time at the right end of a wide line",
          () -> operator.screen().get(0).length() > 110);
    }
  }

  @Tag("long")
  @Test
  void aPortThatGoesIsSaidAndAskedOn() throws Exception {
    Prosa first = serve();
    AdminPort admin = AdminPort.of(first);
    try (Tmux operator = Tmux.running(top(admin))) {
      operator.sees("ready");
      first.close();
      operator.sees("nobody answers at 127.0.0.1:" + admin.port() + " since ");
      try (Prosa second = Prosa.serve("--admin", "127.0.0.1:" + admin.port());
          RawMember _ = RawMember.enter(second.port(), Prosa.HOST, "Ana")) {
        operator.sees("1 person at 1 table");
        Await.until(
            "the state to be of now",
            () -> operator.screen().stream().noneMatch(line -> line.contains("nobody answers")));
      }
      operator.press("q").sees("exit=0");
    } finally {
      first.terminate();
    }
  }

  @Tag("long")
  @Test
  void withoutATerminalItPrintsTheStateOnce() throws Exception {
    try (Prosa server = serve();
        RawMember _ = RawMember.enter(server.port(), Prosa.HOST, "Ana")) {
      AdminPort admin = AdminPort.of(server);
      for (String option : new String[] {"", "--once", "| cat"}) {
        Outcome text = shell(top(admin, option));
        assertThat(text.exit()).isZero();
        assertThat(text.out())
            .startsWith("prosa ")
            .contains("1 person at 1 table, 1 alone")
            .contains("Chat0         1/10  [#.........] alone\n")
            .doesNotContain("\u001b");
      }
      Outcome json = shell(top(admin, "--json"));
      assertThat(json.out().lines()).hasSize(1);
      assertThat(json.out())
          .contains("\"people\":1,\"alone\":1,")
          .contains("{\"room\":\"Chat0\",\"private\":false,\"capacity\":10,\"people\":1,");
      assertThat(json.out()).doesNotContain("\"error\"");
      assertThat(json.err()).isEmpty();
      Outcome partly = shell(top(admin, "127.0.0.1:1 --json"));
      assertThat(partly.exit()).isZero();
      assertThat(partly.out())
          .contains("\"error\":\"nobody answers at 127.0.0.1:1\",\"people\":1,");
      assertThat(partly.err()).isEqualTo("prosa: nobody answers at 127.0.0.1:1.\n");
      try (Tmux dumb = Tmux.running("env TERM=dumb " + top(admin))) {
        dumb.sees("1 person at 1 table").sees("exit=0");
      }
    }
  }

  @Test
  void whatGoesWrongIsOneSentenceAndAnExitCode(@TempDir Path folder) throws Exception {
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "x" + TOKEN);
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    try (Prosa server = serve("--admin-token-file", token.toString())) {
      AdminPort admin = AdminPort.of(server);
      assertThat(shell(top(admin, "--token-file", token.toString())).out()).startsWith("prosa ");
      says(1, "wants a token: --token-file FILE.", shell(top(admin)));
      says(1, "does not take this token.", shell(top(admin, "--token-file", wrong.toString())));
      says(2, "is not one line of", shell(top(admin, "--token-file", empty.toString())));
      says(2, "cannot be read", shell(top(admin, "--token-file", folder + "/none")));
      says(2, "100ms or more", shell("./prosa top 127.0.0.1:" + admin.port() + " --every 99ms"));
      says(
          1,
          "what answers at 127.0.0.1:" + server.port() + " is no operator's port.",
          shell("./prosa top 127.0.0.1:" + server.port()));
    }
    says(
        1,
        "nobody answers at 127.0.0.1:1. A server opens its operator's port with `prosa serve",
        shell("./prosa top 127.0.0.1:1"));
    says(2, "is no address with a port", shell("./prosa top 127.0.0.1"));
  }

  private static void says(int exit, String sentence, Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.err()).isEqualTo(exit);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).startsWith("prosa: ").contains(sentence);
  }
}
