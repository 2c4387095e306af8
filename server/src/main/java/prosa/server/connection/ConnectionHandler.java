package prosa.server.connection;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Handles the input of a member's connection: the door before there is a seat, a member after. */
public interface ConnectionHandler {

  /** One text arrived: the readable bytes of {@code text}, valid during the call only. */
  void text(MemberConnection connection, ByteBuf text);

  /**
   * A message of several parts arrived, valid during the call only.
   *
   * @return whether that was for this owner; else it is taken as a text, if it is one behind an
   *     empty delimiter, or as what is no text
   */
  default boolean parts(MemberConnection connection, List<ByteBuf> parts) {
    return false;
  }

  /** A text of {@code size} bytes was longer than a frame may be, and was skipped. */
  void tooLong(MemberConnection connection, long size);

  /** Something arrived that is not one text: a multi-part message or a binary one. */
  void notText(MemberConnection connection);

  /** The queue towards the member has room again. */
  void writable(MemberConnection connection);

  /** The connection is gone; told once. */
  void closed(MemberConnection connection);
}
