package prosa.server.door;

import io.netty.channel.ChannelPipeline;

/** Where browsers are let in: who speaks HTTP, plainly or inside TLS, is handed over to it. */
public interface FrontDoor {

  /** Serves a connection that began as HTTP does. */
  void plain(ChannelPipeline pipeline);

  /**
   * Serves a connection that began as TLS does; false, and nothing is done, if there is no
   * certificate.
   */
  boolean secret(ChannelPipeline pipeline);

  /** Whether pages are served over https. */
  boolean encrypts();
}
