package prosa.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the frames of a WebSocket client into whole texts (RFC 6455, section 5).
 *
 * <p>No I/O and no clock. A frame that lies whole in the bytes that are fed is unmasked there and
 * handed out as a view, valid during the call; only what is cut in two is copied. Sizes are judged
 * from the header, unsigned, before anything is kept. Extensions are never agreed to, so reserved
 * bits are violations, as are unmasked frames, lengths in a longer form than needed, and control
 * frames that are long or fragmented. The receiver checks whether a text is valid UTF-8.
 */
final class WebSocketFrameReader {
  /** What the frames say. */
  interface WebSocketFrameSink {
    /** A whole text message, whose UTF-8 nobody has checked yet. */
    void text(ByteBuf text);

    /** A whole binary message, where any are taken. */
    void binary(ByteBuf message);

    /** A ping, with what its pong has to carry. */
    void ping(ByteBuf payload) throws WebSocketException;

    /** A pong. */
    void pong() throws WebSocketException;

    /** The peer's close frame; {@code code} is 1005 if it has none. */
    void peerClosed(int code);
  }

  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int BINARY = 0x2;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;
  private static final int LONGEST_CONTROL = 125;
  private static final int NO_CODE = 1005;

  private final WebSocketLimits limits;
  private final byte[] head = new byte[14];
  private int headLength;
  private int length;
  private @Nullable ByteBuf cut;
  private @Nullable ByteBuf message;
  private boolean binaryMessage;
  private int fragments;

  WebSocketFrameReader(WebSocketLimits limits) {
    this.limits = limits;
  }

  /** Takes bytes out of {@code in}: up to the end of one frame, or all of them. */
  void read(ByteBuf in, ByteBufAllocator allocator, WebSocketFrameSink sink)
      throws WebSocketException {
    if (cut == null) {
      if (!header(in)) {
        return;
      }
      if (in.readableBytes() >= length) {
        ByteBuf view = in.readSlice(length);
        headLength = 0;
        frame(view, allocator, sink);
        return;
      }
      cut = allocator.buffer(Math.clamp(in.readableBytes(), Math.min(64, length), length), length);
    }
    ByteBuf kept = cut;
    kept.writeBytes(in, Math.min(in.readableBytes(), length - kept.readableBytes()));
    if (kept.readableBytes() == length) {
      cut = null;
      headLength = 0;
      try {
        frame(kept, allocator, sink);
      } finally {
        kept.release();
      }
    }
  }

  /** Whether no frame has begun. */
  boolean betweenFrames() {
    return headLength == 0 && cut == null;
  }

  /** The size of the buffers of an incomplete frame and of an incomplete message. */
  int kept() {
    return (cut == null ? 0 : cut.capacity()) + (message == null ? 0 : message.capacity());
  }

  /** Lets go of what it keeps. */
  void release() {
    if (cut != null) {
      cut.release();
      cut = null;
    }
    drop();
  }

  /** Reads on in the header; whether it is complete. */
  private boolean header(ByteBuf in) throws WebSocketException {
    while (in.isReadable()) {
      head[headLength++] = in.readByte();
      if (headLength == 2) {
        judge();
      }
      if (headLength >= 2 && headLength == size()) {
        length = length();
        return true;
      }
    }
    return false;
  }

  private int size() {
    int said = head[1] & 0x7F;
    return 6 + (said == 126 ? 2 : said == 127 ? 8 : 0);
  }

  /** The first two bytes say nearly all. */
  private void judge() throws WebSocketException {
    int opcode = head[0] & 0x0F;
    boolean reserved = (head[0] & 0x70) != 0;
    boolean masked = (head[1] & 0x80) != 0;
    if (reserved || !masked) {
      throw new WebSocketException(WebSocketCloseCode.PROTOCOL);
    }
    boolean good =
        switch (opcode) {
          case CONTINUATION -> message != null;
          case TEXT, BINARY -> message == null;
          case CLOSE, PING, PONG -> isFinal() && (head[1] & 0x7F) <= LONGEST_CONTROL;
          default -> false;
        };
    if (!good) {
      throw new WebSocketException(WebSocketCloseCode.PROTOCOL);
    }
    if (opcode == BINARY && !limits.binary()) {
      throw new WebSocketException(WebSocketCloseCode.NOT_TAKEN);
    }
  }

