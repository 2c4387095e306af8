package prosa.server.connection;

import io.netty.buffer.ByteBuf;

/** Ignores everything: for a connection that is closing, or on its way to another handler. */
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
