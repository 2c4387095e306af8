package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.client.ServerAddress;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.ServerMessage.Invited;

/** The window as a person uses it: its keys, its mouse, and what can be read in it. */
@Tag("graphical")
final class DesktopTest {
  private static final Duration SWIFTLY = Duration.ofSeconds(2);

  @TempDir private Path home;
  private String link = "";

  @Test
  void entersTalksLosesTheServerComesBackAndCloses() throws Exception {
    String port;
    try (DesktopWindow window = DesktopWindow.open(home, "--language", "pt-BR")) {
      try (Prosa server = Prosa.serve();
          PythonClients python = PythonClients.of(server.port())) {
        port = String.valueOf(server.port());
        window.awaitFocus("Usuário");
        window.awaitText("ChatApp");
        window.type("Ana").key("TAB");
        window.awaitFocus("Endereço IP");
        window.type(Prosa.HOST + ":" + port).key("ENTER");
        window.awaitText("Conectado, na mesa Chat0");
        window.awaitText("Você está só nesta mesa.");

        ClassicClient bia = python.join("Bia");
        bia.settle();
        bia.say("oi de python");
        window.awaitText("oi de python");
        window.await(
            "no card", seen -> seen.stream().noneMatch("Você está só nesta mesa."::equals));

        window.awaitFocus("Sua mensagem");
        window.type("tudo bem").key("ENTER");
        Await.until("one line heard", () -> bia.heard().contains("Ana: tudo bem"));
        window.type("um").key("shift ENTER").type("dois").key("ENTER");
        Await.until("two lines heard", () -> bia.heard().contains("Ana: um\ndois"));
        assertThat(bia.broken()).isEmpty();
        server.terminate();
      }
      window.awaitText("Conexão perdida: tentando…");
      window.type("guardado").key("ENTER");
      window.awaitText("ainda não enviada");
      assertThat(window.latency()).isLessThan(SWIFTLY);

      try (Prosa server = Prosa.serve("--port", port);
          PythonClients python = PythonClients.of(server.port())) {
        window.awaitText("Conectado, na mesa Chat0");
        // The new server knows nothing of the seat: what was meant for the old table comes back.
        window.awaitText("Não foi dito: o lugar a que se destinava já não existe.");
        ClassicClient bia = python.join("Bia");
        bia.settle();
        // What others say may move the button from under the pointer: then it is clicked again.
        Await.until(
            "said again",
            () -> {
              if (window.seen().stream().anyMatch(s -> s.contains("Enviar aqui"))) {
                window.click("Enviar aqui");
              }
              return Await.within(
                  Duration.ofSeconds(2), () -> bia.heard().contains("Ana: guardado"));
            });

        window.leaveBy("ctrl Q");
        assertThat(window.exit()).isZero();
        server.awaitUsers("Chat0", 1); // at once, for the window said goodbye
      }
    }
  }

  /**
   * The table of the invitation is gone with the server: nothing written is, and others are
   * offered.
   */
  @Tag("long")
  @ParameterizedTest
  @CsvSource({"Any table,'Connected, at Chat0'", "Private table,' · private'"})
  void aGuestKeepsTranscriptDraftAndUnsentTextAndGoesToAnyTable(String button, String there)
      throws Exception {
    try (PythonDealers dealers = PythonDealers.start();
        Prosa first = Prosa.serve();
        DesktopWindow window = friend(first, dealers)) {
      first.kill();
      window.awaitText("Connection lost");
      window.type("unsaid").key("ENTER");
      window.awaitText("not sent yet");
      window.type("half a draft");

      try (Prosa second = Prosa.serve("--port", String.valueOf(first.port()))) {
        window.awaitText("No open table has this invite");
        assertThat(window.seen())
            .contains("oi from bia", "unsaid", "half a draft", "Any table", "Private table")
            .doesNotContain("Enter again")
            .noneMatch(text -> text.contains(", place "));

        window.click(button);
        window.awaitText(there);
        second.awaitUsers("Chat0", 1);
        window.await(
            "the own seat",
            seen -> seen.stream().anyMatch(text -> text.startsWith("Ana, you, place ")));
        assertThat(window.seen())
            .contains("oi from bia", "unsaid", "half a draft")
            .doesNotContain("Any table");
        window.awaitFocus("Your message");
        window.key("ENTER");
        window.await("the draft is said", seen -> seen.contains("half a draft"));
      }
    }
  }

