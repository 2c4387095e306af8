package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import prosa.integration.browser.Chromium.Setting;

/** The operator's dashboard in a browser. */
@Tag("graphical")
final class DashboardTest {
  private static final String RUN =
      "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa',"
          + " 'best-practice']}).then(found => found.violations.flatMap(v => v.nodes.map(n =>"
          + " v.id + ': ' + n.html + ' ' + n.failureSummary)))";

  private static String axe() throws IOException {
    try (InputStream in = DashboardTest.class.getResourceAsStream("/axe.min.js")) {
      if (in == null) {
        throw new IllegalStateException("axe-core is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Test
  void tablesFillAndEmptyAndActionsWork() throws Exception {
    int port = freePort();
    try (Chromium chromium = new Chromium();
        ServerProcess host = ServerProcess.open("--admin", "127.0.0.1:" + port);
        PageUser operator = chromium.open("http://127.0.0.1:" + port + "/", Setting.desktop())) {
      Page page = operator.page();
      page.locator("#nobody").waitFor();
      try (PythonMember ana = PythonMember.dealer(host.port(), "Ana");
          PythonMember bia = PythonMember.dealer(host.port(), "Bia")) {
        ana.hearsSomethingOf("seated");
        bia.hearsSomethingOf("seated");
        page.locator("[aria-label='Chat0: 2 of 10 seated']").waitFor();
        assertThat(page.content()).doesNotContain("Ana").doesNotContain("Bia");

        page.locator(".room").focus();
        page.keyboard().press("Enter");
        assertThat(page.inputValue("#room")).isEqualTo("Chat0");
        page.fill("#place", "2");
        page.click("text=Take the seat");
        page.locator("[aria-label='Chat0: 1 of 10 seated']").waitFor();
        assertThat(page.textContent("#outcome")).isEqualTo("Done: the seat is free.");

        page.selectOption("#level", "no-links");
        page.click("#emergency-form button");
        page.locator("text=Done: the level is set.").waitFor();
        page.fill("#network", "203.0.113.0/24");
        page.click("#block-form button[type=submit]");
        page.locator("[aria-label='Let 203.0.113.0/24 in']").click();
        page.locator("text=Done: the network is let in again.").waitFor();
      }
    }
  }

  @Test
  void axeFindsNothing() throws Exception {
    int port = freePort();
    try (Chromium chromium = new Chromium();
        ServerProcess host = ServerProcess.open("--admin", "127.0.0.1:" + port);
        PythonMember ana = PythonMember.dealer(host.port(), "Ana")) {
      ana.hearsSomethingOf("seated");
      for (Setting setting :
          List.of(
              Setting.desktop(),
              Setting.desktop().in(ColorScheme.DARK),
              Setting.phone(),
              Setting.phone().in(ColorScheme.DARK))) {
        try (PageUser operator =
            chromium.open("http://127.0.0.1:" + port + "/", setting.withoutPolicy())) {
          Page page = operator.page();
          page.locator("[aria-label='Chat0: 1 of 10 seated']").waitFor();
          page.locator("figure path")
              .first()
              .waitFor(
                  new com.microsoft.playwright.Locator.WaitForOptions()
                      .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
          page.evaluate(axe());
          assertThat((List<?>) page.evaluate(RUN)).as("%s", setting).isEmpty();
          assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
              .as("nothing sticks out: %s", setting)
              .isEqualTo(true);
        }
      }
    }
  }
}
