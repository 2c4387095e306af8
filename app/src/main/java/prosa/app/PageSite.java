package prosa.app;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import prosa.server.http.StaticFiles;
import prosa.web.Page;
import prosa.web.QrCode;

/**
 * Serves the web module's page through the server's seam; neither knows the other.
 *
 * <p>The latest {@link #DRAWINGS} drawings are kept, so that who asks for one again and again has
 * it drawn once.
 */
record PageSite(Page page, Map<String, Optional<Asset>> drawings) implements StaticFiles {
  private static final int DRAWINGS = 64;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  PageSite(Page page) {
    this(page, Collections.synchronizedMap(new Drawings()));
  }

  /** The latest drawings, by host and query. */
  @SuppressWarnings("serial")
  private static final class Drawings extends LinkedHashMap<String, Optional<Asset>> {
    private Drawings() {
      super(2 * DRAWINGS, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Optional<Asset>> eldest) {
      return size() > DRAWINGS;
    }
  }

  @Override
  public Optional<Asset> at(Visit visit) {
    if (visit.path().equals("/qr")) {
      return drawings.computeIfAbsent(
          visit.host() + " " + visit.query(),
          _ ->
              QrCode.of(visit.query(), visit.host())
                  .map(
                      svg -> new Asset("image/svg+xml", ByteBuffer.wrap(svg), NOTHING, "", false)));
    }
    return page.at(visit.path())
        .map(file -> new Asset(file.type(), file.plain(), file.gzip(), file.tag(), file.lasting()));
  }
}