  @Tag("long")
  @Test
  void whateverIsTypedStandsInTheWindow() throws Exception {
    String all = "az-AZ_09 ~!@#$%^&*()+{}|:\"<>?`=[]\\;',./";
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      window.type(all);
      window.await("all of it", seen -> seen.contains(all));
    }
  }

  /** Only its invitation leads back to a private table: leaving it is asked first. */
  @Test
  void leavingAPrivateTableIsAskedFirst() throws Exception {
    try (Prosa server = Prosa.serve();
        RawMember _ = RawMember.enter(server.port(), Prosa.HOST, "Bia");
        DesktopWindow window = enter(server, "Ana")) {
      window.type("/private").key("ENTER");
      window.awaitText("Leave this table for another?"); // for Bia sits here
      window.click("Private table"); // the first of that name is the answer
      window.awaitText(" · private");
      for (String way : List.of("/next", "/private", "/encrypted", "/join nosuchcode")) {
        window.click("Your message").type(way).key("ENTER");
        window.awaitText("Only the invitation leads back here.");
        window.click("Stay");
        window.await("no question", seen -> !seen.contains("Only the invitation leads back here."));
      }
      window.key("ctrl N");
      window.awaitText("Only the invitation leads back here.");
      server.awaitUsers("Chat1", 1);
      window.click("Next table");
      window.awaitText("Connected, at Chat0");
      server.awaitUsers("Chat0", 2);
    }
  }

  /** Nobody is put at a table that the server could read without being told. */
  @Tag("long")
  @Test
  void whoseEncryptedTableIsGoneIsOfferedANewEncryptedOne() throws Exception {
    try (Prosa first = Prosa.serve();
        ChatClient eva = host(first);
        DesktopWindow window = enter(link, "Ana")) {
      assertThat(eva.room().snapshot()).isPresent();
      window.awaitText(" · encrypted");
      first.kill();
      window.awaitText("Connection lost");

      try (Prosa second = Prosa.serve("--port", String.valueOf(first.port()))) {
        window.awaitText("No open table has this invite");
        assertThat(window.seen())
            .contains("Any table")
            .doesNotContain("Enter again")
            .containsOnlyOnce("Private table"); // the button that is beside the talk, always
        assertThat(window.seen().stream().filter("Encrypted table"::equals)).hasSize(2);
        window.click("Encrypted table");
        window.awaitText(" · encrypted");
        window.awaitText("Ana, you, place 1");
        second.awaitUsers("Chat0", 1);
      }
    }
  }

  /** What needs no table is done when there is none, and what needs one says so and is kept. */
  @Tag("long")
  @Test
  void whoIsAtNoTableAnyMoreReportsGoesByALinkAndIsCalledAsBefore() throws Exception {
    try (PythonDealers dealers = PythonDealers.start();
        Prosa first = Prosa.serve();
        DesktopWindow window = friend(first, dealers)) {
      window.type("/nick Zoe").key("ENTER");
      window.awaitText("Zoe, you, place ");
      first.kill();
      window.awaitText("Connection lost");

      try (Prosa second = Prosa.serve("--port", String.valueOf(first.port()))) {
        window.awaitText("No open table has this invite");
        window.type("is anybody here").key("ENTER");
        window.awaitText("You are at no table yet.");
        assertThat(window.seen()).contains("is anybody here");
        window.key("alt T").click("Report");
        window.awaitText("what Zoe saw there");
        window.awaitFocus("Copy");
        window.key("ESCAPE"); // no window manager gives the keyboard back
        window.click("Your message").awaitFocus("Your message");

        DirectPeer caio = dealers.connect("Caio", second.port());
        caio.enters();
        caio.send("{\"type\": \"invite\"}");
        window.key("ctrl A").type("/join " + caio.next(Invited.class).link()).key("ENTER");
        window.awaitText("Zoe, you, place ");
        window.awaitText("Caio, place ");
        assertThat(window.seen()).contains("oi from bia");
      }
    }
  }

  /** Whatever else is laid out anew, or not. */
  @Tag("long")
  @Test
  void aQuestionIsSeenWhereItIsAsked() throws Exception {
    try (Prosa server = Prosa.serve();
        RawMember _ = RawMember.enter(server.port(), Prosa.HOST, "Bia");
        DesktopWindow window = enter(server, "Ana")) {
      window.awaitText("Bia, place 1");
      window.key("ctrl E");
      window.awaitText("Leave this table for another?");
      Await.until("its answers in sight", () -> window.height("Stay") > 0);
      window.key("ESCAPE");
      window.await("no question", seen -> !seen.contains("Stay"));
      window.awaitText("Closed: Leave this table for another?"); // as a screen reader is told
      window.key("ctrl I");
      window.awaitText("Invite to this table");
      Await.until("its end in sight", () -> window.height("Close") > 0);
    }
  }

  /** As at the terminal and on the page. */
  @Test
  void fromTheNextTableThereIsAWayBackForAWhile() throws Exception {
    try (Prosa server = Prosa.serve("--capacity", "2", "--message-rate", "off");
        RawMember _ = RawMember.enter(server.port(), Prosa.HOST, "Bia");
        DesktopWindow window = enter(server, "Ana");
        RawMember _ = RawMember.enter(server.port(), Prosa.HOST, "Rui")) {
      window.awaitText("Bia, place 1");
      window.type("/back").key("ENTER");
      window.awaitText("There is no table to go back to now.");
      window.key("ctrl N"); // not asked first
      window.click("Go back"); // there are ten seconds
      window.awaitText("You are back at Chat0, as Ana.");
      window.awaitText("Bia, place 1");
      assertThat(window.seen())
          .contains("You moved to table Chat1, as Ana.")
          .doesNotContain("Go back");
    }
  }

  /**
   * A name that is refused comes back to be corrected, unless something else is written by then.
   */
  @Tag("long")
  @Test
  void aNameThatIsRefusedComesBackToTheLine() throws Exception {
    String tooLong = "m".repeat(40);
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      for (String word : List.of("/nick ", "/apelido ")) {
        window.type(word + tooLong).key("ENTER");
        window.awaitText("A name has 1 to 32 visible characters");
        window.await("the line again", seen -> seen.contains(word + tooLong));
        window.key("ctrl A");
      }
      window.type("/nick Zoe").key("ENTER");
      window.awaitText("Zoe, you, place 1");
    }
  }

  /** Asked first; and the seat here is there until there is one at the other server. */
  @Tag("long")
  @Test
  void aLinkToAnotherServerIsFollowedThereAndADeadOneCostsNoSeat() throws Exception {
    int closed;
    try (Prosa gone = Prosa.serve()) {
      closed = gone.port();
    }
    try (PythonDealers dealers = PythonDealers.start();
        Prosa first = Prosa.serve();
        Prosa second = Prosa.serve();
        DesktopWindow window = friend(first, dealers)) {
      String elsewhere = Prosa.HOST + ":" + second.port();
      window.type("/join " + Prosa.HOST + ":" + closed).key("ENTER");
      window.awaitText("Leave this table for one at " + Prosa.HOST + ":" + closed + "?");
      first.awaitUsers("Chat0", 2);
      window.click("Stay");
      window.await("no question", seen -> !seen.contains("Go there"));

      window.click("Your message").type("/join " + Prosa.HOST + ":" + closed).key("ENTER");
      window.awaitText("Go there");
      window.click("Go there");
      window.awaitText("You stay. No server is open at " + Prosa.HOST + ":" + closed + ".");
      window.click("Your message").type("/join " + elsewhere + "/r/nosuchcode").key("ENTER");
      window.awaitText("Go there");
      window.click("Go there");
      window.awaitText("You stay. " + elsewhere + " gives you no seat. No open table has this");
      window.click("Your message").type("still here").key("ENTER");
      window.await("it is said", seen -> seen.contains("still here"));
      first.awaitUsers("Chat0", 2);

      window.type("/join " + elsewhere).key("ENTER");
      window.awaitText("Go there");
      window.click("Go there");
      window.awaitText("You sit at table Chat0 as Ana.");
      second.awaitUsers("Chat0", 1);
      first.awaitUsers("Chat0", 1);
      assertThat(window.seen()).contains("oi from bia", "Ana, you, place 1");
    }
  }

  /**
   * A window at a table to which somebody of this server has invited it, and where that one spoke.
   */
  private DesktopWindow friend(Prosa server, PythonDealers dealers) throws Exception {
    DirectPeer bia = dealers.connect("Bia", server.port());
    bia.enters();
    bia.send("{\"type\": \"invite\"}");
    String link = bia.next(Invited.class).link();
    DesktopWindow window = enter(link, "Ana");
    bia.says("oi from bia");
    window.awaitText("oi from bia");
    return window;
  }

  /** The pixels of the display are 1024 by 600, those of the window 512 by 300. */
  @Tag("long")
  @Test
  void onASmallDisplayAllThatIsNeededIsReached() throws Exception {
    Rectangle screen = new Rectangle(512, 300);
    try (Prosa server = Prosa.serve();
        DesktopWindow window =
            DesktopWindow.open(
                Display.open("1024x600"),
                2,
                home,
                "--language",
                "en",
                "--user",
                "Ana",
                "--address",
                Prosa.HOST + ":" + server.port())) {
      assertThat(screen.contains(window.bounds("Prosa"))).isTrue();
      window.awaitFocus("Enter");
      Await.until("all of the button", () -> window.bounds("Enter").height >= 20);
      assertThat(screen.contains(window.bounds("Enter"))).isTrue();
      window.click("Enter");
      window.awaitText("Connected, at Chat0");
      window.awaitFocus("Your message");
      assertThat(screen.contains(window.bounds("Prosa"))).isTrue();
      assertThat(screen.contains(window.bounds("Your message"))).isTrue();
      assertThat(window.height("Your message")).isGreaterThan(15);
      window.click("Your message").type("all here").key("ENTER");
      window.await("it is said", seen -> seen.contains("all here"));
    }
  }

  /** A small laptop: the form, a table of ten with long names, and a dialog. */
  @Tag("long")
  @ParameterizedTest
  @EnumSource(names = {"ENGLISH", "PORTUGUESE", "SPANISH"})
  void onADisplayOf1024By600NothingIsCutAndAllIsReached(Language language) throws Exception {
    Messages messages = Messages.in(language);
    Rectangle screen = new Rectangle(1024, 600);
    try (Prosa server = Prosa.serve();
        PythonDealers dealers = PythonDealers.start();
        DesktopWindow window =
            DesktopWindow.open(
                Display.open("1024x600"),
                1,
                home,
                "--language",
                language.tag(),
                "--user",
                "Ana",
                "--address",
                Prosa.HOST + ":" + server.port())) {
      window.awaitFocus(messages.text("enter"));
      assertThat(screen.contains(window.bounds("Prosa"))).isTrue();
      assertThat(window.cut()).as("in the form").isEmpty();
      window.click(messages.text("enter"));
      window.awaitFocus(messages.text("yourMessage"));
      for (int i = 2; i <= 10; i++) {
        dealers.connect("Maria da Conceição dos Santos " + i, server.port()).enters();
      }
      window.awaitText("Santos 10");
      assertThat(screen.contains(window.bounds("Prosa"))).isTrue();
      assertThat(window.cut()).as("at the table").isEmpty();
      List<String> shown = window.seen();
      List<String> buttons =
          window.tree().stream()
              .filter(line -> line.startsWith("push button: "))
              .map(line -> line.substring("push button: ".length()))
              .filter(shown::contains)
              .toList();
      assertThat(buttons).hasSizeGreaterThan(12); // ten seats, and what can be done
      for (String button : buttons) {
        assertThat(window.bounds(button).isEmpty()).as(button).isFalse();
        assertThat(screen.contains(window.bounds(button))).as(button).isTrue();
      }
      window.key("ctrl R");
      window.awaitText(messages.text("renameQuestion"));
      assertThat(window.cut()).as("in a dialog").isEmpty();
    }
  }

  /** From the clipboard, by the key: what no message can hold costs the window no time. */
  @Tag("long")
  @Test
  void aPastedFileLeavesTheWindowAwake() throws Exception {
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      window.type("draft");
      window.copyLines(20_000);
      window.key("ctrl V");
      window.awaitText(Messages.in(Language.ENGLISH).text("refused.too-large"));
      assertThat(window.latency()).isLessThan(Duration.ofSeconds(3));
      assertThat(window.seen()).contains("draft");
      window.key("ENTER");
      window.await("the draft is said", seen -> seen.contains("draft"));
      window.type("and on").key("ENTER");
      window.awaitText("and on");
    }
  }

  @Test
  void allThatCanBeDoneIsFoundFromTheFrameByRoleAndName() throws Exception {
    try (Prosa server = Prosa.serve();
        DesktopWindow window =
            DesktopWindow.open(
                home,
                "--language",
                "en",
                "--user",
                "Ana",
                "--address",
                "127.0.0.1:" + server.port())) {
      List<String> form = window.tree();
      assertThat(form.getFirst()).isEqualTo("frame: Prosa");
      assertThat(form)
          .contains(
              "menu bar: ",
              "menu: Table",
              "menu: Edit",
              "menu: Window",
              "menu: Help",
              "menu item: Undo",
              "menu item: Keys",
              "text: User",
              "text: IP address",
              "check box: Open a private table",
              "check box: Open an encrypted table",
              "push button: Enter");
      assertNamed(form);
      window.click("Enter");
      window.awaitText("Connected, at Chat0");
      List<String> table = window.tree();
      assertThat(table)
          .contains("push button: Send", "push button: Ana, you, place 1", "push button: Invite")
          .doesNotContain("push button: Enter");
      assertThat(table).anyMatch(line -> line.contains("You are alone at this table."));
      assertNamed(table);
    }
  }

  /** Nothing that a person can use has no name; arrows of scroll bars are parts of these. */
  private static void assertNamed(List<String> tree) {
    for (int i = 0; i < tree.size(); i++) {
      boolean arrow =
          tree.get(Math.max(0, i - 1)).startsWith("scroll bar")
              || tree.get(Math.max(0, i - 2)).startsWith("scroll bar");
      assertThat(tree.get(i))
          .as("behind " + tree.subList(Math.max(0, i - 3), i))
          .matches(
              line ->
                  arrow || !line.matches("(push button|menu|menu item|check box|radio button): "));
    }
  }

  @Test
  void docksKnowTheWindowByItsClass() throws Exception {
    Path output = home.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(Outcome.ROOT.resolve("prosa").toString(), "desktop")
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("XDG_CONFIG_HOME", home.resolve("config").toString());
    builder.environment().remove("DBUS_SESSION_BUS_ADDRESS");
    try (Display display = Display.open()) {
      builder.environment().put("DISPLAY", display.name());
      Process window = builder.start();
      try {
        // as in packaging/desktop/prosa.desktop
        Await.until(
            "a window of the class Prosa",
            () -> display.hasWindowOfClass("Prosa") || !window.isAlive());
        assertThat(window.isAlive()).as("it ended: %s", Files.readString(output)).isTrue();
      } finally {
        window.destroy();
        window.waitFor();
      }
    }
  }

  @Test
  void commandsAndNamesAreCompleted() throws Exception {
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port());
        DesktopWindow window = enter(server, "Ana")) {
      ClassicClient bia = python.join("Bia da Silva");
      bia.settle();
      bia.say("oi");
      window.awaitText("oi");
      window.type("oi @b").key("TAB").type("tudo bem").key("ENTER");
      Await.until("the name", () -> bia.heard().contains("Ana: oi @Bia da Silva tudo bem"));
      window.type("/inv").key("TAB").key("ENTER");
      window.awaitText("Copy link");
      window.type("@s").key("ESCAPE").key("ENTER");
      Await.until("what is no name", () -> bia.heard().contains("Ana: @s"));
      // Whatever closes the list, Tab leads on then.
      window.type("@").key("F10").key("ESCAPE").key("ESCAPE");
      window.awaitFocus("Your message");
      window.key("TAB");
      window.awaitFocus("Send");
    }
  }

  @Tag("long")
  @Test
  void frozenServerFreezesNothing() throws Exception {
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      signal("STOP", server.pid());
      try {
        window.type("still here").key("ENTER").type("and writing");
        window.awaitText("not sent yet");
        assertThat(window.latency()).isLessThan(SWIFTLY);
        window.leaveBy("ctrl Q");
        // Something was not said: the window asks before it is closed.
        window.awaitText("Some of what you wrote has not been said. Leave all the same?");
        window.awaitFocus("Stay"); // Enter alone loses nothing
        window.moveFocus("TAB", "Leave");
        window.leaveBy("ENTER");
        assertThat(window.exit()).isZero();
      } finally {
        signal("CONT", server.pid());
      }
    }
  }

  @Test
  void serverThatIsNotThereIsOneSentenceAndCanBeGivenUp() throws Exception {
    String port;
    try (Prosa server = Prosa.serve()) {
      port = String.valueOf(server.port());
    }
    try (DesktopWindow window =
        DesktopWindow.open(
            home, "--language", "en", "--user", "Ana", "--address", Prosa.HOST + ":" + port)) {
      window.awaitFocus("Enter");
      window.key("ENTER");
      window.awaitText("No server is open at 127.0.0.1:" + port + ". Still trying…");
      assertThat(window.latency()).isLessThan(SWIFTLY);
      window.click("Cancel");
      window.awaitFocus("Enter");
    }
  }

  @Test
  void whatIsWrongWithTheFormIsSaidWhereItIs() throws Exception {
    try (DesktopWindow window = DesktopWindow.open(home, "--language", "en")) {
      window.awaitFocus("User");
      window.key("ENTER");
      window.awaitText("Write a name first.");
      window.awaitFocus("User");
      window.type("Ana").key("ENTER");
      window.awaitText("Where is the server?");
      window.awaitFocus("IP address");
    }
  }

  @Tag("long")
  @Test
  void keyboardAloneReachesTheTableAndMutesSomebodyThere() throws Exception {
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port());
        DesktopWindow window = enter(server, "Ana")) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      bia.say("<html><h1>first</h1>");
      window.awaitText("<html><h1>first</h1>");

      window.tabTo(name -> name.contains("you, place"));
      window.awaitFocus("Ana, you, place 1");
      window.key("LEFT");
      window.awaitFocus("Bia, place 2");
      window.key("SPACE");
      window.awaitText("Mute Bia (classic client) (here only)");
      window.key("DOWN").key("ENTER");
      window.awaitText("Bia, place 2, muted here");
      bia.say("unheard");
      window.key("ESCAPE");
      window.awaitFocus("Your message");
      window.type("done").key("ENTER");
      Await.until("all is relayed", () -> bia.heard().contains("Ana: done"));
      window.awaitText("done");
      assertThat(window.seen()).noneMatch(text -> text.contains("unheard"));
    }
  }

  @Tag("long")
  @Test
  void messagesAreReachedAndCopiedWithTheKeyboard() throws Exception {
    try (Prosa server = Prosa.serve("--newcomers", "off");
        PythonClients python = PythonClients.of(server.port());
        DesktopWindow window = enter(server, "Ana")) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      bia.say("one");
      bia.say("two https://example.org/x");
      window.awaitText("two https://example.org/x");

      window.tabTo(name -> name.startsWith("Bia (classic client), "));
      window.copies("two https://example.org/x");
      window.key("UP");
      window.copies("one");
      window.type("x");
      window.awaitFocus("Your message");
    }
  }

  @Test
  void inviteShowsAndCopiesAWayToThisTable() throws Exception {
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      window.key("ctrl I");
      window.awaitText("Invite to this table");
      Await.until("copied", () -> window.clipboard().contains("/r/"));
      assertThat(window.seen()).contains(window.clipboard());
    }
  }

  @Tag("long")
  @Test
  void unreadAreCountedWhileAnotherWindowIsInFront() throws Exception {
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port());
        DesktopWindow window = enter(server, "Ana")) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      window.toTheBack();
      Await.until("the focus is elsewhere", () -> window.focus().isEmpty());
      bia.say("hello");
      window.awaitTitle("(1) Prosa");
      bia.say("hello, @Ana?");
      window.awaitTitle("(2 @1) Prosa");
      window.click("Your message");
      window.awaitTitle("Prosa");
    }
  }

  @Test
  void remembersWhoEnteredWhereAndNothingOfWhatWasSaid() throws Exception {
    String address;
    try (Prosa server = Prosa.serve("--console", "full")) {
      address = Prosa.HOST + ":" + server.port();
      try (DesktopWindow window = enter(server, "Ana")) {
        window.type("canary4711").key("ENTER");
        Await.until("said", () -> server.out().contains("Received from Ana: canary4711"));
        window.await("the echo", seen -> !seen.contains("not sent yet"));
        window.leaveBy("ctrl Q");
        assertThat(window.exit()).isZero();
      }
    }
    try (DesktopWindow window = DesktopWindow.open(home, "--language", "en")) {
      window.await("both fields", seen -> seen.containsAll(List.of("Ana", address)));
    }
    try (Stream<Path> files = Files.walk(home)) {
      List<Path> written = files.filter(Files::isRegularFile).toList();
      assertThat(written).contains(home.resolve("config/prosa/desktop.properties"));
      for (Path file : written) {
        assertThat(Files.readAllBytes(file)).asString().as("%s", file).doesNotContain("canary4711");
      }
    }
  }

  @Tag("long")
  @Test
  void theDialogForAnotherNameTakesTheKeyboard() throws Exception {
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      window.key("ctrl R");
      window.awaitFocus("What would you like to be called?");
      window.type("Aninha").key("ENTER");
      window.awaitText("You are called Aninha now");
    }
  }

  @Tag("long")
  @Test
  void messagesAreSelectedTogetherAndCopiedAsLinesWithNames() throws Exception {
    try (Prosa server = Prosa.serve();
        PythonClients python = PythonClients.of(server.port());
        DesktopWindow window = enter(server, "Ana")) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      for (String text : List.of("one", "two", "three")) {
        bia.say(text);
        window.awaitText(text);
      }
      window.tabTo(name -> name.startsWith("Bia (classic client), "));
      window.key("shift UP").key("ctrl C");
      Await.until("two lines", () -> window.clipboard().equals("Bia: two\\nBia: three"));
      window.key("ctrl A").key("ctrl C");
      Await.until(
          "all lines", () -> window.clipboard().endsWith("Bia: one\\nBia: two\\nBia: three"));
    }
  }

  /** However fast the mouse goes, and in either direction: what is between its ends is selected. */
  @Tag("long")
  @Test
  void theMouseSelectsFromOneMessageToAnother() throws Exception {
    try (Prosa server = Prosa.serve("--message-rate", "off");
        PythonClients python = PythonClients.of(server.port());
        DesktopWindow window = enter(server, "Ana")) {
      ClassicClient bia = python.join("Bia");
      bia.settle();
      for (String said : List.of("one is first", "two", "three", "four is last")) {
        bia.say(said);
      }
      window.awaitText("four is last");
      String all = "Bia: one is first\\nBia: two\\nBia: three\\nBia: four is last";
      String middle = "Bia: two\\nBia: three";
      for (int round = 0; round < 3; round++) {
        for (int steps : new int[] {1, 2, 3, 5, 9, 40}) {
          window.drag("one is first", "four is last", steps);
          window.key("ctrl C");
          Await.until(steps + " movements", () -> window.clipboard().equals(all));
          window.drag("two", "three", steps);
          window.key("ctrl C");
          Await.until(steps + " movements", () -> window.clipboard().equals(middle));
        }
      }
    }
  }

  @Tag("long")
  @Test
  void itGrowsAndShrinksAndRemembersItsSize() throws Exception {
    try (Prosa server = Prosa.serve()) {
      try (DesktopWindow window = enter(server, "Ana")) {
        int usual = window.height("Your message");
        window.key("ctrl EQUALS").key("ctrl EQUALS").key("ctrl EQUALS");
        Await.until("larger", () -> window.height("Your message") > usual + 5);
        window.key("ctrl 0");
        Await.until("the usual size", () -> window.height("Your message") == usual);
        window.key("ctrl MINUS").key("ctrl MINUS");
        Await.until("smaller", () -> window.height("Your message") < usual);
        window.leaveBy("ctrl Q");
        assertThat(window.exit()).isZero();
      }
      assertThat(Files.readString(home.resolve("config/prosa/desktop.properties")))
          .contains("zoom=80");
    }
  }

  @Tag("long")
  @Test
  void theDraftIsUndoneRedoneCutAndPastedByKeysAndByTheMenu() throws Exception {
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      window.type("abc").key("ctrl Z");
      window.await("undone", seen -> seen.contains("ab"));
      window.key("ctrl shift Z");
      window.await("done again", seen -> seen.contains("abc"));
      window.key("ctrl A").key("ctrl X");
      window.await("cut", seen -> !seen.contains("abc"));
      assertThat(window.clipboard()).isEqualTo("abc");
      window.key("ctrl V");
      window.await("pasted", seen -> seen.contains("abc"));

      window.type("d");
      window.await("typed", seen -> seen.contains("abcd"));
      window.click("Edit").click("Undo");
      window.await("undone", seen -> seen.contains("abc"));
      window.click("Edit").click("Redo");
      window.await("done again", seen -> seen.contains("abcd"));
      window.click("Edit").click("Select all");
      window.click("Edit").click("Cut");
      window.await("cut", seen -> !seen.contains("abcd"));
      window.click("Edit").click("Paste");
      window.await("pasted", seen -> seen.contains("abcd"));
      window.click("Edit").click("Select all");
      window.click("Edit").click("Copy");
      window.key("END").type(" e").key("ENTER");
      window.await("said", seen -> seen.contains("abcd e"));
      assertThat(window.clipboard()).isEqualTo("abcd");
    }
  }

  @Tag("long")
  @Test
  void helpTellsTheKeys() throws Exception {
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      window.key("F1");
      window.awaitText("Up and Down move between messages");
    }
  }

  @Tag("long")
  @Test
  void aboutTellsWhoseThePicturesAre() throws Exception {
    try (Prosa server = Prosa.serve();
        DesktopWindow window = enter(server, "Ana")) {
      window.key("alt H");
      window.awaitText("About Prosa");
      window.key("UP").key("ENTER"); // the last of the menu
      window.awaitText("The pictures of emoji are Twemoji");
    }
  }

  /** Who opens an encrypted table, to which {@link #link} leads. */
  private ChatClient host(Prosa server) {
    CompletableFuture<String> invited = new CompletableFuture<>();
    ServerAddress at = new ServerAddress(Prosa.HOST, server.port(), Optional.empty());
    ChatClient eva =
        ChatClient.enter(
            ConnectOptions.encryptedRoom(at, "Eva"),
            (from, event) -> {
              if (event instanceof ChatEvent.Seated) {
                from.invite();
              } else if (event instanceof ChatEvent.Invited(String _, String way)) {
                invited.complete(way);
              }
            });
    link = invited.orTimeout(Await.LONG.toMillis(), TimeUnit.MILLISECONDS).join();
    return eva;
  }

  private DesktopWindow enter(Prosa server, String name) throws IOException {
    return enter(Prosa.HOST + ":" + server.port(), name);
  }

  private DesktopWindow enter(String address, String name) throws IOException {
    DesktopWindow window =
        DesktopWindow.open(home, "--language", "en", "--user", name, "--address", address);
    window.awaitFocus("Enter");
    window.key("ENTER");
    window.awaitText("Connected, at Chat0");
    window.awaitFocus("Your message");
    return window;
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertThat(Outcome.of(Path.of("."), "kill", "-" + name, String.valueOf(pid)).exit()).isZero();
  }
}
