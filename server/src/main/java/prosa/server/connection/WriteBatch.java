package prosa.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import prosa.net.OutgoingMemory;
import prosa.net.SendQueue;
import prosa.zmtp.Subscriptions;

/**
 * The output of a room in one round of its event loop, framed for one kind of member, as one
 * contiguous buffer that is sent to each of them in one write.
 *
 * <p>Texts are copied in: a retained slice of a small message would pin the whole buffer it was
 * received in, and make the queues' byte counts wrong. The buffer is released when the last
 * member's socket has taken it. Used on the room's loop only.
 */
public final class WriteBatch {
  private static final int FIRST = 1024;

  /** Of a kind of member that a room does not have there is never a text. */
  private static final int[] NONE = {};

  private final Framing framing;
  private final ByteBufAllocator allocator;
  private final OutgoingMemory memory;
  private @Nullable ByteBuf bytes;
  private int[] starts = NONE;
  private int[] bodies = NONE;
  private int texts;

  /** An empty round. */
  public WriteBatch(Framing framing, ByteBufAllocator allocator, OutgoingMemory memory) {
    this.framing = framing;
    this.allocator = allocator;
    this.memory = memory;
  }

  /** Whether nothing was added since the last {@link #clear}. */
  public boolean isEmpty() {
    return texts == 0;
  }

  /** The number of texts. */
  public int texts() {
    return texts;
  }

  /** Adds one text. */
  public void add(byte[] text, int offset, int length) {
    ByteBuf out = begin(length);
    out.writeBytes(text, offset, length);
  }

  /** Adds one text: the readable bytes of {@code text}, whose indices stay as they are. */
  public void add(ByteBuf text) {
    ByteBuf out = begin(text.readableBytes());
    out.writeBytes(text, text.readerIndex(), text.readableBytes());
  }

  private ByteBuf begin(int length) {
    ByteBuf out = bytes;
    if (out == null) {
      memory.require(length);
      out = allocator.directBuffer(Math.max(FIRST, length + Framing.HEADER));
      bytes = out;
    }
    if (texts == starts.length) {
      int more = Math.max(16, texts * 2);
      starts = Arrays.copyOf(starts, more);
      bodies = Arrays.copyOf(bodies, more);
    }
    out.ensureWritable(length + Framing.HEADER); // nothing below fails for lack of memory
    starts[texts] = out.writerIndex();
    framing.begin(out, length);
    bodies[texts++] = out.writerIndex();
    return out;
  }

  /** Removes all but the first {@code count} texts. */
  public void keepFirst(int count) {
    if (count == 0) {
      clear();
    } else if (count < texts && bytes != null) {
      bytes.writerIndex(starts[count]);
      texts = count;
    }
  }

  /**
   * All texts, framed; valid until {@link #clear}, and must be retained by a caller that keeps it.
   */
  public ByteBuf bytes() {
    ByteBuf all = bytes;
    if (all == null) {
      throw new IllegalStateException("an empty round has no bytes");
    }
    return all;
  }

  /** Where the frame of a text begins. */
  public int start(int text) {
    return starts[text];
  }

  /** Where the frame of a text ends. */
  public int end(int text) {
    return text + 1 < texts ? starts[text + 1] : bytes().writerIndex();
  }

  /** Where the text itself begins, behind its frame's header. */
  public int body(int text) {
    return bodies[text];
  }

  /** Hands a member what it has subscribed to; the number of messages that were dropped. */
  public int writeTo(SendQueue queue, Subscriptions subscriptions) {
    ByteBuf all = bytes();
    if (subscriptions.everything()) {
      return queue.write(all, 0, all.writerIndex()) ? 0 : texts;
    }
    int dropped = 0;
    for (int text = 0; text < texts; text++) {
      int end = end(text);
      if (subscriptions.matches(all, body(text), end - body(text))
          && !queue.write(all, start(text), end)) {
        dropped++;
      }
    }
    return dropped;
  }

  /** Clears it; the buffer stays alive only in members' queues. */
  public void clear() {
    if (bytes != null) {
      bytes.release();
      bytes = null;
    }
    texts = 0;
  }
}
