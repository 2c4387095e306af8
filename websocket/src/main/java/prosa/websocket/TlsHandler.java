package prosa.websocket;

import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;

/** What encrypts and decrypts a connection (RFC 8446). On its event loop. */
final class TlsHandler extends SslHandler {
  /**
   * A handler of a connection whose handshake has not begun.
   *
   * @param tasks computes the handshake
   */
  TlsHandler(SSLEngine engine, Executor tasks) {
    super(engine, tasks);
  }

  /** The bytes that wait for the end of their record, or for a task of the handshake. */
  int kept() {
    return actualReadableBytes();
  }
}
