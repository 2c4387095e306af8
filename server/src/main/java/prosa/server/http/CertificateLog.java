package prosa.server.http;

import prosa.server.operations.RateLimitedLogger;
import prosa.server.operations.RateLimitedLogger.Event;
import prosa.websocket.TlsCertificate;

/** Logs changes of a certificate's files. */
public final class CertificateLog implements TlsCertificate.CertificateListener {
  private final RateLimitedLogger log = new RateLimitedLogger();

  @Override
  public void taken() {
    log.log(Event.CERTIFICATE_READ, "Door");
  }

  @Override
  public void refused(String why) {
    log.log(Event.CERTIFICATE_REFUSED, "Door", why);
  }

  @Override
  public void broken(RuntimeException thrown) {
    log.internalError("Door", thrown);
  }
}
