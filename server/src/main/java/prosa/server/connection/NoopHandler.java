package prosa.server.connection;

import io.netty.buffer.ByteBuf;

/** Owns a line that nobody listens to any more: it is closing, or on its way to another owner. */
public enum NoopHandler implements ConnectionHandler {
  /** There is only one. */
  INSTANCE;

  @Override
  public void text(MemberConnection line, ByteBuf text) {}

  @Override
  public void tooLong(MemberConnection line, long size) {}

  @Override
  public void notText(MemberConnection line) {}

  @Override
  public void writable(MemberConnection line) {}

  @Override
  public void closed(MemberConnection line) {}
}
