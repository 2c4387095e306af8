package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What was read from the peer and is not yet handed out, and the one loop that decodes it.
 *
 * <p>It can be halted, for two reasons at once: then nothing more is read from the socket or handed
 * out, and the rest of what has been read waits, in order. A peer that half-closes while we are
 * halted makes epoll read to the end regardless; what it had sent is gone by then, so beyond {@link
 * #MOST_KEPT} bytes the connection ends.
 */
final class Intake {
  /** Halted by {@link ZmtpConnection#pause()}. */
  static final int PAUSED = 1;

  /** Halted until the owner accepts. */
  static final int AWAITING_OWNER = 2;

  private static final int MOST_KEPT = 256 * 1024;

  private final ZmtpConnection connection;
  private final FrameDecoder decoder;
  private final Deque<ByteBuf> waiting = new ArrayDeque<>(2);
  private FrameDecoder.Sink sink;
  private int halts;
  private boolean decoding;
  private boolean over;

  Intake(ZmtpConnection connection, FrameDecoder decoder, FrameDecoder.Sink sink) {
    this.connection = connection;
    this.decoder = decoder;
    this.sink = sink;
  }

  /** Whoever is handed what is decoded from here on. */
  void sink(FrameDecoder.Sink next) {
    sink = next;
  }

  boolean halted() {
    return halts != 0;
  }

  /** Takes over a buffer that was read. */
  void read(ByteBuf in) {
    if (over) {
      in.release();
    } else if (halts != 0 || decoding || !waiting.isEmpty()) {
      keep(in);
    } else {
      decode(in);
      drain();
    }
  }

  /** Stops reading and handing out, right after the frame in hand. */
  void halt(int reason, ChannelConfig config) {
    halts |= reason;
    if (!over) {
      config.setAutoRead(false);
    }
  }

  /** Takes a reason away; when none is left, hands out what waits and reads on. */
  void proceed(int reason, ChannelConfig config) {
    if ((halts & reason) == 0) {
      return;
    }
    halts &= ~reason;
    drain();
    if (halts == 0 && !over) {
      config.setAutoRead(true);
    }
  }

  /** The end: drops what waits and what is still to come. */
  void discard() {
    over = true;
    ByteBuf in;
    while ((in = waiting.poll()) != null) {
      in.release();
    }
  }

  private void drain() {
    if (decoding || waiting.isEmpty()) {
      return;
    }
    @Nullable ByteBuf in;
    while (halts == 0 && !over && (in = waiting.poll()) != null) {
      decode(in);
    }
    connection.handedOut();
  }

  // Nothing may get past this method: what the peer sent, or the session threw, ends this
  // connection.
  private void decode(ByteBuf in) {
    decoding = true;
    try {
      while (halts == 0 && !over && in.isReadable()) {
        decoder.decode(in, sink);
      }
    } catch (ZmtpViolation violation) {
      connection.violated(violation.fault());
    } catch (Throwable thrown) {
      connection.broken(thrown);
    }
    decoding = false;
    if (!over && in.isReadable()) {
      waiting.addFirst(in);
    } else {
      in.release();
    }
  }

  private void keep(ByteBuf in) {
    waiting.addLast(in);
    int kept = 0;
    for (ByteBuf buffer : waiting) {
      kept += buffer.readableBytes();
    }
    if (kept > MOST_KEPT) {
      connection.end(new Closing.Left());
    }
  }
}
