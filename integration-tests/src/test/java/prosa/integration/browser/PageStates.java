package prosa.integration.browser;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import prosa.integration.FreePort;
import prosa.integration.browser.Chromium.Setting;
import prosa.messages.Language;
import prosa.messages.Messages;

/**
 * Brings the page into the states that a talk of a few minutes does not come into: the host's
 * words, votes, the way back, a server that closes or is full, seats that are taken away. The same
 * walk is looked at by axe ({@link AccessibilityTest}) and by people ({@link ReadmePictures}).
 */
final class PageStates {

  /** Is called in each state, with its name and the page that is in it. */
  interface Visitor {
    void at(String state, PageUser reader);
  }

  private final Chromium chromium;
  private final Setting setting;
  private final Visitor visitor;

  PageStates(Chromium chromium, Setting setting, Visitor visitor) {
    this.chromium = chromium;
    this.setting = setting;
    this.visitor = visitor;
  }

  void walk(Path folder) throws IOException, InterruptedException {
    hostsWords(folder);
    vote();
    nextAndBack();
    full();
    takenAway();
    draining();
    encrypted();
  }

  private void hostsWords(Path folder) throws IOException {
    Path welcome =
        Files.writeString(folder.resolve("welcome.txt"), "Be kind. We talk about bread and boats.");
    Files.writeString(
        folder.resolve("welcome.pt-BR.txt"), "Seja gentil. Aqui se fala de pão e de barcos.");
    Files.writeString(
        folder.resolve("welcome.es.txt"), "Sé amable. Aquí se habla de pan y de barcos.");
    Path terms = Files.writeString(folder.resolve("terms.txt"), "https://example.org/terms");
    try (RestartableServer host =
            RestartableServer.open(
                "--name",
                "Corner Table",
                "--contact",
                "ana@example.org",
                "--welcome",
                welcome.toString(),
                "--terms",
                terms.toString());
        PageUser reader = chromium.open(host.url(), setting)) {
      reader.holds(
          "the host's name", () -> reader.page().textContent("#host-name").equals("Corner Table"));
      visitor.at("host", reader);
      reader.sitDown("Ana").say("/about");
      reader.isTold("ana@example.org");
      visitor.at("about", reader);
    }
  }

  private void vote() throws IOException {
    try (RestartableServer host =
            RestartableServer.open("--vote-after", "1s", "--message-rate", "off");
        PageUser reader = chromium.open(host.url(), setting).sitDown("Ana")) {
      List<PythonMember> others = new ArrayList<>();
      try {
        for (String name : List.of("Bia", "Caio", "Rui", "Zé")) {
          others.add(PythonMember.dealer(host.port(), name));
          others.getLast().hearsSomethingOf("seated");
        }
        PythonMember bia = others.getFirst();
        reader.seesAtTheTable("Ana", "Bia", "Caio", "Rui", "Zé");
        others.getLast().say("BUY MY BOATS BUY MY BOATS");
        reader.hears("BUY MY BOATS BUY MY BOATS");
        reader.page().waitForTimeout(1_100); // so long one sits there before one may vote

        reader.page().locator(".seat:not(.mine) button").last().click();
        reader.page().locator("#member-dialog").waitFor();
        visitor.at("member", reader);
        reader.page().click("#vote");
        reader.page().locator(".card[data-kind=why]").waitFor();
        visitor.at("vote-reason", reader);
        reader.page().locator(".card[data-kind=why] button").last().click();

        bia.say("{\"type\": \"vote\", \"place\": 5, \"reason\": \"spam\"}");
        reader.page().locator(".card[data-kind=ballot]").waitFor();
        visitor.at("vote", reader);
        reader.page().locator(".card[data-kind=ballot] .primary").click();
        others.get(1).say("{\"type\": \"ballot\", \"vote\": 1, \"yes\": true}");
        others.get(2).say("{\"type\": \"ballot\", \"vote\": 1, \"yes\": true}");
        reader.seesAtTheTable("Ana", "Bia", "Caio", "Rui");
        visitor.at("vote-moved", reader);

        reader.say("/report");
        reader.page().locator(".card[data-kind=report]").waitFor();
        visitor.at("report", reader);

        others.get(1).say("{\"type\": \"vote\", \"place\": 1, \"reason\": \"insults\"}");
        others.get(0).hearsSomethingOf("\"vote\": 2");
        others.get(0).say("{\"type\": \"ballot\", \"vote\": 2, \"yes\": true}");
        others.get(2).say("{\"type\": \"ballot\", \"vote\": 2, \"yes\": true}");
        reader.page().locator(".card[data-kind=voted-away]").waitFor();
        visitor.at("voted-away", reader);
      } finally {
        others.forEach(PythonMember::close);
      }
    }
  }

  private void nextAndBack() throws IOException {
    try (RestartableServer host =
            RestartableServer.open("--capacity", "2", "--message-rate", "off");
        PageUser reader = chromium.open(host.url(), setting).sitDown("Ana")) {
      try (PythonMember bia = PythonMember.dealer(host.port(), "Bia")) {
        reader.seesAtTheTable("Ana", "Bia");
        try (PythonMember rui = PythonMember.dealer(host.port(), "Rui")) {
          rui.hearsSomethingOf("seated");
          bia.say("Shall we go on tomorrow?");
          reader.hears("Shall we go on tomorrow?");
          String here = reader.room();
          reader.page().click("nav [data-do=next]");
          reader.holds("another table", () -> !reader.room().equals(here));
          reader.page().locator(".card[data-kind=way-back]").waitFor();
          visitor.at("way-back", reader);
        }
      }
    }
  }

