package prosa.app;

import java.nio.ByteBuffer;
import java.util.Optional;
import prosa.server.browser.Site;
import prosa.web.Page;
import prosa.web.QrCode;

/** Serves the web module's page through the server's seam; neither knows the other. */
record PageSite(Page page) implements Site {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  @Override
  public Optional<Asset> at(Visit visit) {
    if (visit.path().equals("/qr")) {
      return QrCode.of(visit.query(), visit.host())
          .map(svg -> new Asset("image/svg+xml", ByteBuffer.wrap(svg), NOTHING, "", false));
    }
    return page.at(visit.path())
        .map(file -> new Asset(file.type(), file.plain(), file.gzip(), file.tag(), file.lasting()));
  }
}
