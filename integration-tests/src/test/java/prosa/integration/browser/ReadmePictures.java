package prosa.integration.browser;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ScreenshotScale;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import prosa.integration.browser.Chromium.Setting;

/** Takes the pictures of docs/pictures; run by docs/pictures/take. */
@EnabledIfSystemProperty(named = "prosa.pictures", matches = ".+")
@Tag("graphical")
final class ReadmePictures {
  private final Path folder = Path.of(System.getProperty("prosa.pictures", ""));

  @Test
  void take() throws IOException {
    Setting desktop = new Setting("en-US", ColorScheme.LIGHT, 1280, 800, false);
    Setting phone = new Setting("pt-BR", ColorScheme.DARK, 390, 844, false);
    try (Chromium chromium = new Chromium();
        RestartableServer host = RestartableServer.open("--message-rate", "off")) {
      PageUser ana = chromium.open(host.url(), desktop);
      ana.page().locator("#name").waitFor();
      picture(ana, "web-enter-light");
      ana.sitDown("Ana Lima");
      List<PageUser> others = new ArrayList<>();
      for (String name : List.of("Bia", "Caio", "Dora Reis", "Édson", "李雷", "Fê 🌻")) {
        PageUser friend = chromium.open(host.url(), phone);
        if (others.isEmpty()) {
          friend.page().locator("#name").waitFor();
          picture(friend, "web-enter-phone-dark");
        }
        others.add(friend.sitDown(name));
      }
      talk(ana, others);
      picture(ana, "web-table-light");
      ana.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
      picture(ana, "web-table-dark");
      picture(others.getFirst(), "web-table-phone-dark");
      ana.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
      ana.page().click("nav [data-do=invite]");
      ana.page().locator("#qr").waitFor();
      // Of interest to who opens the page on the server's own machine, which the reader does not.
      ana.page().evaluate("document.getElementById('local-note').hidden = true");
      picture(ana, "web-invite-light");
      ana.page().keyboard().press("Escape");
      ana.isGone("#invite-dialog");
      answersAndReactions(ana, others);
      settings(ana);
      others.forEach(PageUser::close);
      ana.close();
    }
  }

  @Test
  void takeADeadInvitation() throws IOException {
    try (Chromium chromium = new Chromium();
        RestartableServer host = RestartableServer.open();
        PageUser ana = chromium.open(host.url() + "/r/AAAAAAAAAAAAAAAAAAAAAA", Setting.phone())) {
      ana.page().locator("#invited").waitFor();
      ana.page().fill("#name", "Ana");
      ana.page().press("#name", "Enter");
      ana.page().locator(".stopped").waitFor();
      small(ana, "web-dead-invitation-phone");
    }
  }

  /** Each language, in colours and on a screen of its own; docs/screens.md shows some of them. */
  @Test
  void takeStates(@TempDir Path files) throws IOException, InterruptedException {
    List<Setting> settings =
        List.of(
            new Setting("en-US", ColorScheme.LIGHT, 1024, 640, false),
            new Setting("pt-BR", ColorScheme.DARK, 390, 844, false),
            new Setting("es-ES", ColorScheme.LIGHT, 390, 844, false));
    try (Chromium chromium = new Chromium()) {
      for (Setting setting : settings) {
        String language = setting.language().substring(0, 2);
        PageStates states =
            new PageStates(
                chromium,
                setting,
                (state, reader) -> small(reader, "state-" + state + "-" + language));
        states.walk(files);
        states.walkDeadEnds();
      }
    }
  }

  private static void talk(PageUser ana, List<PageUser> others) {
    say(ana, others, "Oi, gente! Does anybody know a good place for pão de queijo?");
    say(others.get(0), others, "Tem um na esquina da praça: https://example.org/pao-de-queijo");
    say(others.get(0), others, "E o café também é bom.");
    say(others.get(1), others, "I second that ☕");
    say(others.get(3), others, "/me passes the butter");
    say(others.get(2), others, "Alguém quer dividir uma mesa lá amanhã? Chego pelas oito.");
    say(ana, others, "Count me in!\nI bring the cheese.");
    others.get(5).page().context().setOffline(true);
    others.get(5).page().evaluate("dispatchEvent(new Event('offline'))");
    ana.isTold("lost the connection");
    say(others.get(4), others, "👋 你好！");
    others.get(1).page().locator("#say").pressSequentially("hm");
    ana.page().locator(".seat.types").waitFor();
  }

  private void answersAndReactions(PageUser ana, List<PageUser> others) {
    PageUser caio = others.get(1);
    line(ana, "Count me in!").locator(".bubble").hover();
    ana.page().click(".bar-of-message button:first-child");
    ana.say("I come at a quarter past.");
    caio.hears("I come at a quarter past.");
    for (String reaction : List.of("👍", "🎉")) {
      line(caio, "I come at").locator(".bubble").tap();
      caio.page().click("#message-reactions [data-reaction='" + reaction + "']");
      line(ana, "I come at").locator("[data-reaction='" + reaction + "']").waitFor();
    }
    line(ana, "I come at").locator("[data-reaction='👍']").click();
    line(ana, "I come at").locator("[aria-pressed=true]").waitFor();
    line(ana, "Count me in!").locator(".bubble").hover();
    small(ana, "web-answers-reactions");
    ana.page().mouse().move(1, 1);
  }

  private static Locator line(PageUser friend, String text) {
    return friend
        .page()
        .locator("#log .said:has(.bubble)")
        .filter(new Locator.FilterOptions().setHas(friend.page().locator(".bubble", has(text))));
  }

  private static Page.LocatorOptions has(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  /** Windows of other sizes, other colours, and a connection that is lost. */
  private void settings(PageUser ana) {
    Page page = ana.page();
    page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
    small(ana, "web-forced-colours");
    page.emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.NONE));
    page.setViewportSize(844, 390);
    small(ana, "web-phone-lying");
    page.setViewportSize(1280, 400);
    small(ana, "web-low-window");
    page.setViewportSize(320, 256);
    small(ana, "web-zoom-400");
    page.setViewportSize(640, 400);
    small(ana, "web-zoom-200");
    page.setViewportSize(320, 640);
    small(ana, "web-phone-narrow");
    page.setViewportSize(1280, 800);
    page.context().setOffline(true);
    page.evaluate("dispatchEvent(new Event('offline'))");
    page.locator("#link-state").waitFor();
    ana.say("I bring the cups, too.");
    page.locator("#log .pending").waitFor();
    small(ana, "web-lost");
  }

  private static void say(PageUser speaker, List<PageUser> others, String text) {
    speaker.say(text);
    String heard = text.startsWith("/me ") ? text.substring(4) : text;
    others.getFirst().hears(heard);
    speaker.hears(heard);
  }

  /** One pixel for each of the page's own, also of a phone. */
  private void small(PageUser reader, String name) {
    PageStates.rest(reader.page());
    reader
        .page()
        .screenshot(
            new Page.ScreenshotOptions()
                .setScale(ScreenshotScale.CSS)
                .setPath(folder.resolve(name + ".png")));
  }

  private void picture(PageUser friend, String name) {
    friend.page().waitForTimeout(400); // the bubbles have risen
    friend.page().screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name + ".png")));
  }
}
