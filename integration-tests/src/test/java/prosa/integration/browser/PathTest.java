package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import prosa.integration.FreePort;
import prosa.integration.ReverseProxy;

/** The page below a path of another site, in a browser, behind nginx. */
@Tag("graphical")
final class PathTest {
  @Test
  void everythingWorksBelowAPath(@TempDir Path folder) throws IOException {
    int port = FreePort.find();
    String url = "http://127.0.0.1:" + port + "/chat/";
    try (RestartableServer host =
            RestartableServer.open(
                "--proxy", "127.0.0.1", "--trusted", "192.0.2.0/24", "--base-path", "/chat");
        ReverseProxy _ =
            ReverseProxy.nginx(folder, port, "listen 127.0.0.1:" + port + ";", host.port());
        Chromium chromium = new Chromium()) {
      try (PageUser ana = chromium.open(url)) {
        assertThat(ana.page().locator(".unstyled").isHidden()).isTrue();
        ana.page().fill("#name", "Ana");
        ana.page().click("#private");
        ana.isSeated();
        ana.holds("a link", () -> !ana.page().inputValue("#invite-link").isEmpty());
        String link = ana.page().inputValue("#invite-link");
        assertThat(link).startsWith(url + "r/");
        assertThat(ana.page().url()).as("the address bar invites").isEqualTo(link);
        ana.page().keyboard().press("Escape");
        try (PageUser bia = chromium.open(link).sitDown("Bia")) {
          ana.seesAtTheTable("Ana", "Bia");
          bia.say("found you");
          ana.hears("found you");
          ana.page().reload();
          ana.isSeated();
          ana.isTold("what was said before is gone");
          bia.say("still here");
          ana.hears("still here");
          assertThat(bia.complaints()).isEmpty();
        }
        Object files =
            ana.page()
                .evaluate(
                    "performance.getEntriesByType('resource').map(one => new URL(one.name)"
                        + ".pathname).filter(path => !path.startsWith('/chat/'))");
        assertThat(files).as("files from elsewhere").isEqualTo(List.of());
        assertThat(ana.complaints()).isEmpty();
      }
      try (PageUser lost = chromium.open(url + "r/not/a/link")) {
        lost.page().click("a.primary");
        lost.page().locator("#name").waitFor();
        assertThat(lost.page().url()).isEqualTo(url);
      }
    }
  }
}
