package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comfort at a terminal: bell, title, keys, widths, colours. */
final class TerminalComfortTest {
  /** One of the 8, 16 or 256 colours or of all; 39 goes back to the terminal's own. */
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*(3[0-8]|9[0-7])[;m]");

  @TempDir private Path home;

  private String chat(Prosa server, String user, String... more) {
    return "XDG_CONFIG_HOME="
        + home.resolve("config")
        + " "
        + Outcome.ROOT.resolve("prosa")
        + " chat "
        + Prosa.HOST
        + ":"
        + server.port()
        + " --user '"
        + user
        + "' --language en "
        + String.join(" ", more);
  }

  private void settings(String lines) throws IOException {
    Path folder = Files.createDirectories(home.resolve("config/prosa"));
    Files.writeString(folder.resolve("terminal.properties"), lines);
  }

  @Test
  void aMentionIsBoldRingsAndIsCountedInTheTitle() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"));
        Tmux quiet = Tmux.running(chat(server, "Quieta", "--no-bell"));
        Tmux bia = Tmux.running(chat(server, "Bia"))) {
      bia.sees("· 3");
      quiet.sees("· 3");
      bia.type("banana for @Quieta").press("Enter").sees("Bia » banana");
      quiet.sees("banana for @Quieta");
      assertThat(quiet.rang()).as("--no-bell").isFalse();
      bia.type("oi @ANA, tudo bem?").press("Enter");
      ana.sees("oi @ANA");
      Await.until("the bell", ana::rang);
      List<String> lines = ana.coloured();
      assertThat(lines).anyMatch(line -> line.contains("oi @ANA") && bold(line, "oi @ANA"));
      assertThat(lines).noneMatch(line -> line.contains("banana") && bold(line, "banana"));
      Await.until("the title", () -> ana.title().equals("Chat0"));
      ana.type("\u001b[O"); // as a terminal tells that its window has lost the focus
      ana.type("and ").sees("Ana › and"); // after which this is read
      bia.type("unread").press("Enter");
      ana.sees("Bia: unread");
      Await.until("the number of unread messages", () -> ana.title().equals("(1) Chat0"));
      bia.type("@Ana?").press("Enter");
      Await.until("the number of mentions", () -> ana.title().equals("(2 @1) Chat0"));
      ana.type("\u001b[I");
      Await.until("nothing to be unread", () -> ana.title().equals("Chat0"));
    }
  }

  /** Whether the text is written in bold: the last sequence before it that says so. */
  private static boolean bold(String line, String text) {
    String before = line.substring(0, line.indexOf(text));
    return before.lastIndexOf("\u001b[1") > before.lastIndexOf("\u001b[0")
        && before.lastIndexOf("\u001b[1") > before.lastIndexOf("\u001b[m");
  }

  @Tag("long")
  @Test
  void theFileOfSettingsAndTheFlagsSayWhetherThereAreTimes() throws Exception {
    settings("timestamps = off\nbell = off\n");
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"));
        Tmux bia = Tmux.running(chat(server, "Bia", "--timestamps"))) {
      ana.sees("· 2");
      bia.sees("· 2");
      bia.type("oi, Ana").press("Enter");
      ana.sees("Bia: oi, Ana");
      bia.sees("Bia » oi, Ana");
      assertThat(ana.screen()).anyMatch(line -> line.startsWith("Bia: oi, Ana"));
      assertThat(bia.screen())
          .anyMatch(line -> line.matches(" ?\\d?\\d:\\d\\d(\\h[AP]M)? Bia » oi, Ana.*"));
      assertThat(ana.rang()).isFalse();
    }
  }

  @Test
  void aSecondCtrlCOnAnEmptyLineLeaves() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("alone");
      ana.type("a draft").press("C-c").sees("Ana ›").press("C-c").sees("Ctrl-C again leaves");
      ana.press("C-c").sees("exit=0");
      server.awaitUsers("Chat0", 0);
    }
  }

  @Test
  void namesWithSpacesAreCompletedWhereTheyStand() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"));
        Tmux bia = Tmux.running(chat(server, "Bia da Silva"))) {
      ana.sees("· 2");
      bia.sees("· 2");
      ana.type("bi").press("Tab").type("oi").press("Enter").sees("Ana » Bia da Silva: oi");
      ana.type("oi @bia d").press("Tab").type("!").press("Enter").sees("oi @Bia da Silva");
      ana.type("/ignore bi").press("Tab").press("Enter").sees("You will not see what Bia da Silva");
      ana.type("/unmute ").press("Tab").press("Enter").sees("You see again what Bia da Silva says");
    }
  }

  @Test
  void theWelcomeIsShownToWhoEntersAndAboutShowsAllThatTheHostSays() throws Exception {
    Path welcome = Files.writeString(home.resolve("welcome.txt"), "Come in!\n");
    Files.writeString(home.resolve("welcome.pt-BR.txt"), "Pode entrar!\n");
    Path terms = Files.writeString(home.resolve("terms.txt"), "Be kind.\nhttps://example.org/\n");
    String[] says = {
      "--name",
      "Café Prosa",
      "--contact",
      "ana@example.org",
      "--welcome",
      welcome.toString(),
      "--terms",
      terms.toString()
    };
    try (Prosa server = Prosa.serve(says);
        Tmux ana = Tmux.running(chat(server, "Ana"));
        Tmux bia = Tmux.running(chat(server, "Bia").replace("--language en", "--language pt-BR"))) {
      ana.sees("Café Prosa").sees("Come in!").sees("/about shows all");
      bia.sees("Pode entrar!");
      assertThat(ana.screen()).noneMatch(line -> line.contains("Be kind."));
      ana.type("/about").press("Enter").sees("Contact: ana@example.org").sees("Be kind.");
      ana.sees("https://example.org/");
      bia.type("/sobre").press("Enter").sees("Contato: ana@example.org").sees("Termos de uso");
    }
  }

  @Tag("long")
  @Test
  void aHostThatSaysNothingIsToldInASentence() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("alone");
      ana.type("/about").press("Enter").sees("says nothing about it");
      assertThat(ana.screen()).noneMatch(line -> line.contains("/about shows all"));
    }
  }

  /** As on the page and in the window. */
  @Test
  void aNameThatIsRefusedComesBackToBeCorrectedUnlessSomethingElseIsTyped() throws Exception {
    String tooLong = "m".repeat(40);
    try (Prosa server = Prosa.serve("--message-rate", "off");
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("alone");
      for (String word : List.of("/nick ", "/apelido ")) {
        ana.type(word + tooLong).press("Enter").sees("A name has 1 to 32 visible characters");
        Await.until("the line again", () -> ana.line().startsWith("Ana › " + word + tooLong));
        ana.press("C-u").type("/clear").press("Enter");
        Await.until("an empty screen", () -> ana.screen().size() == 1);
      }
      ana.type("/nick " + tooLong).press("Enter").sees("A name has 1 to 32");
      Await.until("the line again", () -> ana.line().startsWith("Ana › /nick " + tooLong));
      for (int i = 0; i < 40; i++) {
        ana.press("BSpace");
      }
      ana.type("Zoe").press("Enter").sees("Zoe ›");
      ana.type("and on").press("Enter").sees("Zoe » and on");
    }
  }

  @Test
  void commandsHaveNamesInThreeLanguages() throws Exception {
    try (Prosa server = Prosa.serve("--message-rate", "off");
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("alone");
      for (String who : List.of("/w", "/names", "/quem", "/quién", "/quien")) {
        ana.type("/clear").press("Enter");
        Await.until("an empty screen", () -> ana.screen().size() == 1);
        ana.type(who).press("Enter").sees("1 of 10 seated");
      }
      ana.type("/apelido Aninha").press("Enter").sees("You are called Aninha");
      ana.type("/apodo Anita").press("Enter").sees("You are called Anita");
      ana.type("/privada").press("Enter").sees("This table is private");
      ana.type("/sair").press("Enter").sees("exit=0");
    }
  }

  @Test
  void helpAndMessagesAreWrappedBetweenWords() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"), 44, "xterm-256color")) {
      ana.sees("alone");
      String said = "every word of this long sentence stays whole on a narrow terminal";
      ana.type(said).press("Enter").sees("narrow terminal");
      ana.type("/help").press("Enter").sees("with one.");
      List<String> words = new ArrayList<>();
      for (String line : ana.screen()) {
        words.addAll(List.of(line.strip().split(" +")));
      }
      assertThat(words).containsSubsequence(said.split(" "));
      assertThat(words).contains("commands.", "slashes", "beginning", "brings", "Ctrl-C");
    }
  }

  @Tag("long")
  @Test
  void withEightColoursWhatIsToldIsInTheTerminalsOwn() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running("TERM=xterm " + chat(server, "Ana"));
        Tmux bia = Tmux.running(chat(server, "Bia"))) {
      bia.sees("Ana");
      bia.type("oi, @Ana").press("Enter");
      ana.sees("oi, @Ana");
      ana.type("/invite").press("Enter").sees("/r/");
      ana.type("/who").press("Enter").sees("2 of 10");
      ana.type("/help").press("Enter").sees("A line with two slashes");
      ana.type("/nosuch").press("Enter").sees("is no command");
      for (String line : ana.coloured()) {
        assertThat(line).doesNotContainPattern(COLOUR);
      }
    }
  }

  @Tag("long")
  @Test
  void nothingStaysOfTheRightEndOfAFinishedLine() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("alone");
      for (char end = 'a'; end <= 't'; end++) {
        ana.type("/nosuch" + end).press("Enter").sees("/nosuch" + end + " is no command");
      }
      List<String> above = ana.screen().stream().filter(line -> line.contains("/nosuch")).toList();
      assertThat(above).noneMatch(line -> line.contains("Chat0"));
    }
  }

  @Tag("long")
  @Test
  void emojiBeingTypedLeaveNoCopiesOfTheLine() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("alone");
      for (String sign :
          List.of("👍🏽", "नमस्ते", "👨‍👩‍👧", "❤️", "🇧🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e\u0301")) {
        ana.type(sign);
        for (String letter : List.of("a", "b", "c", "d")) {
          ana.type(" " + letter);
        }
        ana.sees("a b c d");
        assertThat(ana.screen()).as(sign).filteredOn(line -> line.contains("Ana ›")).hasSize(1);
        ana.press("C-c").press("C-l");
        Await.until("an empty line", () -> !ana.screen().toString().contains("a b c d"));
      }
    }
  }

  @Tag("long")
  @Test
  void anEmojiInANameIsErasedAsOne() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("alone");
      int number = 0;
      for (String emoji : List.of("👍🏽", "👨‍👩‍👧", "❤️", "🇧🇷", "🏴󠁧󠁢󠁥󠁮󠁧󠁿")) {
        String name = "Bia" + ++number;
        ana.type("/nick " + name + emoji + "a").press("BSpace").press("BSpace").type("z");
        ana.press("Enter").sees("called " + name + "z");
      }
    }
  }

  /** Every key with Ctrl, Alt, and Ctrl-X before it, with a draft in the line. */
  @Tag("long")
  @Test
  void noKeyWritesTheDraftToADisk() throws Exception {
    Path temporary = Files.createDirectories(home.resolve("tmp"));
    Path editor = home.resolve("editor");
    Files.writeString(editor, "#!/bin/sh\necho edited-by-key >>" + home.resolve("edited") + "\n");
    assertThat(editor.toFile().setExecutable(true)).isTrue();
    String environment =
        "EDITOR=%1$s VISUAL=%1$s TMPDIR=%2$s HOME=%3$s PROSA_JAVA_OPTS=-Djava.io.tmpdir=%2$s "
            .formatted(editor, temporary, home);
    List<String> keys = new ArrayList<>();
    for (char c = 'a'; c <= 'z'; c++) {
      if ("cdmjz".indexOf(c) < 0) { // these end a line, the chat, or the turn at the terminal
        keys.add("C-" + c);
      }
      keys.add("M-" + c);
      keys.add("C-x C-" + c);
      keys.add("C-x " + c);
    }
    keys.addAll(
        List.of("F1", "F2", "Home", "End", "PageUp", "PageDown", "IC", "DC", "M-C-x", "M-?"));
    try (Prosa server = Prosa.serve("--message-rate", "off");
        Tmux ana = Tmux.running(environment + chat(server, "Ana"))) {
      ana.sees("alone");
      for (String key : keys) {
        ana.type("canary4711");
        for (String press : key.split(" ", -1)) {
          ana.press(press);
        }
        ana.press("C-g").press("C-u").press("C-k");
      }
      ana.press("C-g").press("C-e").press("C-u").type("still here").press("Enter");
      ana.sees("still here");
      assertThat(home.resolve("edited")).doesNotExist();
      try (Stream<Path> files = Files.walk(home)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
              .as("%s", file)
              .doesNotContain("canary4711");
        }
      }
    }
  }

  @Test
  void aRefusedPortIsToldAtOnce() throws Exception {
    int closed;
    try (Prosa gone = Prosa.serve()) {
      closed = gone.port();
    }
    String command =
        Outcome.ROOT.resolve("prosa") + " chat " + Prosa.HOST + ":" + closed + " --language en";
    try (Tmux ana = Tmux.running(command + " --user Ana")) {
      ana.sees("Connecting to");
      long began = System.nanoTime();
      ana.sees("No server is open at");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
      ana.type("/quit").press("Enter").sees("exit=1");
    }
  }

  @Tag("long")
  @Test
  void goingToAnotherServerIsAskedFirstWhileTextsWait() throws Exception {
    Prosa first = Prosa.serve();
    try (Prosa second = Prosa.serve();
        Tmux ana = Tmux.running(chat(first, "Ana"))) {
      ana.sees("alone");
      first.close();
      ana.sees("(connection lost)");
      ana.type("kept").press("Enter").sees("not sent yet");
      String elsewhere = Prosa.HOST + ":" + second.port();
      ana.type("/join " + elsewhere).press("Enter").sees("Go to " + elsewhere + "? (y/n)");
      ana.type("n").press("Enter").sees("You stay.");
      ana.type("/join " + elsewhere).press("Enter");
      ana.type("y").press("Enter").sees("You sit at table Chat0");
      second.awaitUsers("Chat0", 1);
    } finally {
      first.terminate();
    }
  }

  /** The question is about another server: whoever sits down here does not take it away. */
  @Tag("long")
  @Test
  void goingToAnotherServerIsStillAskedWhenSomebodySatDown() throws Exception {
    try (Prosa first = Prosa.serve("--message-rate", "1:1");
        Prosa second = Prosa.serve();
        Tmux ana = Tmux.running(chat(first, "Ana"))) {
      ana.sees("Ana ›");
      for (int i = 0; i < 20; i++) {
        ana.type("text " + i).press("Enter");
      }
      String elsewhere = Prosa.HOST + ":" + second.port();
      ana.type("/join " + elsewhere).press("Enter").sees("Go to " + elsewhere + "? (y/n)");
      try (RawMember _ = RawMember.enter(first.port(), Prosa.HOST, "Bia")) {
        ana.sees("Bia sat down");
        ana.type("y").press("Enter").sees("You sit at table Chat0");
        second.awaitUsers("Chat0", 1);
      }
      ana.type("/quit").press("Enter").sees("exit=0");
    }
  }
}
