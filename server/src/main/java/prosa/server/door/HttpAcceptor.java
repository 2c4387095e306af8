package prosa.server.door;

import io.netty.channel.ChannelPipeline;
import io.netty.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes over a connection with HTTP, plainly or inside TLS, with the deadline that has run since
 * accept and closes the connection unless it is cancelled.
 */
public interface HttpAcceptor {

  /** Serves a connection that began as HTTP does. */
  void plain(ChannelPipeline pipeline, @Nullable ScheduledFuture<?> deadline);

  /**
   * Serves a connection that began as TLS does; false, and nothing is done, if there is no
   * certificate.
   */
  boolean encrypted(ChannelPipeline pipeline, @Nullable ScheduledFuture<?> deadline);

  /** Whether pages are served over https. */
  boolean encrypts();
}
