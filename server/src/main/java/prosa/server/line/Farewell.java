package prosa.server.line;

import io.netty.buffer.ByteBuf;

/** Owns a line that nobody listens to any more: it is closing, or on its way to another owner. */
public enum Farewell implements LineOwner {
  /** There is only one. */
  INSTANCE;

  @Override
  public void text(Line line, ByteBuf text) {}

  @Override
  public void tooLong(Line line, long size) {}

  @Override
  public void notText(Line line) {}

  @Override
  public void writable(Line line) {}

  @Override
  public void closed(Line line) {}
}