  private boolean isFinal() {
    return (head[0] & 0x80) != 0;
  }

  private int length() throws WebSocketException {
    int said = head[1] & 0x7F;
    long real = said;
    int bytes = said == 126 ? 2 : said == 127 ? 8 : 0;
    if (bytes > 0) {
      real = 0;
      for (int i = 2; i < 2 + bytes; i++) {
        real = (real << 8) | (head[i] & 0xFF);
      }
      if (real < 0 || real < (bytes == 2 ? 126 : 1 << 16)) {
        throw new WebSocketException(WebSocketCloseCode.PROTOCOL);
      }
    }
    int before = message == null ? 0 : message.readableBytes();
    if (real > limits.longest() - before && (head[0] & 0x08) == 0) {
      throw new WebSocketException(WebSocketCloseCode.TOO_BIG);
    }
    return (int) real;
  }

  private void frame(ByteBuf payload, ByteBufAllocator allocator, WebSocketFrameSink sink)
      throws WebSocketException {
    unmask(payload);
    switch (head[0] & 0x0F) {
      case CLOSE -> sink.peerClosed(code(payload));
      case PING -> sink.ping(payload);
      case PONG -> sink.pong();
      default -> data(payload, allocator, sink);
    }
  }

  private void unmask(ByteBuf payload) {
    int at = payload.readerIndex();
    int end = payload.writerIndex();
    int mask = ByteBuffer.wrap(head).getInt(maskAt());
    long wide = ((long) mask << 32) | (mask & 0xFFFFFFFFL);
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      payload.setLong(at, payload.getLong(at) ^ wide);
    }
    for (int i = 0; at < end; at++, i++) {
      payload.setByte(at, payload.getByte(at) ^ (mask >>> (24 - 8 * (i & 3))));
    }
  }

  private int maskAt() {
    return size() - 4;
  }

  private void data(ByteBuf payload, ByteBufAllocator allocator, WebSocketFrameSink sink)
      throws WebSocketException {
    if (message == null) {
      binaryMessage = (head[0] & 0x0F) == BINARY;
      if (isFinal()) {
        whole(payload, sink);
        return;
      }
      int piece =
          Math.clamp(payload.readableBytes(), Math.min(64, limits.longest()), limits.longest());
      message = allocator.buffer(piece, limits.longest());
      fragments = 0;
    }
    if (++fragments > limits.fragments()) {
      throw new WebSocketException(WebSocketCloseCode.POLICY);
    }
    message.writeBytes(payload);
    if (isFinal()) {
      try {
        whole(message, sink);
      } finally {
        drop();
      }
    }
  }

  private void whole(ByteBuf whole, WebSocketFrameSink sink) {
    if (binaryMessage) {
      sink.binary(whole);
    } else {
      sink.text(whole);
    }
  }

  private void drop() {
    if (message != null) {
      message.release();
      message = null;
    }
  }

  private static void checkReason(ByteBuf reason) throws WebSocketException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(reason.nioBuffer());
    } catch (CharacterCodingException e) {
      throw new WebSocketException(WebSocketCloseCode.NOT_UTF8);
    }
  }

  /** What a close frame says (section 7.4): its code, checked, and its reason, that it is UTF-8. */
  private static int code(ByteBuf payload) throws WebSocketException {
    if (!payload.isReadable()) {
      return NO_CODE;
    }
    if (payload.readableBytes() == 1) {
      throw new WebSocketException(WebSocketCloseCode.PROTOCOL);
    }
    int code = payload.readUnsignedShort();
    boolean known = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    boolean free = code >= 3000 && code <= 4999;
    if (!known && !free) {
      throw new WebSocketException(WebSocketCloseCode.PROTOCOL);
    }
    checkReason(payload);
    return code;
  }
}
