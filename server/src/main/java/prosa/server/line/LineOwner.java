package prosa.server.line;

import io.netty.buffer.ByteBuf;
import java.util.List;

/** Who answers for a line at the moment: the door before there is a seat, a member after. */
public interface LineOwner {

  /** One text arrived: the readable bytes of {@code text}, valid during the call only. */
  void text(Line line, ByteBuf text);

  /**
   * A message of several parts arrived, valid during the call only.
   *
   * @return whether that was for this owner; else it is taken as a text, if it is one behind an
   *     empty delimiter, or as what is no text
   */
  default boolean parts(Line line, List<ByteBuf> parts) {
    return false;
  }

  /** A text of {@code size} bytes was longer than a frame may be, and was skipped. */
  void tooLong(Line line, long size);

  /** Something arrived that is not one text: a multi-part message or a binary one. */
  void notText(Line line);

  /** The queue towards the member has room again. */
  void writable(Line line);

  /** The connection is gone; told once. */
  void closed(Line line);
}
