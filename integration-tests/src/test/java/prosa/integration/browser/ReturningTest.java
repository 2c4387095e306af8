package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.integration.FreePort;
import prosa.testing.FailingDoor;
import prosa.testing.TextExamples.Example;

/**
 * Coming back after a reload, after an absence, on a connection that failed silently; and leaving.
 */
final class ReturningTest extends PageTestCase {
  /** The server ends in many of these. */
  @Override
  boolean oneServer() {
    return false;
  }

  @Test
  void reloadKeepsDraftMutesTitleAndFocusAndSaysWhatIsGone() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      ana.isTold("Bob sat down");
      bob.say("before");
      ana.hears("before");
      ana.page().click("#log .by bdi");
      ana.page().click("#mute");
      ana.page().fill("#say", "half a sentence");
      String title = ana.title();

      ana.page().reload();

      ana.isSeated();
      ana.isTold("what was said before is gone");
      assertThat(ana.page().inputValue("#say")).isEqualTo("half a sentence");
      assertThat(ana.title()).isEqualTo(title);
      assertThat(focused(ana)).isEqualTo("say");
      assertThat(ana.page().locator(".seat.muted").count()).isOne();
      bob.say("after");
      ana.say("a fence");
      bob.hears("Ana: a fence");
      assertThat(ana.bubbles()).containsExactly("a fence");
      assertThat(ana.page().evaluate("JSON.stringify(sessionStorage)")).isEqualTo("{}");
    }
  }

  /** More than the rate allows at once: some is on its way, and the rest waits. */
  @Test
  void reloadLosesNothingOfWhatIsNotSaidYetAndSaysItOnce() throws IOException {
    try (RestartableServer slow = RestartableServer.open("--message-rate", "3:2");
        PageUser bia = chromium.open(slow.url()).sitDown("Bia");
        PageUser ana = chromium.open(slow.url()).sitDown("Ana")) {
      List<String> texts = IntStream.range(0, 12).mapToObj(i -> "text " + i).toList();
      ana.page()
          .evaluate(
              "texts => texts.forEach(text => { document.getElementById('say').value = text;"
                  + " document.getElementById('composer').requestSubmit(); })",
              texts);

      ana.page().reload();

      ana.isSeated();
      bia.hears("text 11");
      assertThat(bia.bubbles()).isEqualTo(texts);
      ana.holds("all is said", () -> ana.page().locator("#log .said.pending").count() == 0);
      assertThat(ana.bubbles()).contains("text 11").doesNotHaveDuplicates();
    }
  }

  /** As by a link in another window, or a bookmark. */
  @Tag("long")
  @Test
  void draftGoesAlongToTheTableWhoseInvitationIsOpenedInPlaceOfThePage() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url())) {
      bia.page().fill("#name", "Bia");
      bia.page().click("#private");
      bia.isSeated();
      bia.holds("its address", () -> bia.page().url().contains("/r/"));
      ana.page().fill("#say", "half a sentence");
      ana.page().navigate(host.url() + "/r/no-such-table");
      ana.page().fill("#name", "Ana"); // the form is ready then
      ana.page().press("#name", "Enter");
      ana.page().locator("#next-steps button").click();
      ana.isSeated();
      assertThat(ana.page().inputValue("#say")).isEqualTo("half a sentence");
      ana.page().navigate(bia.page().url());
      ana.page().fill("#name", "Ana");
      ana.page().press("#name", "Enter");
      bia.seesAtTheTable("Bia", "Ana");
      assertThat(ana.page().inputValue("#say")).isEqualTo("half a sentence");
      assertThat(ana.complaints()).isEmpty();
    }
  }

  @Tag("long")
  @Test
  void anotherNameThatCannotBeAskedForStaysInItsFieldUntilItCan() throws Exception {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      ana.page().locator(".seat.me, .seat").first().click();
      ana.page().fill("#new-name", "Aninha");
      host.kill();
      ana.page().locator("#link-state").waitFor();
      ana.page().press("#new-name", "Enter");
      ana.holds(
          "why it is not asked for",
          () -> ana.page().locator("#member-state").textContent().equals("Connection lost."));
      assertThat(ana.page().inputValue("#new-name")).isEqualTo("Aninha");
      assertThat(ana.page().locator("#member-dialog").isVisible()).isTrue();
    }
  }

  @Tag("long")
  @Test
  void whatWasReadStaysThoughTheSeatWasGone() throws Exception {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia")) {
      bia.say("read already");
      ana.hears("read already");

      host.kill();
      ana.page().locator("#link-state").waitFor();
      host.startAgain();

      ana.isSeated();
      ana.isTold("You were away");
      ana.isTold("Your seat was gone");
      assertThat(ana.bubbles()).contains("read already");
    }
  }

  /**
   * A private table ends with the server. Its friend and who opened it keep what they read and what
   * they wrote, nobody hears that unasked, and both are offered a table of either kind.
   */
  @Tag("long")
  @Test
  void whoWasAtAPrivateTableKeepsAllAndIsOfferedAnotherAfterARestart() throws Exception {
    try (PageUser ana = chromium.open(host.url())) {
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.isSeated();
      ana.holds("its address", () -> ana.page().url().contains("/r/"));
      ana.page().keyboard().press("Escape");
      try (PageUser bia = chromium.open(ana.page().url()).sitDown("Bia")) {
        ana.say("read already");
        bia.hears("read already");

        host.kill();
        for (PageUser one : List.of(ana, bia)) {
          one.page().locator("#link-state").waitFor();
          one.say("into the dark");
          one.page().locator("#log .pending").waitFor();
          one.page().fill("#say", "half a sentence");
        }
        host.startAgain();

        for (PageUser one : List.of(ana, bia)) {
          one.page().locator(".card[data-kind=room-gone]").waitFor();
          assertThat(one.bubbles()).contains("read already", "into the dark");
          assertThat(one.page().inputValue("#say")).isEqualTo("half a sentence");
          assertThat(one.page().locator(".seat:not(.empty)").count()).isZero();
          assertThat(one.page().url()).doesNotContain("/r/");
          assertThat(one.page().textContent("#room-kind-name")).isEqualTo("That table is closed");
        }
        ana.page().click(".card[data-kind=room-gone] button >> nth=1");
        ana.isTold("Your seat was gone");
        ana.holds("an invitation", () -> ana.page().url().contains("/r/"));
        bia.page().click(".card[data-kind=room-gone] button >> nth=0");
        bia.isTold("Your seat was gone");
        for (PageUser one : List.of(ana, bia)) {
          one.isSeated();
          assertThat(one.page().inputValue("#say")).isEqualTo("half a sentence");
          assertThat(one.bubbles()).contains("read already", "into the dark");
          one.page()
              .locator("#log .send-error button")
              .first()
              .waitFor(); // to be sent here, or not
        }
        ana.page().keyboard().press("Escape");
        ana.page().click("#log .clear-past button");
        assertThat(ana.bubbles()).containsExactly("into the dark");
        assertThat(bia.room()).isNotEqualTo(ana.room());
      }
    }
  }

  @Test
  void reloadWhereTheTableIsClosedKeepsWhatIsNotSaidYet() throws Exception {
    try (PageUser ana = chromium.open(host.url())) {
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.isSeated();
      ana.holds("its address", () -> ana.page().url().contains("/r/"));
      ana.page().keyboard().press("Escape");
      host.kill();
      ana.page().locator("#link-state").waitFor();
      ana.say("into the dark");
      ana.page().locator("#log .pending").waitFor();
      ana.page().fill("#say", "half a sentence");
      host.startAgain();
      ana.page().locator(".card[data-kind=room-gone]").waitFor();

      ana.page().reload();

      ana.page().fill("#name", "Ana"); // the form is ready then
      ana.page().press("#name", "Enter");
      ana.isSeated();
      assertThat(ana.page().inputValue("#say")).isEqualTo("half a sentence");
      assertThat(ana.bubbles()).containsExactly("into the dark");
      ana.page().locator("#log .send-error button").first().waitFor(); // here, or not
      ana.presses("Leave");
      ana.page().reload();
      ana.page().fill("#name", "Ana");
      ana.page().press("#name", "Enter");
      ana.isSeated();
      assertThat(ana.page().inputValue("#say")).isEmpty();
      assertThat(ana.bubbles()).isEmpty();
    }
  }

  /** Nobody is put among strangers who did not ask for them by their name. */
  @Tag("long")
  @Test
  void whoIsTakenFromAPrivateTableIsOfferedAnotherOne() throws Exception {
    int port = FreePort.find();
    try (RestartableServer operated = RestartableServer.open("--admin", "127.0.0.1:" + port);
        PageUser ana = chromium.open(operated.url())) {
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.isSeated();
      PageStates.act(port, "remove-seat?room=" + ana.room() + "&place=1");
      ana.page().locator("#stopped").waitFor();
      assertThat(ana.page().locator("#next-steps button").allTextContents())
          .containsExactly("Open a private table");
      ana.page().click("#next-steps button");
      ana.isSeated();
      assertThat(ana.page().textContent("#room-kind-name")).isEqualTo("Private");

      ana.holds("its address", () -> ana.page().url().contains("/r/"));
      try (PageUser bia = chromium.open(ana.page().url()).sitDown("Bia")) {
        PageStates.act(port, "close-room?room=" + bia.room());
        bia.page().locator("#stopped").waitFor();
        assertThat(bia.page().locator("#next-steps button").allTextContents())
            .as("the same invitation would meet the same refusal")
            .containsExactly("Open a private table");
        assertThat(bia.page().url()).doesNotContain("/r/");
      }
    }
  }

  /** Only leaving forgets: the operator, or another tab, takes the seat and nothing else. */
  @Tag("long")
  @Test
  void whoseSeatIsTakenKeepsWhatWasReadAndWritten() throws Exception {
    int port = FreePort.find();
    try (RestartableServer operated =
            RestartableServer.open("--admin", "127.0.0.1:" + port, "--message-rate", "1:1");
        PageUser ana = chromium.open(operated.url()).sitDown("Ana");
        PythonMember bob = PythonMember.dealer(operated.port(), "Bob")) {
      bob.hearsSomethingOf("seated");
      bob.say("read already");
      ana.hears("read already");
      for (String text : List.of("said", "1", "2", "3", "not said")) {
        ana.say(text);
      }
      bob.hears("Ana: said");
      ana.page().fill("#say", "half a sentence");
      PageStates.act(port, "remove-seat?room=" + ana.room() + "&place=1");
      ana.page().locator("#stopped").waitFor();
      ana.page().click("#next-steps button");
      ana.isSeated();

      assertThat(ana.bubbles()).contains("read already").containsOnlyOnce("said", "not said");
      assertThat(ana.page().locator("#log .said:not(.past)").count()).isZero();
      assertThat(ana.page().inputValue("#say")).isEqualTo("half a sentence");
      ana.page().locator("#log .send-error button").first().waitFor(); // to be sent here, or not
      ana.page().click("nav [data-do=leave]");
      ana.sitDown("Eva");
      assertThat(ana.bubbles()).isEmpty();
      assertThat(ana.page().inputValue("#say")).isEmpty();
    }
  }

  /** Only what was said and shown at this table is in it, also when the table is closed. */
  @Tag("long")
  @Test
  void reportIsOfWhatWasSaidAndShownAtThisTable() throws Exception {
    try (PageUser ana = chromium.open(host.url())) {
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.isSeated();
      ana.holds("its address", () -> ana.page().url().contains("/r/"));
      ana.page().keyboard().press("Escape");
      String room = ana.room();
      try (PageUser bia = chromium.open(ana.page().url()).sitDown("Bia");
          PageUser rui = chromium.open(ana.page().url()).sitDown("Rui")) {
        ana.seesAtTheTable("Ana", "Bia", "Rui");
        ana.say("/mute Rui");
        ana.isTold("You will not see what Rui says");
        rui.say("not shown");
        bia.hears("not shown");
        bia.page().fill("#say", "one");
        bia.page().press("#say", "Shift+Enter");
        bia.page().keyboard().type("line");
        bia.page().press("#say", "Enter");
        bia.say("/me waves");
        ana.holds("all said", () -> ana.page().innerText("#log").contains("waves"));
        assertThat(report(ana)).contains("Bia: * waves").doesNotContain("not shown");
        ana.say("/mute Bia"); // and then one reports what was shown before
        ana.isTold("You will not see what Bia says");
        assertThat(report(ana)).contains("Bia: * waves").doesNotContain("not shown");
        host.kill();
        ana.page().locator("#link-state").waitFor();
        ana.say("into the dark");
        ana.page().locator("#log .pending").waitFor();
        assertThat(report(ana))
            .contains("from table " + room, "what Ana saw", "Bia: one line", "Bia: * waves")
            .doesNotContain("not shown", "into the dark");
        host.startAgain();
        ana.page().locator(".card[data-kind=room-gone]").waitFor();
        assertThat(report(ana))
            .contains("from table " + room, "what Ana saw", "Bia: one line", "Bia: * waves")
            .doesNotContain("not shown", "into the dark");
        ana.page().click(".card[data-kind=room-gone] button >> nth=0");
        ana.isTold("Your seat was gone");
        ana.say("at another table");
        ana.hears("at another table");
        assertThat(report(ana))
            .contains("from table " + ana.room(), "Ana: at another table")
            .doesNotContain("one line", "waves", "not shown", "into the dark");
      }
    }
  }

  /** The report that the page shows, as the last of its kind. */
  private static String report(PageUser friend) {
    int before = friend.page().locator("#log .event.words").count();
    friend.say("/report");
    friend.holds("a report", () -> friend.page().locator("#log .event.words").count() > before);
    return friend.page().locator("#log .event.words").last().textContent();
  }

  @Tag("long")
  @Test
  void seatIsSaidToBeKeptForSoLong() throws Exception {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      host.kill();
      ana.holds(
          "how long",
          () ->
              ana.page()
                  .textContent("#link-sentence")
                  .matches("Connection lost.* Your seat is kept for \\d+ s\\."));
      host.startAgain();
      ana.isSeated();
    }
  }

  @Tag("long")
  @Test
  void whatWasReadStaysAtAnotherTableUntilTheReaderClearsIt() throws Exception {
    try (RestartableServer small =
            RestartableServer.open("--capacity", "2", "--hold", "1s", "--message-rate", "off");
        PageUser ana = chromium.open(small.url()).sitDown("Ana");
        PythonMember bob = PythonMember.dealer(small.port(), "Bob")) {
      ana.isTold("Bob sat down");
      bob.say("read already");
      ana.hears("read already");
      String here = ana.room();
      ana.page().context().setOffline(true);
      ana.page().evaluate("dispatchEvent(new Event('offline'))");
      bob.hearsSomethingOf("left");
      try (PythonMember eva = PythonMember.dealer(small.port(), "Eva")) {
        eva.hearsSomethingOf("seated");
        bob.hearsSomethingOf("Eva");
        ana.page().context().setOffline(false);
        ana.isSeated();
        assertThat(ana.room()).isNotEqualTo(here);
        ana.isTold("Your seat was gone");
        ana.hears("read already");
        assertThat(ana.page().locator("#log .said.past").count()).isOne();
        ana.say("hello?");
        ana.hears("hello?");
        ana.page().click("#log .clear-past button");
        assertThat(ana.bubbles()).containsExactly("hello?");
        ana.page().click("nav [data-do=leave]");
      }
    }
  }

  @Test
  void leavingForgetsEverythingAtOnce() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      bob.say("a secret");
      ana.hears("a secret");
      ana.page().fill("#say", "my secret draft");
      ana.page().click("nav [data-do=leave]");

      assertThat(ana.page().inputValue("#say")).isEmpty();
      assertThat(ana.page().locator("#log").textContent()).isEmpty();
      assertThat(ana.page().evaluate("JSON.stringify(sessionStorage)")).isEqualTo("{}");
      ana.page().reload();
      ana.page().locator("#name").waitFor();
      assertThat(ana.page().locator("#room").isHidden()).isTrue();
    }
  }

  @Test
  void mutingIsOfAMemberAndNotOfAPlace() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      try (PythonMember bob = dealer("Bob")) {
        ana.isTold("Bob sat down");
        ana.page().click("#seats .seat:not(.mine):not(.empty) button");
        ana.page().locator("#member-dialog").waitFor();
        bob.say("{\"type\": \"leave\"}");
        ana.isTold("Bob left");
        ana.isGone("#member-dialog");
      }
      try (PythonMember eva = dealer("Eva")) {
        eva.say("oi");
        ana.hears("oi");
        assertThat(ana.page().locator(".seat.muted").count()).isZero();
      }
    }
  }

  /** A message that has come and is not drawn yet. */
  @Test
  void whoIsMutedIsNotSeenFromThenOn() throws IOException {
    try (PageUser ana = chromium.open("about:blank");
        PythonMember bob = dealer("Bob")) {
      List<String> frames = new CopyOnWriteArrayList<>();
      ana.page().onWebSocket(socket -> socket.onFrameReceived(frame -> frames.add(frame.text())));
      ana.page().clock().install();
      ana.page().navigate(host.url());
      ana.sitDown("Ana");
      bob.say("seen");
      ana.hears("seen");
      ana.page().clock().pauseAt((long) number(ana, "Date.now()") + 1_000);
      bob.say("on the way");
      ana.holds("it has come", () -> frames.stream().anyMatch(one -> one.contains("on the way")));
      ana.say("/mute Bob");
      ana.holds(
          "muted", // which names look alike is asked first
          () -> {
            ana.page().clock().runFor(100);
            return ana.events().stream().anyMatch(one -> one.contains("You will not see what Bob"));
          });
      assertThat(ana.bubbles()).isEmpty();
      ana.page().clock().resume();
      ana.say("/unmute Bob");
      ana.hears("on the way");
    }
  }

  @Tag("long")
  @Test
  void countdownIsQuietAndKeepsTheFocus() throws Exception {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      host.kill();
      ana.holds(
          "a countdown of some seconds",
          () -> ana.page().textContent("#link-state").matches("(?s).*in ([4-9]|1\\d) s.*"));
      ana.page()
          .evaluate(
              "window.spoken = 0; new MutationObserver(() => spoken++).observe("
                  + "document.getElementById('link-sentence'),"
                  + " {childList: true, characterData: true, subtree: true})");
      String before = ana.page().textContent("#link-countdown");
      ana.page().focus("#try-now");
      ana.holds("it counts", () -> !ana.page().textContent("#link-countdown").equals(before));
      assertThat(focused(ana)).isEqualTo("try-now");
      assertThat(number(ana, "spoken")).isZero();
      host.startAgain();
      ana.page().click("#try-now");
      ana.isSeated();
    }
  }

  /** The ways to fail, for as many pages as find a seat at one table. */
  static List<List<Example>> failures() {
    return FailingDoor.failures().stream()
        .collect(Collectors.partitioningBy(how -> how.kind().equals("stays")))
        .values()
        .stream()
        .toList();
  }

  /** A page behind a door of its own. */
  private record Member(FailingDoor door, Example how, PageUser page) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      page.close();
      door.close();
    }
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("failures")
  void whateverBecomesOfTheDoorThePageComesBackToItsSeatOnceItIsWell(List<Example> ways)
      throws Exception {
    List<Member> friends = new ArrayList<>();
    try (PythonMember bob = dealer("Bob")) {
      for (Example how : ways) {
        FailingDoor door = FailingDoor.before(host.port());
        PageUser page = chromium.open("http://127.0.0.1:" + door.port());
        friends.add(new Member(door, how, page));
        page.sitDown("Ana");
      }
      for (Member friend : friends) {
        friend.door().fail(friend.how());
      }
      for (Member friend : friends) {
        friend.page().page().locator("#link-state").waitFor();
        friend.door().awaitAttempts(2); // one that falls silent is given up
      }
      for (Member friend : friends) {
        friend.door().heal();
      }
      for (Member friend : friends) {
        friend.page().isTold("back at your seat");
        friend.page().isSeated();
      }
      bob.say("and now?");
      for (Member friend : friends) {
        friend.page().hears("and now?");
        assertThat(friend.page().events())
            .as(friend.how().toString())
            .filteredOn(line -> line.contains("back at your seat"))
            .hasSize(1);
      }
      bob.hearsSomethingOf("back");
    } finally {
      for (Member friend : friends) {
        friend.close();
      }
    }
  }

  /** A line that goes silent, as a middlebox makes it that forgot the connection. */
  private static final class SilentLine implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger generation = new AtomicInteger();
    private final int to;

    SilentLine(int to) throws IOException {
      this.to = to;
      Thread.ofVirtual().start(this::accept);
    }

    int port() {
      return door.getLocalPort();
    }

    /** Nothing passes on the connections that there are, and nobody is told. */
    void silence() {
      generation.incrementAndGet();
    }

    private void accept() {
      try {
        while (true) {
          Socket in = door.accept();
          Socket out = new Socket(InetAddress.getLoopbackAddress(), to);
          int mine = generation.get();
          Thread.ofVirtual().start(() -> pump(in, out, mine));
          Thread.ofVirtual().start(() -> pump(out, in, mine));
        }
      } catch (IOException e) {
        // closed
      }
    }

    private void pump(Socket from, Socket into, int mine) {
      byte[] buffer = new byte[8_192];
      try (from;
          into) {
        InputStream source = from.getInputStream();
        OutputStream sink = into.getOutputStream();
        for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
          if (generation.get() == mine) {
            sink.write(buffer, 0, n);
          }
        }
      } catch (IOException e) {
        // one of the two has gone
      }
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }

  @Tag("long")
  @Test
  void lineThatDiedWhileThePageSleptIsFoundWithinFiveSeconds() throws IOException {
    try (SilentLine line = new SilentLine(host.port());
        PageUser ana = chromium.open("http://127.0.0.1:" + line.port()).sitDown("Ana");
        PythonMember bob = dealer("Bob")) {
      ana.isTold("Bob sat down");
      ana.page().waitForTimeout(1_600); // who has just heard something need not ask
      line.silence();
      bob.say("said into the dark");
      long begin = System.nanoTime();
      ana.page().evaluate("dispatchEvent(new Event('focus'))");
      ana.isTold("back at your seat");
      assertThat((System.nanoTime() - begin) / 1_000_000)
          .isLessThan(5_000 + 2_000); // and comes back
      ana.isTold("One message went by");
      bob.say("and now?");
      ana.hears("and now?");
    }
  }
}
