package prosa.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import prosa.messages.CatalogueModules;
import prosa.messages.Language;
import prosa.websocket.StaticFiles;

/** The dashboard's page, style, script and sentences, from memory. Any thread. */
final class DashboardFiles implements StaticFiles {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Map<String, Asset> files = new HashMap<>();

  DashboardFiles() {
    files.put("/", file("index.html", "text/html; charset=utf-8"));
    files.put("/dashboard.css", file("dashboard.css", "text/css; charset=utf-8"));
    Stream.concat(
            Stream.of("dashboard.js", "languages.js"),
            Language.offered().stream().map(CatalogueModules::name))
        .forEach(name -> files.put("/" + name, file(name, "text/javascript; charset=utf-8")));
  }

  private static Asset file(String name, String type) {
    try (InputStream in = DashboardFiles.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the dashboard lacks its " + name);
      }
      return new Asset(type, ByteBuffer.wrap(in.readAllBytes()), NOTHING, "", false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Asset> at(Request request) {
    return Optional.ofNullable(files.get(request.path()));
  }
}
