package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import prosa.integration.browser.Chromium.Setting;

/** Room for people and for what they say, whatever the size of the window. */
final class LayoutTest extends PageTrial {
  @ParameterizedTest
  @CsvSource({
    "1280, 800, 300",
    "1024, 768, 300",
    "1280, 400, 150",
    "844, 390, 150",
    "740, 360, 150",
    "640, 360, 120",
    "390, 844, 400",
    "390, 430, 120",
    "320, 640, 300",
    "320, 256, 70"
  })
  void peopleAndTalkAreThereAtEverySize(int width, int height, int talk) throws IOException {
    Setting setting = new Setting("pt-BR", ColorScheme.LIGHT, width, height, false);
    try (PageUser ana = chromium.open(host.url(), setting).sitDown("Ana");
        PythonMember bob = dealer("Bob Dylan")) {
      bob.say("oi");
      ana.hears("oi");
      Page page = ana.page();
      assertThat(page.locator("#seats button:visible").count()).isEqualTo(2);
      assertThat(page.locator("#seats .tag bdi").allTextContents()).contains("Bob Dylan");
      assertThat(page.locator("#seats .tag").last().isVisible()).isTrue();
      assertThat(number(ana, "document.getElementById('log').clientHeight"))
          .as("pixels of talk")
          .isGreaterThanOrEqualTo(talk);
      assertThat(
              number(
                  ana,
                  "innerHeight -"
                      + " document.getElementById('composer').getBoundingClientRect().bottom"))
          .as("nothing below the field")
          .isBetween(0.0, 24.0);
      assertThat(number(ana, "document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
      for (String action : List.of("invite", "next", "settings", "leave")) {
        var button = page.locator("nav [data-do=" + action + "]");
        assertThat(button.locator("span").isVisible()).as(action + " has its name").isTrue();
        assertThat(button.boundingBox().height).isGreaterThanOrEqualTo(40);
      }
      page.click("#seats .seat:not(.mine):not(.empty) button");
      assertThat(page.locator("#mute").isVisible()).isTrue();
    }
  }

  @Test
  void forcedColoursKeepEdges() throws IOException {
    try (PageUser ana = chromium.open(host.url()).sitDown("Ana")) {
      ana.page().emulateMedia(new Page.EmulateMediaOptions().setForcedColors(ForcedColors.ACTIVE));
      ana.page().click("nav [data-do=settings]");
      for (String place : List.of("#set-sound", "nav [data-do=next]", ".send", ".quiet:visible")) {
        Object edge =
            ana.page()
                .locator(place)
                .first()
                .evaluate(
                    "e => { const s = getComputedStyle(e);"
                        + " return s.appearance === 'auto' || parseFloat(s.borderTopWidth) > 0; }");
        assertThat(edge).as(place).isEqualTo(true);
      }
    }
  }

  @Test
  void neitherColoursNorLayoutNeedLightDark() {
    try (PageUser ana = chromium.open(host.url())) {
      Object found =
          ana.page()
              .evaluate(
                  "fetch(document.querySelector('link[rel=stylesheet]').href).then(a => a.text())"
                      + ".then(css => css.includes('light-dark('))");
      assertThat(found).isEqualTo(false);
    }
  }
}
