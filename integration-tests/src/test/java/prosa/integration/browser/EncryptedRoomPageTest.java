package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketFrame;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.client.Message;
import prosa.client.ServerAddress;
import prosa.integration.Tmux;

/**
 * An encrypted table with two browsers and a program on the client library, and all that the server
 * gets to see of it.
 */
@Tag("graphical")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EncryptedRoomPageTest {
  private static final Path ROOT = Path.of(System.getProperty("prosa.root", "..")).toAbsolutePath();

  private Chromium chromium;
  private RestartableServer host;

  @BeforeAll
  void launch() {
    chromium = new Chromium();
  }

  @AfterAll
  void quit() {
    chromium.close();
  }

  @BeforeEach
  void open() throws IOException {
    host = RestartableServer.open();
  }

  @AfterEach
  void close() throws IOException {
    host.close();
  }

  /** Keeps all that a page asks for, and all frames that it sends and gets. */
  private static void tap(Page page, List<String> seen) {
    page.onRequest(request -> seen.add(request.method() + " " + request.postData()));
    page.onWebSocket(
        socket -> {
          socket.onFrameSent(frame -> seen.add(text(frame)));
          socket.onFrameReceived(frame -> seen.add(text(frame)));
        });
  }

  private static String text(WebSocketFrame frame) {
    return String.valueOf(frame.text());
  }

  /** Opens an encrypted table. */
  private static void opens(PageUser friend, String name) {
    friend.page().fill("#name", name);
    friend.page().locator("#encrypted").click();
    friend.isSeated();
    friend.holds(
        "the page says that the table is encrypted",
        () -> friend.page().locator("#room-kind").textContent().contains("Encrypted"));
  }

  /** The link that the page shows to who has just opened a private table. */
  private static String link(PageUser friend) {
    friend.holds(
        "a link with a secret",
        () -> friend.page().locator("#invite-link").inputValue().contains("#."));
    String link = friend.page().locator("#invite-link").inputValue();
    assertThat(friend.page().locator("#qr").isVisible()).isFalse();
    friend.holds(
        "the page says why there is no picture",
        () -> friend.page().locator("#invite-dialog").textContent().contains("no QR code"));
    friend.page().keyboard().press("Escape");
    friend.isGone("#invite-dialog");
    return link;
  }

  private static String code(PageUser friend) {
    friend.isTold("Compare this code");
    return shownCode(friend).orElseThrow();
  }

  private static Optional<String> shownCode(PageUser friend) {
    return friend.events().stream().filter(line -> line.contains("Compare this code")).findFirst();
  }

  @Test
  void browsersAndAProgramTalkAndTheServerSeesNothingOfIt() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    List<String> heard = new CopyOnWriteArrayList<>();
    try (ByteTap tap = new ByteTap(host.port());
        PageUser ana = chromium.open("about:blank");
        PageUser bia = chromium.open("about:blank")) {
      tap(ana.page(), seen);
      tap(bia.page(), seen);
      ana.page().navigate(host.url());
      opens(ana, "Ana-CANARY");
      ServerAddress invited = ServerAddress.parse(link(ana)).orElseThrow();
      String secret = invited.secret().orElseThrow().text();
      bia.page()
          .navigate(
              "http://127.0.0.1:%d/r/%s#.%s"
                  .formatted(tap.port(), invited.invite().orElseThrow(), secret));
      bia.sitDown("Bia-CANARY");
      ana.seesAtTheTable("Ana-CANARY", "Bia-CANARY");
      bia.seesAtTheTable("Ana-CANARY", "Bia-CANARY");
      assertThat(code(bia)).isEqualTo(code(ana));
      bia.isTold("could change it so that it gives the secret away");

      ServerAddress way =
          new ServerAddress("127.0.0.1", tap.port(), Optional.empty())
              .inviting(invited.invite().orElseThrow(), invited.secret());
      try (ChatClient rui =
          ChatClient.enter(
              ConnectOptions.to(way, "Rui-CANARY"),
              (_, event) -> {
                if (event instanceof ChatEvent.Said(Message message)) {
                  heard.add(message.name() + ": " + message.text());
                } else if (event instanceof ChatEvent.Unopened unopened) {
                  heard.add(unopened.toString());
                }
              })) {
        ana.seesAtTheTable("Ana-CANARY", "Bia-CANARY", "Rui-CANARY");
        ana.say("from a page CANARY");
        rui.say("from a program CANARY");
        bia.say("/me waves CANARY");
        for (PageUser friend : List.of(ana, bia)) {
          friend.hears("from a page CANARY");
          friend.hears("from a program CANARY");
          friend.holds("an action", () -> friend.page().innerText("#log").contains("waves CANARY"));
        }
        ana.holds("the program hears all", () -> heard.size() == 3);
        assertThat(heard)
            .containsExactlyInAnyOrder(
                "Ana-CANARY: from a page CANARY",
                "Rui-CANARY: from a program CANARY",
                "Bia-CANARY: waves CANARY");

        bia.page().reload();
        bia.isTold("You are still at table");
        ana.say("after the reload CANARY");
        bia.hears("after the reload CANARY");
        ana.hears("after the reload CANARY");
      }
      assertThat(seen).hasSizeGreaterThan(20).anyMatch(text -> text.contains("\"tell\""));
      assertThat(seen).noneMatch(text -> text.contains("CANARY") || text.contains(secret));
      assertThat(tap.seen())
          .contains("GET /r/" + invited.invite().orElseThrow() + " HTTP/1.1", "e1.")
          .contains("Guest")
          .doesNotContain("CANARY")
          .doesNotContain(secret);
      assertThat(URI.create(bia.page().url()).getFragment()).isNull();
      assertThat(ana.complaints()).isEmpty();
      assertThat(bia.complaints()).isEmpty();
    }
  }

  @Test
  void aLinkWithoutItsSecretSaysWhatIsMissing() {
    try (PageUser ana = chromium.open(host.url());
        PageUser eva = chromium.open("about:blank")) {
      opens(ana, "Ana");
      eva.page().navigate(link(ana).replaceFirst("#.*", ""));
      eva.page().fill("#name", "Eva");
      eva.page().press("#name", "Enter");
      eva.holds(
          "what is missing",
          () -> eva.page().locator("#stopped").textContent().contains("its whole link"));
      ana.say("alone yet");
      ana.hears("alone yet");
    }
  }

  @Tag("long")
  @Test
  void aLinkWithADamagedSecretLeadsNowhereAndNeverToATableWithoutOne() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (PageUser ana = chromium.open(host.url());
        PageUser eva = chromium.open("about:blank")) {
      opens(ana, "Ana");
      String link = link(ana);
      tap(eva.page(), seen);
      for (String damaged :
          List.of(
              link.substring(0, link.length() - 1),
              link.substring(0, link.length() - 30),
              link.replaceFirst("#.*", "#."),
              link.replaceFirst("#\\.(.{9})", "#.$1%20"),
              link.replaceFirst("/r/.*#", "/#"))) {
        eva.page().navigate("about:blank");
        eva.page().navigate(damaged);
        eva.holds(
            "what is wrong with " + damaged,
            () -> eva.page().locator("#stopped").textContent().contains("it is not whole"));
        assertThat(eva.page().url()).isEqualTo(host.url() + "/");
      }
      eva.sitDown("Eva-CANARY");
      eva.say("/join " + link.substring(0, link.length() - 1));
      eva.card("it is not whole").locator("button").first().click();
      // Loads nothing: the page is at this address.
      eva.page().navigate(link.replaceFirst("/r/.*#", "/#"));
      eva.card("it is not whole");
      assertThat(seen).noneMatch(text -> text.contains("\"invite\""));
      ana.say("alone yet");
      ana.hears("alone yet");
      assertThat(eva.complaints()).isEmpty();
    }
  }

  /** Also without its secret, and pasted into the address. */
  @Tag("long")
  @Test
  void theLinkOfOnesOwnTableCostsNoSeat() {
    try (PageUser ana = chromium.open(host.url());
        PageUser bia = chromium.open("about:blank")) {
      opens(ana, "Ana");
      String link = link(ana);
      bia.page().navigate(link);
      bia.sitDown("Bia");
      ana.seesAtTheTable("Ana", "Bia");
      for (String way : List.of("/join " + link, "/join " + link.replaceFirst("#.*", ""), link)) {
        if (way.equals(link)) {
          bia.page().navigate(link);
        } else {
          bia.say(way);
        }
        bia.card("You have a seat already").locator("button").first().click();
        assertThat(bia.page().locator(".card[data-kind=confirm]").count()).isZero();
      }
      bia.say("here yet");
      ana.hears("here yet");
      assertThat(ana.events()).noneMatch(line -> line.contains("Bia left"));
      assertThat(bia.complaints()).isEmpty();
    }
  }

  /** The other server's page may have been opened over https. */
  @Tag("long")
  @Test
  void aPageThatCannotEncryptLeadsToAnotherServerAllTheSame() {
    String invitation = "/r/a-code-of-it#.b3VyIGZpeGVkIHNlY3JldCBmb3IgdGhlIGV4YW1wbGU";
    try (PageUser ana = chromium.open("about:blank")) {
      ana.page().addInitScript("Object.defineProperty(crypto, 'subtle', { value: undefined })");
      ana.page().navigate(host.url());
      ana.sitDown("Ana");
      ana.say("/join https://other.example" + invitation);
      assertThat(ana.card("Leave this table").textContent()).contains("other.example");
      ana.say("/join " + host.url() + invitation);
      ana.card("has to be opened over https");
      ana.isGone(".card[data-kind=confirm]");
      assertThat(ana.complaints()).isEmpty();
    }
  }

  /** A page without the part that seals tells the server nothing. */
  @Tag("long")
  @Test
  void whereAPartOfThePageCannotBeLoadedThereIsTheWayInYetAndNobodyIsLetInUnsealed() {
    List<String> seen = new CopyOnWriteArrayList<>();
    try (PageUser ana = chromium.open(host.url())) {
      opens(ana, "Ana");
      String link = link(ana);
      for (String part : List.of("sealed-view.js", "arrival.js")) {
        try (PageUser eva = chromium.open("about:blank")) {
          tap(eva.page(), seen);
          eva.page().route("**/" + part, Route::abort);
          eva.page().navigate(link);
          eva.page().fill("#name", "Eva-CANARY");
          eva.page().press("#name", "Enter");
          eva.holds(
              "why not, without " + part,
              () -> eva.page().textContent("#name-trouble").contains("Connection lost"));
        }
      }
      try (PageUser eva = chromium.open("about:blank")) {
        eva.page().route("**/later-*.js", Route::abort);
        eva.page().navigate(link.substring(0, link.length() - 1));
        eva.page().locator("#stopped").waitFor();
        assertThat(eva.page().locator("#name").isVisible()).isTrue();
      }
      assertThat(seen).noneMatch(text -> text.contains("CANARY") || text.contains("\"enter\""));
      assertThat(ana.table()).containsExactly("Ana");
    }
  }

  /** While it is not known yet what is behind the #. */
  @Tag("long")
  @Test
  void whoOpensAnEncryptedTableGetsOneHoweverSlowTheNetworkIs() {
    try (PageUser ana = chromium.open(host.url())) {
      List<Route> held = new CopyOnWriteArrayList<>();
      ana.page().locator("#encrypted").waitFor();
      ana.page().route("**/arrival.js", held::add);
      ana.page().navigate(host.url() + "/#what");
      ana.holds("it is asked for", () -> !held.isEmpty());
      ana.page().fill("#name", "Ana");
      ana.page().locator("#encrypted").click();
      held.getFirst().resume();
      ana.isSeated();
      ana.holds(
          "the page says that the table is encrypted",
          () -> ana.page().locator("#room-kind").textContent().contains("Encrypted"));
      assertThat(link(ana)).contains("#.");
      ana.say("among us");
      ana.hears("among us");
    }
  }

  /** The browser only changes the fragment then, and loads nothing. */
  @Test
  void aLinkThatIsPastedIntoTheAddressOfTheOpenPageIsFollowedAndLeavesNoSecretThere() {
    try (PageUser ana = chromium.open(host.url());
        PageUser eva = chromium.open("about:blank")) {
      opens(ana, "Ana");
      String link = link(ana);
      String bare = link.replaceFirst("#.*", "");
      eva.page().navigate(bare);
      eva.page().fill("#name", "Eva");
      List<Route> held = new CopyOnWriteArrayList<>();
      eva.page().route("**/arrival.js", held::add);
      eva.page().navigate(link);
      eva.holds("the secret is out of the address", () -> eva.page().url().equals(bare));
      eva.holds("it is asked what is behind the #", () -> !held.isEmpty());
      assertThat(eva.page().inputValue("#name")).isEqualTo("Eva");
      eva.page().press("#name", "Enter");
      held.getFirst().resume();
      eva.seesAtTheTable("Ana", "Eva");

      eva.page().fill("#say", "half a sent");
      eva.page().navigate(link.substring(0, link.length() - 1));
      eva.card("it is not whole");
      assertThat(eva.page().url()).isEqualTo(bare);
      String other = link.replaceFirst("#.*", "#.b3VyIGZpeGVkIHNlY3JldCBmb3IgdGhlIGV4YW1wbGU");
      eva.page().navigate(other);
      eva.card("Leave this table");
      assertThat(eva.page().url()).isEqualTo(bare);
      eva.card("Leave this table").locator("button").first().click();
      ana.seesAtTheTable("Ana", "Guest 2"); // whose name does not open with Ana's secret
      assertThat(eva.page().inputValue("#say")).isEqualTo("half a sent");
      assertThat(eva.page().evaluate("() => location.href").toString()).doesNotContain("#");
      assertThat(eva.complaints()).isEmpty();
    }
  }

  @Tag("long")
  @Test
  void anotherTableIsOneAmongStrangersAndThereIsAWayBack() {
    try (PageUser rui = chromium.open(host.url()).sitDown("Rui");
        PageUser ana = chromium.open(host.url())) {
      opens(ana, "Ana");
      link(ana);
      ana.page().locator("nav [data-do=next]").click();
      ana.card("Leave this table").locator("button").first().click();
      rui.seesAtTheTable("Rui", "Ana");
      ana.holds(
          "the page says that strangers may come",
          () -> ana.page().locator("#room-kind").textContent().contains("Open to strangers"));
      ana.say("oi");
      rui.hears("oi");
      ana.card("Your seat there is kept").locator("button").first().click();
      ana.isTold("You are back at");
      ana.holds(
          "the table is encrypted again",
          () -> ana.page().locator("#room-kind").textContent().contains("Encrypted"));
      ana.say("among us");
      ana.hears("among us");
      assertThat(rui.bubbles()).doesNotContain("among us");
      assertThat(ana.complaints()).isEmpty();
    }
  }

  @Tag("long")
  @Test
  void whoseTableIsClosedGoesOnAmongStrangersWithAllThatWasReadAndWritten() throws Exception {
    try (PageUser ana = chromium.open(host.url())) {
      opens(ana, "Ana");
      link(ana);
      ana.say("read already");
      ana.page().locator("#log .mine:not(.pending)").waitFor(); // the server has it
      host.kill();
      ana.page().locator("#link-state").waitFor();
      ana.say("into the dark");
      ana.page().locator("#log .pending").waitFor();
      host.startAgain();
      ana.page().locator(".card[data-kind=room-gone]").waitFor();
      ana.page().locator("nav [data-do=next]").click();
      ana.card("Leave this table").locator("button").first().click();
      ana.isTold("Your seat was gone");
      ana.isSeated();
      ana.holds(
          "the page says that strangers may come",
          () -> ana.page().locator("#room-kind").textContent().contains("Open to strangers"));
      assertThat(ana.bubbles()).contains("read already", "into the dark");
      ana.say("among strangers");
      ana.hears("among strangers");
    }
  }

  /** The button leads to a new encrypted table, and none to one that the server could read. */
  @Tag("long")
  @Test
  void whoseEncryptedTableIsClosedIsOfferedANewEncryptedOne() throws Exception {
    try (PageUser ana = chromium.open(host.url())) {
      opens(ana, "Ana");
      link(ana);
      String before = code(ana);
      ana.say("read already");
      ana.page().locator("#log .mine:not(.pending)").waitFor(); // the server has it
      host.kill();
      ana.page().locator("#link-state").waitFor();
      host.startAgain();
      Locator card = ana.page().locator(".card[data-kind=room-gone]");
      card.waitFor();
      assertThat(card.locator("button").allTextContents())
          .containsExactly("Encrypted table", "Sit down with strangers");
      card.locator("button").first().click();
      ana.isTold("Your seat was gone");
      ana.holds("another code", () -> !codes(ana).getLast().equals(before));
      ana.holds(
          "the page says that the table is encrypted",
          () -> ana.page().locator("#room-kind").textContent().contains("Encrypted"));
      assertThat(link(ana)).contains("#.");
      assertThat(ana.bubbles()).contains("read already");
      ana.say("among us");
      ana.hears("among us");
    }
  }

  private static List<String> codes(PageUser friend) {
    return friend.events().stream().filter(line -> line.contains("Compare this code")).toList();
  }

  /** The way in leads to the table whose link the page was opened with, by that link's secret. */
  @Tag("long")
  @Test
  void aNewKeyOfAnotherTableIsNotTakenForThatOfTheTableOnTheWayIn() {
    try (PageUser ana = chromium.open(host.url());
        PageUser bia = chromium.open(host.url());
        PageUser eva = chromium.open("about:blank")) {
      opens(ana, "Ana");
      String first = link(ana);
      opens(bia, "Bia");
      eva.page().navigate(first);
      eva.sitDown("Eva");
      ana.seesAtTheTable("Ana", "Eva");
      eva.say("/join " + link(bia));
      eva.card("Leave this table").locator("button").first().click();
      bia.seesAtTheTable("Bia", "Eva");
      eva.say("/newkey");
      bia.card("Eva asks for a new key").locator("button").first().click();
      eva.isTold("you have it together with: Bia");
      eva.say("/quit");
      eva.page().press("#name", "Enter");
      ana.seesAtTheTable("Ana", "Eva");
      ana.say("welcome back");
      eva.hears("welcome back");
      assertThat(eva.complaints()).isEmpty();
    }
  }

  /** A node of a cluster, which has none, is played. */
  @Tag("long")
  @Test
  void whereThereIsNoEncryptedTableTheNextStepIsToNoOtherOne() {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (PageUser ana = chromium.open("about:blank")) {
      ana.page()
          .routeWebSocket(
              Pattern.compile("/talk$"),
              route -> {
                route.onMessage(
                    frame -> {
                      asked.add(frame.text());
                      route.send(
                          """
                          {"type": "refused", "reason": "no-encryption", "message": "No."}""");
                    });
                route.send("{\"type\": \"hello\", \"server\": \"Prosa\", \"version\": \"1\"}");
              });
      ana.page().navigate(host.url());
      ana.page().fill("#name", "Ana");
      ana.page().locator("#encrypted").click();
      for (int times = 1; times <= 2; times++) {
        Locator step = ana.page().locator("#next-steps button");
        ana.holds(
            "the next step",
            () -> step.allTextContents().equals(List.of("Open an encrypted table")));
        step.click();
        int all = times + 1;
        ana.holds("asked again", () -> asked.size() == all);
      }
      assertThat(asked).allMatch(text -> text.contains("\"encrypted\":true"));
      assertThat(ana.complaints()).isEmpty();
    }
  }

  /** Two pages and a person at a terminal, who writes and answers as people do. */
  @Test
  void whoStayAgreeOnANewKeyAndTheOldLinkOpensNothing() throws Exception {
    try (PageUser ana = chromium.open(host.url());
        PageUser bia = chromium.open("about:blank");
        PageUser rui = chromium.open("about:blank")) {
      opens(ana, "Ana");
      String oldLink = link(ana);
      String before = code(ana);
      bia.page().navigate(oldLink);
      bia.sitDown("Bia");
      String chat =
          ROOT.resolve("prosa") + " chat --user Eva --language en '" + terminalLink(oldLink) + "'";
      try (Tmux eva = Tmux.running(chat)) {
        ana.seesAtTheTable("Ana", "Bia", "Eva");
        eva.sees("Compare this code");
        eva.type("/newkey").press("Enter").sees("You asked the others for a new key");
        ana.card("Eva asks for a new key").locator("button").first().click();
        bia.card("Eva asks for a new key");
        bia.say("/newkey");
        ana.isTold("you have it together with: Bia, Eva");
        bia.isTold("you have it together with: Ana, Eva");
        eva.sees("together with: Ana, Bia");
        ana.isGone(".card[data-kind=newkey]");
        bia.isGone(".card[data-kind=newkey]");
        String after = latestCode(ana);
        assertThat(after).isNotEqualTo(before).isEqualTo(latestCode(bia));
        String picture = after.substring(after.indexOf(": ") + 2).split(" ", -1)[1];
        eva.sees(picture);

        ana.say("a page under the new key");
        bia.hears("a page under the new key");
        eva.sees("a page under the new key");
        eva.type("a terminal under the new key").press("Enter");
        ana.hears("a terminal under the new key");

        rui.page().navigate(oldLink);
        rui.sitDown("Rui");
        rui.isTold("The key of this table has changed");
        ana.isTold("came with an old link of this table");
        ana.say("not for Rui");
        bia.hears("not for Rui");
        assertThat(rui.bubbles()).isEmpty();

        bia.page().reload(); // takes the new key along
        bia.isTold("You are still at table");
        ana.say("after the reload");
        bia.hears("after the reload");

        ana.page().locator("[data-do=invite]").first().click();
        String newLink = link(ana);
        assertThat(newLink).isNotEqualTo(oldLink).startsWith(oldLink.replaceFirst("#.*", "#"));
        rui.say("/join " + newLink);
        rui.card("Leave this table").locator("button").first().click();
        rui.isSeated();
        rui.holds("the new code", () -> shownCode(rui).equals(Optional.of(after)));
        rui.say("in with the new link");
        for (PageUser friend : List.of(ana, bia)) {
          friend.hears("in with the new link");
        }
        eva.sees("in with the new link");
      }
      assertThat(ana.complaints()).isEmpty();
      assertThat(bia.complaints()).isEmpty();
      assertThat(rui.complaints()).isEmpty();
    }
  }

  /** Two pages and a terminal move a third page away, and know before what that means here. */
  @Tag("long")
  @Test
  void whoVotesKnowsThatWhomItHitsGetsNoOtherSeat() throws Exception {
    try (RestartableServer voting = RestartableServer.open("--vote-after", "1s");
        PageUser ana = chromium.open(voting.url());
        PageUser bia = chromium.open("about:blank");
        PageUser rui = chromium.open("about:blank")) {
      opens(ana, "Ana");
      String link = link(ana);
      String chat =
          ROOT.resolve("prosa") + " chat --user Eva --language en '" + terminalLink(link) + "'";
      try (Tmux eva = Tmux.running(chat)) {
        eva.sees("Compare this code");
        bia.page().navigate(link);
        bia.sitDown("Bia");
        rui.page().navigate(link);
        rui.sitDown("Rui");
        ana.seesAtTheTable("Ana", "Eva", "Bia", "Rui");
        bia.page().waitForTimeout(1_100); // so long one sits there before one may vote
        bia.say("/vote Rui");
        bia.card("from an encrypted table gets no other seat")
            .locator("button")
            .filter(new Locator.FilterOptions().setHasText("flooding"))
            .click();
        eva.sees("encrypted table gets no").sees("(y/n)").type("y").press("Enter");
        ana.card("from an encrypted table gets no other seat");
        ana.page().reload();
        ana.isTold("You are still at table");
        assertThat(ana.card("from an encrypted table gets no other seat").textContent())
            .as("the vote is open yet, about the same member")
            .contains("Rui");
        ana.card("from an encrypted table gets no other seat").locator("button").first().click();
        for (PageUser stays : List.of(ana, bia)) {
          stays.isTold("By a vote, Rui was moved away from this table");
          assertThat(stays.events()).noneMatch(line -> line.contains("another table"));
        }
        eva.sees("By a vote, Rui was moved away");
        assertThat(eva.screen()).noneMatch(line -> line.contains("another table"));
      }
      rui.holds(
          "the page says that the conversation is over",
          () -> rui.page().locator("#stopped").textContent().contains("voted to move you away"));
      assertThat(rui.page().innerText("body")).doesNotContain("another table");
    }
  }

  private static String terminalLink(String link) {
    return link.replace("http://", "prosa://");
  }

  private static String latestCode(PageUser friend) {
    return friend.events().stream()
        .filter(line -> line.contains("Compare this code"))
        .reduce((_, later) -> later)
        .orElseThrow();
  }
}