  private void full() throws IOException {
    try (RestartableServer host = RestartableServer.open("--rooms", "1", "--capacity", "2");
        PythonMember bia = PythonMember.dealer(host.port(), "Bia");
        PythonMember rui = PythonMember.dealer(host.port(), "Rui")) {
      bia.hearsSomethingOf("seated");
      rui.hearsSomethingOf("seated");
      try (PageUser reader = chromium.open(host.url(), setting)) {
        reader.page().fill("#name", "Ana");
        reader.page().press("#name", "Enter");
        String again =
            Messages.in(Language.of(setting.language()).orElseThrow()).text("keepsAsking");
        reader.page().locator("text=" + again).waitFor();
        reader.holds("two are counted", () -> reader.page().textContent("#company").contains("2"));
        visitor.at("full", reader);
        reader.page().click("#join-cancel");
      }
    }
  }

  private void takenAway() throws IOException, InterruptedException {
    int port = FreePort.find();
    try (RestartableServer host = RestartableServer.open("--admin", "127.0.0.1:" + port);
        PageUser reader = chromium.open(host.url(), setting).sitDown("Ana")) {
      act(port, "remove-seat?room=Chat0&place=1");
      reader.page().locator("#stopped").waitFor();
      visitor.at("removed", reader);
      reader.page().locator("#next-steps button").first().click();
      reader.isSeated();
      act(port, "close-room?room=" + reader.room());
      reader.page().locator("#stopped").waitFor();
      visitor.at("closed", reader);
    }
  }

  private void draining() throws IOException {
    try (RestartableServer host = RestartableServer.open("--drain", "20s");
        PageUser reader = chromium.open(host.url(), setting).sitDown("Ana");
        PythonMember bia = PythonMember.dealer(host.port(), "Bia")) {
      reader.seesAtTheTable("Ana", "Bia");
      bia.say("Just a moment …");
      reader.hears("Just a moment …");
      int before = reader.events().size();
      host.drain();
      reader.holds("told", () -> reader.events().size() > before);
      visitor.at("draining", reader);
      bia.say("{\"type\": \"leave\"}");
      reader.page().click("nav [data-do=leave]");
    }
  }

  private void encrypted() throws IOException {
    try (RestartableServer host = RestartableServer.open();
        PageUser reader = chromium.open(host.url(), setting)) {
      reader.page().fill("#name", "Ana");
      reader.page().click("#encrypted");
      reader.isSeated();
      reader.holds(
          "a link with a secret",
          () -> reader.page().locator("#invite-link").inputValue().contains("#."));
      visitor.at("encrypted-invite", reader);
      String link = reader.page().locator("#invite-link").inputValue();
      reader.page().keyboard().press("Escape");
      reader.isGone("#invite-dialog");
      try (PageUser bia = chromium.open(link, setting).sitDown("Bia")) {
        reader.seesAtTheTable("Ana", "Bia");
        bia.say("Is your code the same?");
        reader.hears("Is your code the same?");
        visitor.at("encrypted", reader);
        reader.page().click("#room-kind");
        reader.page().locator("#about-dialog").waitFor();
        visitor.at("encrypted-who", reader);
        reader.page().keyboard().press("Escape");
      }
    }
  }

  /** Where nobody gets any further by itself. */
  void walkDeadEnds() throws IOException {
    try (RestartableServer host =
        RestartableServer.open("--capacity", "2", "--message-rate", "off")) {
      try (PageUser reader = chromium.open(host.url() + "/r/AAAAAAAAAAAAAAAAAAAAAA", setting)) {
        stops(reader);
        visitor.at("dead-invitation", reader);
      }
      try (PageUser ana = chromium.open(host.url(), setting)) {
        ana.page().fill("#name", "Ana");
        ana.page().click("#private");
        ana.isSeated();
        ana.holds("a link", () -> !ana.page().inputValue("#invite-link").isEmpty());
        String link = ana.page().inputValue("#invite-link");
        try (PageUser bia = chromium.open(link, setting).sitDown("Bia");
            PageUser reader = chromium.open(link, setting)) {
          bia.seesAtTheTable("Ana", "Bia");
          stops(reader);
          visitor.at("full-by-invitation", reader);
        }
      }
      try (PageUser reader = chromium.open(host.url() + "/r/not/a/link", setting)) {
        visitor.at("missing-page", reader);
      }
      try (PageUser reader = chromium.open(host.url(), setting)) {
        Object offline =
            reader
                .page()
                .evaluate(
                    "document.querySelector('link[rel=stylesheet]').href.replace('prosa.css',"
                        + " 'offline.html')");
        reader.page().route("**/healthz", Route::abort); // or the page would go back
        reader.page().navigate(offline.toString());
        reader.page().locator("#again").waitFor();
        visitor.at("offline-page", reader);
      }
    }
  }

  private static void stops(PageUser reader) {
    reader.page().fill("#name", "Rui");
    reader.page().press("#name", "Enter");
    reader.page().locator("#stopped").waitFor();
  }

  static void act(int port, String what) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actions/" + what))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError(what + ": " + answer.statusCode() + " " + answer.body());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What moves has come to rest. */
  static void rest(Page page) {
    page.evaluate(
        "Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations !=="
            + " Infinity).map(a => a.finished.catch(() => 0)))");
  }
}
