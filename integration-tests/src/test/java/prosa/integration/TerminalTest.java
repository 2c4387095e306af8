package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./prosa chat}, at a terminal and in a pipeline, as its users call it. */
final class TerminalTest {
  private static String chat(Prosa server, String user, String... more) {
    return Outcome.ROOT.resolve("prosa")
        + " chat "
        + Prosa.HOST
        + ":"
        + server.port()
        + " --user "
        + user
        + " --language en "
        + String.join(" ", more);
  }

  private static Outcome shell(String command) throws Exception {
    return Outcome.of(Outcome.ROOT, "bash", "-c", command);
  }

  @Test
  void messagesScrollAboveTheLineThatIsBeingTyped() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("You are alone at this table");
      ana.type("half a line");
      try (Tmux bia = Tmux.running(chat(server, "Bia"))) {
        bia.sees("At the table: Ana");
        for (int i = 1; i <= 5; i++) {
          bia.type("message " + i).press("Enter");
        }
        bia.sees("Bia » message 5");
        ana.sees("Bia: message 5");

        Await.until(
            "the line to be below all again", () -> ana.line().startsWith("Ana › half a line "));
        assertThat(ana.screen())
            .noneMatch(line -> line.contains("message") && line.contains("half"));
        ana.type(", now whole").press("Enter").sees("Ana » half a line, now whole");
        bia.sees("Ana: half a line, now whole");
        Await.until(
            "the line to be empty",
            () -> ana.line().startsWith("Ana ›") && !ana.line().contains("half"));
      }
    }
  }

  /** Whole lines and the beginning of another, typed while the program is still starting. */
  @Tag("long")
  @Test
  void whatIsTypedBeforeTheTerminalIsReadyIsNotLost() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux bia = Tmux.running(chat(server, "Bia"))) {
      bia.sees("You are alone at this table");
      try (Tmux ana = Tmux.running(chat(server, "Ana"))) {
        ana.type("typed ahead").press("Enter").type("and more").press("Enter").type("half");
        bia.sees("Ana: typed ahead");
        bia.sees("Ana: and more");
        ana.type(" a line").press("Enter");
        bia.sees("Ana: half a line");
      }
    }
  }

  /** Where Debian's locales are not installed, there is nothing to make the locale from. */
  @Tag("long")
  @Test
  void textIsReadAndWrittenInTheEncodingOfTheLocale(@TempDir Path locales) throws Exception {
    Path locale = locales.resolve("pt_BR.ISO-8859-1");
    Outcome made = shell("localedef -i pt_BR -f ISO-8859-1 " + locale);
    assumeThat(made.exit()).as(made.err()).isLessThan(2);
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port())) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      Outcome ana =
          shell(
              "{ printf 'ol\\341, \\347\\343o\\n'; sleep 3; } | LOCPATH="
                  + locales
                  + " LC_ALL=pt_BR.ISO-8859-1 "
                  + chat(server, "Ana")
                  + " 2>/dev/null | iconv -f ISO-8859-1 -t UTF-8");
      assertThat(ana.out()).as(ana.err()).contains("Ana: olá, ção");
      Await.until("to be heard", () -> bia.heard().contains("Ana: olá, ção"));
    }
  }

  /** The same with a person at the keyboard. */
  @Tag("long")
  @Test
  void aTerminalIsReadAndWrittenInTheEncodingOfTheLocale(@TempDir Path locales) throws Exception {
    Path locale = locales.resolve("pt_BR.ISO-8859-1");
    Outcome made = shell("localedef -i pt_BR -f ISO-8859-1 " + locale);
    assumeThat(made.exit()).as(made.err()).isLessThan(2);
    String terminal =
        "/usr/bin/python3 "
            + Outcome.ROOT.resolve("integration-tests/src/test/python/latin1_terminal.py")
            + " env LOCPATH="
            + locales
            + " LC_ALL=pt_BR.ISO-8859-1 ";
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port());
        Tmux ana = Tmux.running(terminal + chat(server, "Ana"))) {
      ana.sees("alone").sees(" - You sit at table");
      ClassicClient bia = python.join("Bia");
      bia.settle();
      ana.sees("· 2");
      ana.type("olá, ção").sees("Ana > olá, ção");
      ana.press("Enter").sees("Ana » olá, ção");
      Await.until("to be heard", () -> bia.heard().contains("Ana: olá, ção"));
      bia.say("então, 漢 🎉");
      ana.sees("Bia (classic client): então, \\u6f22 \\u{1f389}");
      ana.type("mais um é").press("BSpace").type("ã").sees("mais um ã");
      ana.press("C-c").type("/quit").press("Enter").sees("exit=0");
    }
  }

  /** A classic client may call itself as anybody is called: the places tell the two apart. */
  @Tag("long")
  @Test
  void whoTakesTheNameOfAnotherIsToldFromItByThePlace() throws Exception {
    try (Prosa server = Prosa.serve("--vote-after", "1ms");
        PythonClients python = PythonClients.of(server.port());
        RawMember bia = RawMember.enter(server.port(), Prosa.HOST, "Bia");
        Tmux ana = Tmux.running(chat(server, "Ana"), 200, "xterm-256color")) {
      ana.sees("Ana ›");
      ClassicClient impostor = python.join("Bia");
      impostor.settle();
      impostor.say("give me your secrets");
      ana.sees("Bia [3] (classic client): give me your secrets");
      bia.say("that is not me");
      ana.sees("Bia [1]: that is not me");
      ana.type("/mute Bia").press("Enter");
      ana.sees("Bia may mean several here: Bia [1], Bia [3] (classic client).");
      ana.type("/mute 3").press("Enter").sees("what Bia [3] (classic client) says");
      impostor.say("not seen");
      bia.say("seen");
      ana.sees("Bia [1]: seen");
      assertThat(ana.screen()).noneMatch(line -> line.contains("not seen"));
      ana.type("/vote 3").press("Enter").sees("Why should Bia [3] (classic client) leave");
      ana.sees("Whoever is moved away with a classic client gets no other seat");
      ana.type("n").press("Enter").sees("Nobody was asked.");
      ana.type("/quit").press("Enter").sees("exit=0");
    }
  }

  /** A terminal of ISO-8859-1, though the locale says UTF-8. */
  @Tag("long")
  @Test
  void whatIsTypedAndNoTextInTheEncodingOfTheLocaleIsRefusedAndNotSaid() throws Exception {
    String terminal =
        "/usr/bin/python3 "
            + Outcome.ROOT.resolve("integration-tests/src/test/python/latin1_terminal.py")
            + " env LC_ALL=C.UTF-8 ";
    try (Prosa server = Prosa.serve();
        Tmux bia = Tmux.running(chat(server, "Bia"));
        Tmux ana = Tmux.running(terminal + chat(server, "Ana"))) {
      bia.sees("· 2");
      ana.sees("You sit at table");
      ana.type("sem acento").press("Enter");
      bia.sees("Ana: sem acento");
      ana.type("olá, ção").press("Enter").sees("is no text in UTF-8");
      ana.type("ate logo").press("Enter");
      bia.sees("Ana: ate logo");

      assertThat(bia.screen())
          .anyMatch(line -> line.contains("Ana: sem acento"))
          .noneMatch(line -> line.contains("Ana: ol"));
    }
  }

  /** It is long before a connection that says nothing is known to be lost. */
  @Tag("long")
  @Test
  void whatASilentServerDoesNotTakeIsSeenToWait() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("alone");
      server.signal("STOP");
      try {
        ana.type("where is this").press("Enter").sees("1 waiting");
        assertThat(ana.screen()).noneMatch(line -> line.contains("connection is lost"));
      } finally {
        server.signal("CONT");
      }
      ana.sees("Ana » where is this");
    }
  }

  @Tag("long")
  @Test
  void nobodyIsToldThatACommandIsTyped() throws Exception {
    try (Prosa server = Prosa.serve("--message-rate", "off");
        Tmux ana = Tmux.running(chat(server, "Ana"));
        Tmux bia = Tmux.running(chat(server, "Bia"))) {
      ana.sees("· 2");
      bia.sees("· 2");
      ana.type("/nick Zoe").press("Enter");
      bia.sees("Ana is called Zoe now");
      assertThat(bia.screen()).noneMatch(line -> line.contains("is typing"));
      ana.type("o");
      bia.sees("Zoe is typing");
    }
  }

  /** As in the window and on the page. */
  @Test
  void fromTheNextTableThereIsAWayBackForAWhile() throws Exception {
    try (Prosa server = Prosa.serve("--capacity", "2", "--message-rate", "off");
        Tmux bia = Tmux.running(chat(server, "Bia"));
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      bia.sees("· 2");
      ana.sees("Chat0 · 2");
      try (Tmux rui = Tmux.running(chat(server, "Rui"))) {
        rui.sees("alone");
        ana.type("/back").press("Enter").sees("There is no table to go back to");
        ana.type("/next").press("Enter").sees("You left Chat0. Your seat there is kept");
        ana.type("/volver").press("Enter").sees("You are back at Chat0, as Ana.");
        ana.sees("You moved to table Chat1").sees("/back leads there again.");
        bia.sees("Ana went to another table");
        ana.type("here again").press("Enter");
        bia.sees("Ana: here again");
        rui.sees("Ana left");
      }
    }
  }

  @Test
  void commandsAndNamesAreCompletedAndDoWhatTheySay() throws Exception {
    try (Prosa server = Prosa.serve("--message-rate", "off");
        Tmux ana = Tmux.running(chat(server, "Ana"));
        Tmux bia = Tmux.running(chat(server, "Beatriz"))) {
      ana.sees("· 2");
      bia.sees("· 2");
      ana.type("/").sees("/newkey"); // a slash shows the commands
      ana.type("n").sees("/nick").seesNoMore("/report");
      ana.press("BSpace").sees("/report").press("BSpace").seesNoMore("/report");
      ana.type("/wh").press("Tab").press("Enter").sees("2 of 10 seated");
      bia.type("/me waves").press("Enter");
      ana.sees("* Beatriz waves");
      ana.type("/mute be").press("Tab").press("Enter").sees("You will not see what Beatriz says");
      bia.type("unseen").press("Enter").sees("Beatriz » unseen");
      ana.type("/unmute be").press("Tab").press("Enter").sees("You see again what Beatriz says");
      bia.type("/nick Bia").press("Enter");
      ana.sees("Beatriz is called Bia now");
      ana.type("/invite").press("Enter").sees("/r/");
      ana.type("/nosuch").press("Enter").sees("/nosuch is no command");
      ana.type("/LEAVE me alone").press("Enter").sees("/LEAVE stands alone");
      ana.type("/apelido").press("Enter").sees("Write /apelido and");
      ana.type("//slash").press("Enter");
      bia.sees("Ana: /slash");
      ana.type("not said").press("C-c").type("/quit").press("Enter").sees("exit=0");
      bia.sees("Ana left");

      assertThat(ana.screen()).noneMatch(line -> line.contains("unseen"));
      assertThat(bia.screen()).noneMatch(line -> line.contains("not said"));
    }
  }

  @Test
  void aServerThatGoesAndComesBackIsSeenToAndNothingTypedIsLost() throws Exception {
    Prosa first = Prosa.serve();
    int port = first.port();
    try (Tmux ana = Tmux.running(chat(first, "Ana"))) {
      ana.sees("You are alone at this table");
      first.close();
      ana.sees("(connection lost)");
      ana.type("typed meanwhile").press("Enter").sees("not sent yet");
      ana.type("/invite").press("Enter").sees("That waits until there is a connection.");
      ana.sees("still trying");
      try (Prosa _ = Prosa.serve("--port", Integer.toString(port))) {
        ana.sees("Your seat was gone");
        ana.sees("Not said, because your seat is gone: typed meanwhile");
        ana.press("C-d").sees("exit=0");
      }
    } finally {
      first.terminate();
    }
  }

  /** The server keeps no codes: after a restart it knows none of those that it gave out. */
  @Tag("long")
  @Test
  void whoCameByInvitationIsOfferedATableAfterARestartAndLosesNoText() throws Exception {
    Prosa first = Prosa.serve();
    String port = Integer.toString(first.port());
    try (Tmux ana = Tmux.running(chat(first, "Ana", "--private"), 200, "xterm-256color")) {
      ana.sees("This table is private").type("/invite").press("Enter").sees("/r/");
      String link = linkOn(ana);
      try (Tmux bia = Tmux.running(chatAt(link, "Bia"));
          Tmux carla = Tmux.running(chatAt(link, "Carla"))) {
        bia.sees("At the table: ");
        carla.sees("At the table: ");
        ana.type("before").press("Enter").type("/quit").press("Enter").sees("exit=0");
        bia.sees("Ana left");
        carla.sees("Ana left");
        first.close();
        bia.sees("(connection lost)").type("typed meanwhile").press("Enter").sees("not sent yet");
        carla.sees("(connection lost)");
        try (Prosa _ = Prosa.serve("--port", port)) {
          bia.sees("No open table has this invite").sees("1  Any table").sees("2  Private table");
          bia.sees("Not said, because your seat is gone: typed meanwhile");
          bia.type("and now?").press("Enter").sees("Not said: and now?");
          bia.type("/who").press("Enter").sees("You are at no table yet.");
          bia.type("1").press("Enter").sees("You are alone at this table");
          bia.type("here again").press("Enter").sees("Bia » here again");
          assertThat(bia.screen()).anyMatch(line -> line.contains("Ana: before"));
          carla.sees("2  Private table").type("2").press("Enter").sees("This table is private");
          bia.press("C-d").sees("exit=0");
          carla.press("C-d").sees("exit=0");
        }
      }
    } finally {
      first.terminate();
    }
  }

  /** Page and window keep what was read and written, too, and offer another table. */
  @Tag("long")
  @Test
  void whoseTableIsClosedOrSeatIsTakenIsOfferedATableAndKeepsWhatWasRead() throws Exception {
    try (Prosa server = Prosa.serve("--admin", Prosa.HOST + ":0");
        Tmux bia = Tmux.running(chat(server, "Bia"), 200, "xterm-256color")) {
      AdminPort admin = AdminPort.of(server);
      bia.sees("table Chat0").type("before").press("Enter").sees("Bia » before");
      try (Tmux ana = Tmux.running(chat(server, "Ana", "--encrypted"), 200, "xterm-256color")) {
        ana.sees("table Chat1").type("for us").press("Enter").sees("Ana » for us");
        assertThat(admin.post("/actions/close-room?room=Chat1").status()).isEqualTo(200);
        ana.sees("The operator of this server has closed this table.");
        ana.sees("1  Any table").sees("2  Encrypted table"); // and is not put among strangers
        ana.type("and now?").press("Enter").sees("Not said: and now?");
        ana.type("2").press("Enter").sees("table Chat2");
        ana.type("alone").press("Enter").sees("Ana » alone");
        assertThat(ana.screen()).anyMatch(line -> line.contains("Ana » for us"));
        ana.press("C-d").sees("exit=0");
      }
      assertThat(admin.post("/actions/remove-seat?room=Chat0&place=1").status()).isEqualTo(200);
      bia.sees("The operator of this server has taken your seat from you.");
      bia.sees("1  Any table").sees("2  Private table").type("/private").press("Enter");
      bia.sees("This table is private").type("after").press("Enter").sees("Bia » after");
      assertThat(bia.screen()).anyMatch(line -> line.contains("Bia » before"));
      bia.press("C-d").sees("exit=0");
    }
  }

  private static String chatAt(String link, String user) {
    return Outcome.ROOT.resolve("prosa") + " chat " + link + " --user " + user + " --language en";
  }

  private static String linkOn(Tmux terminal) {
    return terminal.screen().stream()
        .flatMap(line -> Arrays.stream(line.split(" ")))
        .filter(word -> word.contains("/r/"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nothingThatSomebodyWritesReachesTheScreenAsAControl() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"))) {
      ana.sees("You are alone at this table");
      Outcome evil =
          shell("printf '\\033[2J\\033]0;evil\\007 \\342\\200\\256x\\n' | " + chat(server, "Eve"));
      ana.sees("Eve: \\u001b[2J\\u001b]0;evil\\u0007 \\u202ex");

      assertThat(evil.out()).isEqualTo("Eve: \\u001b[2J\\u001b]0;evil\\u0007 \\u202ex\n");
      assertThat(ana.screen()).anyMatch(line -> line.contains("You are alone"));
    }
  }

  @Test
  void inAPipelineItSaysWhatItReadsAndPrintsWhatItHears() throws Exception {
    try (Prosa server = Prosa.serve("--message-rate", "5:50")) {
      Outcome counted = shell("seq 1 40 | " + chat(server, "Ana") + " | sed -n '1p;40p;$='");
      Outcome status = shell("echo oi | " + chat(server, "Bia") + "; echo $?");

      assertThat(counted.out()).isEqualTo("Ana: 1\nAna: 40\n40\n");
      assertThat(status.out()).isEqualTo("Bia: oi\n0\n");
    }
  }

  @Tag("long")
  @Test
  void whoListensStaysInTextAndInJsonAndIsSeenToLeaveWhenItIsEnded(@TempDir Path folder)
      throws Exception {
    Path input = Files.writeString(folder.resolve("input"), "um\n\ndois\n");
    Path command =
        Files.writeString(
            folder.resolve("commands"), "{\"type\": \"say\", \"message\": \"três\"}\n");
    Path text = folder.resolve("text");
    Path json = folder.resolve("json");
    try (Prosa server = Prosa.serve();
        Tmux bia = Tmux.running(chat(server, "Bia"))) {
      bia.sees("You are alone at this table");
      Process plain = filter(server, "Plain", input, text, "--listen", "--blank");
      Process objects = filter(server, "Objects", command, json, "--json", "--listen");
      try {
        bia.sees("Plain: dois").sees("Objects: três");
        bia.type("still there?").press("Enter");
        Await.until("both to hear it", () -> read(text).contains("Bia: still there?\n"));
        Await.until("both to hear it", () -> read(json).contains("\"message\":\"still there?\""));
        assertThat(read(text).lines().filter(line -> line.startsWith("Plain: ")))
            .containsExactly("Plain: um", "Plain: ", "Plain: dois");
        assertThat(read(json).lines()).allMatch(line -> line.startsWith("{\"type\":\""));
        assertThat(plain.isAlive()).isTrue();
        assertThat(objects.isAlive()).isTrue();
        plain.destroy(); // SIGTERM
        bia.sees("Plain left");
        objects.destroy();
        bia.sees("Objects left");
        assertThat(plain.waitFor()).isNotZero();
        assertThat(objects.waitFor()).isNotZero();
      } finally {
        plain.destroyForcibly();
        objects.destroyForcibly();
      }
    }
  }

  private static Process filter(Prosa server, String user, Path in, Path out, String... flags)
      throws IOException {
    return new ProcessBuilder("bash", "-c", "exec " + chat(server, user, flags))
        .redirectInput(in.toFile())
        .redirectOutput(out.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatGoesWrongIsOneSentenceAndAnExitCode() throws Exception {
    List<String> calls =
        List.of(
            "./prosa chat 127.0.0.1:1 --user Ana --wait 300ms --language en",
            "./prosa chat 'no address' --user Ana --language en",
            "./prosa chat --language en",
            "./prosa chat --user Ana --language xx");
    List<Integer> codes = List.of(1, 2, 2, 2);
    for (int i = 0; i < calls.size(); i++) {
      Outcome outcome = shell(calls.get(i));

      assertThat(outcome.exit()).as(calls.get(i)).isEqualTo(codes.get(i));
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err().lines()).as(calls.get(i)).hasSize(1);
    }
  }

  @Test
  void ctrlZGivesTheShellBackAndFgTheChat() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running("bash --norc -i")) {
      ana.type(chat(server, "Ana")).press("Enter").sees("alone");
      ana.type("a draft").press("C-z").sees("Stopped");
      ana.type("echo in the $((1+1))nd shell").press("Enter").sees("in the 2nd shell");
      ana.type("fg").press("Enter").sees("Ana ›");
      ana.press("C-u").type("said").press("Enter").sees("Ana » said");
    }
  }

  @Tag("long")
  @Test
  void aLinkToAnotherServerIsFollowedThereAndADeadOneCostsNoSeat() throws Exception {
    try (Prosa first = Prosa.serve();
        Prosa second = Prosa.serve();
        Tmux bia = Tmux.running(chat(second, "Bia"));
        Tmux ana = Tmux.running(chat(first, "Ana"))) {
      bia.sees("alone");
      ana.sees("alone");
      String elsewhere = Prosa.HOST + ":" + second.port();
      ana.type("/join http://" + elsewhere + "/r/nosuch").press("Enter");
      ana.sees("You stay. " + elsewhere + " gives you no seat.");
      ana.type("/join " + elsewhere).press("Enter");
      bia.sees("Ana sat down");
      ana.type("oi, Bia").press("Enter");
      bia.sees("Ana: oi, Bia");
    }
  }

  /** Only its invitation leads back to a private table. */
  @Tag("long")
  @Test
  void leavingAPrivateTableIsAskedFirst() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"), 200, "xterm-256color")) {
      ana.sees("alone").type("/private").press("Enter"); // nobody is left
      ana.sees("This table is private").type("/next").press("Enter");
      ana.sees("Leave this table for another? Only the invitation leads back here. (y/n)");
      ana.type("n").press("Enter").sees("You stay.");
      ana.type("/next").press("Enter").type("well").press("Enter").sees("Ana » well");
      ana.type("yes").press("Enter").sees("Ana » yes"); // answers somebody at the table
      ana.type("/join foo").press("Enter").sees("“foo” is no invitation and no address"); // at once
      ana.type("/join lixo!").press("Enter").sees("“lixo!” is no invitation and no address");
      ana.type("/next").press("Enter").type("yep").press("Enter");
      ana.sees("“yep” is no answer, and was not said to the table. Write y or n.");
      ana.type("n").press("Enter");
      server.awaitUsers("Chat1", 1);
      try (RawMember _ = RawMember.enter(server.port(), Prosa.HOST, "Bia")) {
        ana.type("/next").press("Enter").type("y").press("Enter").sees("Bia");
        server.awaitUsers("Chat0", 2);
        ana.type("／encrypted").press("Enter").sees("Your seat here is free for others then.");
        ana.type("Yes.").press("Enter").sees("This table is encrypted");
      }
    }
  }

  @Tag("long")
  @Test
  void wordsOfAMutedMemberAreShownNeitherByAnswersNorByReactions() throws Exception {
    try (PythonDealers dealers = PythonDealers.start();
        Prosa server = Prosa.serve();
        Tmux ana = Tmux.running(chat(server, "Ana"), 200, "xterm-256color")) {
      ana.sees("alone");
      DirectPeer bia = dealers.connect("Bia", server.port());
      bia.enters();
      bia.says("rude words");
      ana.sees("Bia: rude words").type("/mute Bia").press("Enter");
      ana.sees("You will not see what Bia says").type("/clear").press("Enter");
      Await.until(
          "an empty screen",
          () -> ana.screen().stream().noneMatch(line -> line.contains("rude words")));
      bia.send("{\"type\": \"rename\", \"user\": \"More rude words\"}");
      bia.send("{\"type\": \"rename\", \"user\": \"Bia\"}");
      DirectPeer caio = dealers.connect("Caio", server.port());
      caio.enters();
      caio.send("{\"type\": \"react\", \"n\": 1, \"reaction\": \"👍\"}");
      caio.send("{\"type\": \"say\", \"message\": \"so what\", \"re\": 1}");
      ana.sees("Caio answers “a message of somebody you muted”").sees("Caio: so what");
      assertThat(ana.screen()).noneMatch(line -> line.contains("rude") || line.contains("👍"));
      ana.type("/unmute Bia").press("Enter").sees("You see again");
      caio.send("{\"type\": \"say\", \"message\": \"hm\", \"re\": 1}");
      ana.sees("Caio answers “Bia: rude words”");
    }
  }

  /** The code of a link is asked for where the link leads, and not where one is. */
  @Tag("long")
  @Test
  void aLiveLinkToAnotherServerLeadsToItsTable() throws Exception {
    try (Prosa first = Prosa.serve();
        Prosa second = Prosa.serve();
        Tmux eva = Tmux.running(chat(second, "Eva", "--private"), 200, "xterm-256color");
        Tmux ana = Tmux.running(chat(first, "Ana"))) {
      ana.sees("alone");
      eva.sees("This table is private").type("/invite").press("Enter").sees("/r/");
      ana.type("/join " + linkOn(eva)).press("Enter").sees("At the table: ");
      eva.sees("Ana sat down");
      ana.type("oi, Eva").press("Enter");
      eva.sees("Ana: oi, Eva");
      first.awaitUsers("Chat0", 0);
    }
  }

  @Tag("long")
  @Test
  void noKeyOpensAnEditorOnTheDraft() throws Exception {
    try (Prosa server = Prosa.serve();
        Tmux ana =
            Tmux.running(
                "EDITOR='touch /dev/null; echo edited' VISUAL=$EDITOR " + chat(server, "Ana"))) {
      ana.sees("alone");
      ana.type("draft").press("C-x").press("C-e").type(" goes on").press("Enter");
      ana.sees("Ana » draft").sees("goes on");
      assertThat(ana.screen()).noneMatch(line -> line.contains("edited"));
    }
  }

  @Test
  void whoGivesUpWithoutASeatExitsWithOne() throws Exception {
    int closed;
    try (Prosa gone = Prosa.serve()) {
      closed = gone.port();
    }
    try (Tmux ana =
        Tmux.running(
            Outcome.ROOT.resolve("prosa")
                + " chat "
                + Prosa.HOST
                + ":"
                + closed
                + " --user Ana --language en")) {
      ana.sees("No server is open at").press("C-c").press("C-c").sees("exit=1");
    }
  }
}
