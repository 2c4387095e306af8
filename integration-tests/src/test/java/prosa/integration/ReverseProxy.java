package prosa.integration;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A proxy's process, before a server; ended with the test. */
public record ReverseProxy(Process process) implements AutoCloseable {
  /** What nginx tells a server of who asks, for what, and how. */
  private static final String HEADERS =
      """
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      """;

  /**
   * nginx before a server's page, which it has below {@code /chat/}.
   *
   * @param folder for its files
   * @param port where it listens
   * @param listen its directives for that
   * @param server the server's port
   */
  public static ReverseProxy nginx(Path folder, int port, String listen, int server)
      throws IOException {
    Path conf = folder.resolve("nginx.conf");
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
            %2$s
            location /chat/ { proxy_pass http://127.0.0.1:%3$d; %4$s }
          }
        }
        """
            .formatted(folder, listen, server, HEADERS));
    return start(
        port, folder.resolve("nginx.log"), "nginx", "-p", folder.toString(), "-c", conf.toString());
  }

  static ReverseProxy start(int port, Path log, String... command) throws IOException {
    return start(Prosa.HOST, port, log, command);
  }

  static ReverseProxy start(String host, int port, Path log, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Await.until(
        "a proxy that listens: " + Files.readString(log),
        () -> !process.isAlive() || listens(host, port));
    if (!process.isAlive()) {
      throw new AssertionError(Files.readString(log));
    }
    return new ReverseProxy(process);
  }

  private static boolean listens(String host, int port) {
    try (Socket _ = new Socket(InetAddress.ofLiteral(host), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(Await.LONG.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
