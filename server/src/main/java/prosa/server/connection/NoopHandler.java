package prosa.server.connection;

import io.netty.buffer.ByteBuf;

/**
 * Owns a connection that nobody listens to any more: it is closing, or on its way to another owner.
 */
public enum NoopHandler implements ConnectionHandler {
  /** There is only one. */
  INSTANCE;

  @Override
  public void text(MemberConnection connection, ByteBuf text) {}

  @Override
  public void tooLong(MemberConnection connection, long size) {}

  @Override
  public void notText(MemberConnection connection) {}

  @Override
  public void writable(MemberConnection connection) {}

  @Override
  public void closed(MemberConnection connection) {}
}
