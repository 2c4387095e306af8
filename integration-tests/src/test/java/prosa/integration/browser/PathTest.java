package prosa.integration.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page below a path of another site, in a browser, behind nginx. */
@Tag("graphical")
final class PathTest {
  @Test
  void everythingWorksBelowAPath(@TempDir Path folder) throws IOException {
    try (ServerProcess host =
            ServerProcess.open(
                "--proxy", "127.0.0.1", "--trusted", "192.0.2.0/24", "--base-path", "/chat");
        Nginx nginx = new Nginx(folder, host.port());
        Chromium chromium = new Chromium()) {
      try (PageUser ana = chromium.open(nginx.url())) {
        assertThat(ana.page().locator(".unstyled").isHidden()).isTrue();
        ana.page().fill("#name", "Ana");
        ana.page().click("#private");
        ana.isSeated();
        ana.holds("a link", () -> !ana.page().inputValue("#invite-link").isEmpty());
        String link = ana.page().inputValue("#invite-link");
        assertThat(link).startsWith(nginx.url() + "r/");
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
      try (PageUser lost = chromium.open(nginx.url() + "r/not/a/link")) {
        lost.page().click("a.primary");
        lost.page().locator("#name").waitFor();
        assertThat(lost.page().url()).isEqualTo(nginx.url());
      }
    }
  }

  private static final class Nginx implements AutoCloseable {
    private final Process process;
    private final int port = freePort();

    Nginx(Path folder, int server) throws IOException {
      Path conf = folder.resolve("nginx.conf");
      Path log = folder.resolve("nginx.log");
      Files.writeString(
          conf,
          """
          daemon off; master_process off; pid %1$s/nginx.pid; error_log stderr;
          events { worker_connections 200; }
          http {
            access_log off;
            client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
            uwsgi_temp_path %1$s; scgi_temp_path %1$s;
            server {
              listen 127.0.0.1:%2$d;
              location /chat/ {
                proxy_pass http://127.0.0.1:%3$d;
                proxy_http_version 1.1;
                proxy_set_header Host $http_host;
                proxy_set_header Upgrade $http_upgrade;
                proxy_set_header Connection "upgrade";
                proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Host $http_host;
              }
            }
          }
          """
              .formatted(folder, port, server));
      process =
          new ProcessBuilder("nginx", "-p", folder.toString(), "-c", conf.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Eventually.holds("nginx listens", () -> listens(port));
    }

    private static int freePort() throws IOException {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      }
    }

    private static boolean listens(int port) {
      try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    String url() {
      return "http://127.0.0.1:" + port + "/chat/";
    }

    @Override
    public void close() {
      process.destroy();
      process.onExit().join();
    }
  }
}
