package prosa.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The send queue of one member: framed bytes with a limit, and a direct write to the socket while
 * the queue is empty, which is nearly always the case.
 *
 * <p>Beyond its limit, or that of all queues together ({@link OutgoingMemory}), nothing more is
 * taken; the caller counts what was dropped. What is queued is copied unless it is most of the
 * buffer that it is in, so that a queue holds no more than twice what it counts. A member that does
 * not acknowledge what it was sent is {@link #stuck}. Used on the channel's event loop only.
 */
public final class SendQueue implements Outgoing {
  /** The time between two checks whether a member is stuck. */
  public static final long LOOK_NANOS = 500_000_000;

  private final Channel channel;
  private final int limit;
  private final OutgoingMemory memory;
  private final @Nullable Socket socket;
  private final @Nullable OutgoingFilter filter;
  private final @Nullable SocketCipher cipher;

  /** Null while nothing is known to wait for its acknowledgement. */
  private @Nullable AckTimer acks;

  private long written;
  private long settled;

  /** The way out through {@code channel}, on which frames are sent as they are. */
  public SendQueue(Channel channel, int limit, OutgoingMemory memory, boolean past) {
    this(channel, limit, memory, past, null, null);
  }

  /** The way out through {@code channel}, whose pipeline encrypts as {@code cipher} does. */
  public SendQueue(Channel channel, int limit, OutgoingMemory memory, SocketCipher cipher) {
    this(channel, limit, memory, true, null, cipher);
  }

  /**
   * The way out through {@code channel}.
   *
   * @param limit the most bytes waiting
   * @param memory counts what waits in all queues
   * @param past whether bytes may go past the pipeline; not where that encrypts them
   * @param filter what is sent in the place of frames; null for themselves
   */
  public SendQueue(
      Channel channel,
      int limit,
      OutgoingMemory memory,
      boolean past,
      @Nullable OutgoingFilter filter) {
    this(channel, limit, memory, past, filter, null);
  }

  private SendQueue(
      Channel channel,
      int limit,
      OutgoingMemory memory,
      boolean past,
      @Nullable OutgoingFilter filter,
      @Nullable SocketCipher cipher) {
    this.channel = channel;
    this.limit = limit;
    this.memory = memory;
    this.socket = past ? socketOf(channel) : null;
    this.filter = filter;
    this.cipher = cipher;
  }

  /** The socket to write to past the pipeline; null where the transport is not epoll. */
  private static @Nullable Socket socketOf(Channel channel) {
    return channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket socket
        ? socket
        : null;
  }

  /**
   * Takes the bytes from {@code from} up to {@code to} of a shared buffer, whose indices stay as
   * they are: whole frames. An empty queue takes any size.
   *
   * @return false, and nothing is taken, if the queue would pass its limit
   */
  @Override
  public boolean write(ByteBuf shared, int from, int to) {
    return filter == null ? send(shared, from, to) : send(filter, shared, from, to);
  }

  private boolean send(OutgoingFilter filtered, ByteBuf shared, int from, int to) {
    int size = filtered.sizeOf(shared, from, to);
    if (!takes(size)) {
      return false;
    }
    ByteBuf own = channel.alloc().directBuffer(size, size);
    try {
      filtered.write(own, shared, from, to);
      return send(own, own.readerIndex(), own.writerIndex());
    } finally {
      own.release();
    }
  }

  private boolean send(ByteBuf shared, int from, int to) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (waiting == null) {
      return true; // closing: nobody is there to miss it
    }
    int size = to - from;
    int done = 0;
    if (waiting.totalPendingWriteBytes() == 0) { // what is written but not flushed counts, too
      if (cipher != null && socket != null && sendEncrypted(cipher, shared, from, to)) {
        return true;
      }
      done = cipher == null ? direct(shared, from, to) : 0;
      if (done < 0 || done == size) {
        written += size;
        memory.sent(size);
        return true;
      }
    } else if (waiting.totalPendingWriteBytes() + size > limit) {
      return false;
    }
    int left = size - done;
    if (done > 0) {
      memory.takeAnyway(left); // the peer has the first part of it
    } else if (!memory.take(left)) {
      return false;
    }
    written += size;
    memory.sent(size);
    channel
        .writeAndFlush(keep(shared, from + done, left))
        .addListener((ChannelFutureListener) sent -> gone(left, sent.isSuccess()));
    return true;
  }

  /** Encrypts the bytes past the pipeline and sends them; false if they have to go through it. */
  private boolean sendEncrypted(SocketCipher through, ByteBuf shared, int from, int to) {
    ByteBuf encrypted = through.encrypt(shared, from, to);
    if (encrypted == null) {
      return false;
    }
    int done = direct(encrypted, encrypted.readerIndex(), encrypted.writerIndex());
    written += to - from;
    memory.sent(to - from);
    int left = encrypted.readableBytes() - done;
    if (done >= 0 && left > 0) {
      memory.takeAnyway(left); // the peer counts its records
      through
          .sendRest(
              channel
                  .alloc()
                  .directBuffer(left, left)
                  .writeBytes(encrypted, encrypted.readerIndex() + done, left))
          .addListener((ChannelFutureListener) sent -> gone(left, sent.isSuccess()));
    }
    return true;
  }

  /** The kernel has the bytes or never will; without them what follows is useless. */
  private void gone(int size, boolean sent) {
    memory.giveBack(size);
    if (!sent) {
      var _ = channel.close();
    }
  }

  private ByteBuf keep(ByteBuf shared, int from, int size) {
    if (size < shared.capacity() / 2 && memory.allows(size)) {
      try {
        return channel.alloc().directBuffer(size, size).writeBytes(shared, from, size);
      } catch (OutOfMemoryError e) {
        memory.ranOut(); // what is there already has to do
      }
    }
    return shared.retainedSlice(from, size);
  }

  /**
   * Writes past the queue; the number of bytes the socket took, or -1 when the channel is broken.
   */
  private int direct(ByteBuf bytes, int from, int to) {
    if (socket == null || !bytes.hasMemoryAddress()) {
      return 0;
    }
    try {
      return Math.max(0, socket.sendAddress(bytes.memoryAddress(), from, to));
    } catch (IOException e) {
      var _ = channel.close(); // the peer is gone: an expected ending
      return -1;
    }
  }

  /** Takes a whole buffer and releases it. */
  @Override
  public boolean writeAndRelease(ByteBuf own) {
    try {
      return write(own, own.readerIndex(), own.writerIndex());
    } finally {
      own.release();
    }
  }

  /** The bytes waiting. */
  @Override
  public long waiting() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  /** Whether a buffer of {@code size} bytes would be taken. */
  @Override
  public boolean takes(int size) {
    long now = waiting();
    return now == 0 || now + size <= limit;
  }

  /**
   * Whether something was sent {@code nanos} ago that the peer has not acknowledged yet; to be
   * asked about twice a second.
   *
   * @param now a monotonic clock, in nanoseconds
   */
  @Override
  public boolean stuck(long now, long nanos) {
    if (isSettled()) {
      return false;
    }
    AckTimer timer = acks == null ? new AckTimer(channel) : acks;
    boolean late = timer.isLate(written, now, nanos - Math.min(nanos / 4, LOOK_NANOS));
    if (timer.isIdle()) {
      settled = written;
      acks = null;
    } else {
      acks = timer;
    }
    return late;
  }

  @Override
  public boolean isSettled() {
    return settled == written && waiting() == 0;
  }

  /**
   * Closes the channel at once; what is queued is gone, in the kernel, too.
   *
   * @return false if it was closed before
   */
  @Override
  public boolean abort() {
    if (!channel.isOpen()) {
      return false;
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel.close();
    return true;
  }
}
