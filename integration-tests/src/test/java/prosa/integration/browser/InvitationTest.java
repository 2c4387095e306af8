package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.SelectOption;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ConnectOptions;
import prosa.client.KnownServers;
import prosa.client.ServerAddress;
import prosa.integration.CurveKeys;

/** Invitations: links that others can open, who alone at a private table is told, and robots. */
final class InvitationTest extends PageTestCase {
  private static final Pattern CODE = Pattern.compile("/r/([A-Za-z0-9_-]+)");

  /** How many people are there is counted. */
  @Override
  boolean oneServer() {
    return false;
  }

  /** Where the page is opened at this computer's own name, the server tells others. */
  @Tag("long")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[] | localhost | 0",
        "[\"192.0.2.7:5555\"] | 192.0.2.7:5555 | 0",
        "[\"192.0.2.7:5555\", \"chat.lan:5555\"] | 192.0.2.7:5555 | 2"
      })
  void linkAtThisComputersOwnNameIsOneThatOthersCanOpen(String hosts, String linked, int choices) {
    try (PageUser ana = chromium.open("http://localhost:" + host.port()).sitDown("Ana")) {
      Page page = ana.page();
      page.route(
          "**/addresses",
          route ->
              route.fulfill(
                  new Route.FulfillOptions().setContentType("application/json").setBody(hosts)));
      page.route("**/qr?*", route -> route.fulfill(new Route.FulfillOptions().setStatus(204)));
      page.click("nav [data-do=invite]");
      ana.holds(
          "a link to " + linked,
          () -> page.inputValue("#invite-link").startsWith("http://" + linked));
      ana.holds(
          "the note, where no other address is known",
          () -> page.locator("#local-note").isVisible() == hosts.equals("[]"));
      assertThat(page.locator("#invite-choice-row").isVisible()).isEqualTo(choices > 0);
      if (choices > 0) {
        assertThat(page.locator("#invite-choice option").allTextContents()).hasSize(choices);
        page.selectOption("#invite-choice", new SelectOption().setLabel("chat.lan:5555"));
        assertThat(page.inputValue("#invite-link")).startsWith("http://chat.lan:5555/r/");
        assertThat(page.getAttribute("#qr", "src")).contains("chat.lan");
      }
    }
  }

  /** Who comes by it with the terminal or the window talks encrypted to the right server. */
  @Tag("long")
  @Test
  void linkOfAServerWithAKeyHasThatForOtherClients(@TempDir Path folder) throws Exception {
    Path key = folder.resolve("server.key");
    CurveKeys.generate(key);
    try (RestartableServer own =
            RestartableServer.open("--curve-key", key.toString(), "--curve", "required");
        PageUser ana = chromium.open(own.url()).sitDown("Ana");
        PageUser eva = chromium.open("about:blank")) {
      ana.page().click("nav [data-do=invite]");
      ana.holds("a link", () -> ana.page().inputValue("#invite-link").contains("#"));
      String link = ana.page().inputValue("#invite-link");
      assertThat(link).matches(".*/r/[\\w-]+#[\\w-]{43}");
      ana.holds(
          "a picture of it",
          () ->
              Boolean.TRUE.equals(
                  ana.page().evaluate("() => document.querySelector('#qr').naturalWidth > 0")));
      ServerAddress address = ServerAddress.parseLink(link).orElseThrow();
      CompletableFuture<ChatEvent> seated = new CompletableFuture<>();
      try (ChatClient bia =
          ChatClient.enter(
              new ConnectOptions(address, "Bia", false, KnownServers.none()),
              (_, event) -> {
                if (event instanceof ChatEvent.Seated || event instanceof ChatEvent.Ended) {
                  seated.complete(event);
                }
              })) {
        assertThat(seated.get(30, TimeUnit.SECONDS)).isInstanceOf(ChatEvent.Seated.class);
        ana.page().keyboard().press("Escape");
        ana.seesAtTheTable("Ana", "Bia");
        assertThat(bia.room().snapshot()).isPresent();
        eva.page().navigate(link); // a page needs no key, and leaves it out of the address
        eva.sitDown("Eva");
        ana.seesAtTheTable("Ana", "Bia", "Eva");
      }
      assertThat(ana.complaints()).isEmpty();
    }
  }

  /** Its code leads nowhere at this server: the seat here stays until the reader is there. */
  @Tag("long")
  @Test
  void linkOfAnotherServerLeadsThereAndBackToTheSeat() throws IOException {
    try (RestartableServer other = RestartableServer.open();
        PageUser bia = chromium.open(other.url());
        PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      bia.page().fill("#name", "Bia");
      bia.page().click("#private");
      bia.isSeated();
      bia.holds("its address", () -> bia.page().url().contains("/r/"));
      String link = bia.page().url();
      ana.say("said here");
      ana.hears("said here");
      ana.say("/join " + link);
      Locator card = ana.card("Leave this table");
      assertThat(card.textContent()).contains("127.0.0.1:" + other.port());
      card.locator("button").first().click();
      ana.page().waitForURL(link);
      ana.page().goBack();
      ana.isTold("You are still at table");
      assertThat(bia.complaints()).isEmpty();
    }
  }

  /** What this server tells others, by a name of its own, is no other server; any other one is. */
  @Test
  void linkToAFriendsServerIsNoneOfThisOneWhereThePageIsOpenedAtThisComputersOwnName() {
    try (PageUser ana = chromium.open("http://localhost:" + host.port()).sitDown("Ana")) {
      String port = ":" + host.port();
      ana.page()
          .route(
              "**/addresses",
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setContentType("application/json")
                          .setBody("[\"192.0.2.7" + port + "\"]")));
      ana.say("/join http://192.0.2.8" + port + "/r/the-friends-code");
      assertThat(ana.card("Leave this table").textContent()).contains("192.0.2.8" + port);
      ana.card("Leave this table").locator("button").last().click();
      ana.say("/join http://192.0.2.7" + port + "/r/mistyped-code");
      ana.card("No open table has this invite");
      assertThat(ana.complaints()).isEmpty();
    }
  }

  /** The seat here is kept until there is one there, at a table that is encrypted or not. */
  @Test
  void mistypedInvitationCostsNoSeatAndAGoodOneLeadsToItsTable() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana");
        PageUser bia = chromium.open(host.url()).sitDown("Bia");
        PageUser eva = chromium.open(host.url())) {
      eva.page().fill("#name", "Eva");
      eva.page().click("#private");
      eva.isSeated();
      eva.holds("its address", () -> CODE.matcher(eva.page().url()).find());
      String link = eva.page().url();
      eva.page().keyboard().press("Escape");
      ana.seesAtTheTable("Ana", "Bia");
      ana.say("/join mistyped-code");
      ana.card("Leave this table").locator("button").first().click();
      ana.card("No open table has this invite");
      ana.say("still here");
      bia.hears("still here");
      bia.seesAtTheTable("Ana", "Bia");
      assertThat(bia.events()).noneMatch(line -> line.contains("Ana"));

      ana.say("/join " + link);
      ana.card("Leave this table").locator("button").first().click();
      eva.seesAtTheTable("Eva", "Ana");
      bia.isTold("Ana left");
      bia.seesAtTheTable("Bia");
      ana.say("hello Eva");
      eva.hears("hello Eva");
      assertThat(eva.events()).noneMatch(line -> line.contains("Ana lost"));
      assertThat(ana.page().url()).isEqualTo(link);
      assertThat(ana.complaints()).isEmpty();
    }
  }

  /** Where the system has a list of its own of whom to send something to. */
  @Test
  void linkIsHandedToTheSystemWhereItSharesAndToNobodyWhereItDoesNot() {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      Page page = ana.page();
      page.evaluate("delete Navigator.prototype.share");
      page.click("nav [data-do=invite]");
      ana.holds("a link", () -> page.inputValue("#invite-link").contains("/r/"));
      assertThat(page.locator("#share").isVisible()).isFalse();
      page.keyboard().press("Escape");

      page.evaluate(
          "() => { navigator.share = async what => { window.handed = what; throw new Error(); }; }");
      page.click("nav [data-do=invite]");
      page.click("#share");
      assertThat(page.evaluate("handed.title + '|' + handed.text + '|' + handed.url"))
          .isEqualTo("Prosa|Sit down at my table|" + page.inputValue("#invite-link"));
    }
  }

  @Test
  void aloneAtAPrivateTableNobodyIsSaidToComeByChanceAndARobotTakesNoSeat() throws Exception {
    try (PageUser ana = chromium.open(host.url());
        HttpClient robot = HttpClient.newHttpClient()) {
      ana.page().fill("#name", "Ana");
      ana.page().click("#private");
      ana.isSeated();
      ana.holds("its address", () -> CODE.matcher(ana.page().url()).find());
      ana.page().keyboard().press("Escape");
      assertThat(ana.page().textContent(".card[data-kind=alone]"))
          .contains("Nobody comes here by chance")
          .doesNotContain("Somebody may sit down");

      HttpRequest look =
          HttpRequest.newBuilder(URI.create(ana.page().url()))
              .header("User-Agent", "facebookexternalhit/1.1")
              .build();
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> seen = robot.send(look, HttpResponse.BodyHandlers.ofString());
        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(seen.body()).contains("You are invited to a table").doesNotContain("Ana");
      }
      Object people = ana.page().evaluate("fetch('../people').then((answer) => answer.text())");
      assertThat(people.toString()).contains("\"people\": 1");
      assertThat(ana.table()).isEqualTo(List.of("Ana"));
      Matcher code = CODE.matcher(ana.page().url());
      assertThat(code.find()).isTrue();
      try (PageUser bia = chromium.open(host.url() + code.group()).sitDown("Bia")) {
        bia.seesAtTheTable("Ana", "Bia");
      }
    }
  }

  @Test
  void fieldsSayThatWhatIsInThemIsWrong() throws IOException {
    try (PageUser ana = chromium.open(host.url())) {
      Page page = ana.page();
      page.fill("#name", ""); // waits until the page shows it
      page.press("#name", "Enter");
      assertThat(page.getAttribute("#name", "aria-invalid")).isEqualTo("true");
      page.fill("#name", "A");
      assertThat(page.getAttribute("#name", "aria-invalid")).isNull();
      page.fill("#name", "x".repeat(40));
      page.press("#name", "Enter");
      ana.holds("refused", () -> "true".equals(page.getAttribute("#name", "aria-invalid")));
      ana.sitDown("Ana");
      ana.say("/inviet");
      ana.holds("no command", () -> "true".equals(page.getAttribute("#say", "aria-invalid")));
      page.fill("#say", "x");
      assertThat(page.getAttribute("#say", "aria-invalid")).isNull();
    }
  }
}
