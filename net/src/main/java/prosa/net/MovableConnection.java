package prosa.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection that can be paused and moved to another event loop, and whose end is reported
 * exactly once. It is the base class of the last handler of a channel's pipeline.
 *
 * <p>Lifecycle: added to a pipeline; moved any number of times ({@link #move}); marked as ended,
 * after which nothing more is handed out ({@link #markEnded}); ended ({@link #ended}). The cause
 * may be its owner, the peer or an error; all of them end here.
 *
 * <p>Netty has no single event for the end. A channel that is closed between two event loops never
 * becomes inactive; one that is closed after it was asked to leave its loop loses its handlers
 * before it becomes inactive; and then the events of one end are spread over two threads. So every
 * sign of the end comes here: the channel's close future, {@code channelInactive} and {@code
 * handlerRemoved}. During a move between two loops these signs are ignored: the connection is
 * checked when it arrives.
 *
 * <p>Thread: the event loop of the channel, which changes in {@link #move}.
 */
public abstract class MovableConnection extends ChannelInboundHandlerAdapter {
  private @Nullable ChannelHandlerContext context;
  private boolean readsOnlyWhileWritable;
  private boolean moving;
  private boolean isEnded;
  private boolean ended;

  /** A connection that is in no pipeline yet. */
  protected MovableConnection() {}

  // ---- for a protocol

  /** The decoder of the input. */
  protected abstract PausableDecoder decoder();

  /** The connection is on {@code loop}, at first or after a move: timers may run there. */
  protected abstract void arm(EventLoop loop);

  /** It leaves its loop or has ended: no timer may run. */
  protected abstract void disarm();

  /** The connection is over: called once, on its event loop, and never while it is moving. */
  protected abstract void ended();

  /** Our own code threw an exception: the connection has to be closed. */
  protected abstract void failed(Throwable thrown);

  // ---- for its owner

  /** The channel; there is one once this handler is in a pipeline. */
  public final Channel channel() {
    return context().channel();
  }

  /**
   * Stops reading and handing out, right after the message in hand. What has been read waits. The
   * peer's end is still noticed (with epoll), and what it had sent by then is gone.
   */
  public final void pause() {
    decoder().halt(PausableDecoder.PAUSED, channel().config());
  }

  /**
   * Hands out what waits, before it returns unless it is called from the receiver itself, and reads
   * on.
   */
  public final void resume() {
    decoder().proceed(PausableDecoder.PAUSED, channel().config());
  }

  /** Stops reading and handing out for this many nanoseconds, independently of other pauses. */
  public final void rest(long nanos) {
    decoder().rest(nanos);
  }

  /**
   * Moves the connection to {@code loop}, paused, and it stays so. There, exactly one of two things
   * happens: {@code arrived} runs or, if the connection has ended by then, its owner is told of the
   * end. What {@code arrived} throws ends the connection. Timers move along, and nothing that was
   * read or written is lost.
   */
  public final void move(EventLoop loop, Runnable arrived) {
    pause();
    Channel channel = channel();
    if (channel.eventLoop().equals(loop)) {
      loop.execute(() -> arrive(true, arrived));
      return;
    }
    moving = true;
    channel
        .deregister()
        .addListener(
            _ ->
                loop.register(channel)
                    .addListener(done -> onRegistered(loop, done.isSuccess(), arrived)));
  }

  // ---- for the protocol

  /** Its context in the pipeline. */
  protected final ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("The connection is not in a pipeline yet");
    }
    return context;
  }

  /** Writes and flushes; what fails comes back as the pipeline's exception. */
  protected final void transmit(ByteBuf bytes) {
    ChannelHandlerContext ctx = context();
    var _ = ctx.writeAndFlush(bytes, ctx.voidPromise());
  }

  /** Whether it is marked as ended. */
  protected final boolean isEnded() {
    return isEnded;
  }

  /**
   * Marks it as ended: nothing more is handed out, no timer runs, waiting input is dropped. Returns
   * whether this was the first time.
   */
  protected final boolean markEnded() {
    if (isEnded) {
      return false;
    }
    isEnded = true;
    decoder().discard();
    disarm();
    return true;
  }

  /** Closes at once. */
  protected final void closeNow() {
    var _ = channel().close();
  }

  /**
   * Closes when all pending data is written and the peer has had time to read it.
   *
   * @param lastWords are written at last, and released
   * @param endOfData as {@link GracefulClose} has it
   */
  protected final void closeGracefully(
      ByteBuf lastWords, Function<Channel, ? extends Future<?>> endOfData) {
    ChannelFuture written = context().writeAndFlush(lastWords);
    GracefulClose.after(written, endOfData);
  }

  /** Does the same with nothing more to say, where there is no encryption. */
  protected final void closeGracefully() {
    closeGracefully(Unpooled.EMPTY_BUFFER, Channel::newSucceededFuture);
  }

  /**
   * From now on it reads from the peer only while not more waits for it than the channel's high
   * water mark, so that one that asks on and does not read cannot make us keep any number of
   * answers. For one side of a connection at most: two sides that wait for each other would never
   * go on.
   */
  protected final void readOnlyWhileWritable() {
    readsOnlyWhileWritable = true;
  }

  // ---- the channel

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    Channel channel = ctx.channel();
    channel.closeFuture().addListener(_ -> later(channel));
    if (channel.isActive() && channel.isRegistered() && !isEnded) {
      arm(channel.eventLoop());
    }
  }

  @Override
  public void channelRegistered(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive() && !isEnded) {
      arm(ctx.channel().eventLoop());
      // With epoll, a write that was under way when the channel left its loop lost its wake-up.
      ctx.flush();
    }
    ctx.fireChannelRegistered();
  }

  @Override
  public void channelUnregistered(ChannelHandlerContext ctx) {
    disarm();
    ctx.fireChannelUnregistered();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (readsOnlyWhileWritable) {
      readWhileWritable();
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    reportEnd();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    reportEnd();
    ctx.fireChannelInactive();
  }

  /**
   * Reading continues in a separate task: input must not be processed during the write that made
   * room.
   */
  private void readWhileWritable() {
    Channel channel = channel();
    if (!channel.isWritable()) {
      decoder().halt(PausableDecoder.UNWRITABLE, channel.config());
      return;
    }
    EventLoop loop = channel.eventLoop();
    loop.execute(
        () -> {
          if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(this::readWhileWritable); // it moved meanwhile
          } else if (channel.isWritable()) {
            decoder().proceed(PausableDecoder.UNWRITABLE, channel.config());
          }
        });
  }

  // ---- the move

  private void onRegistered(EventLoop loop, boolean registered, Runnable arrived) {
    if (!loop.inEventLoop()) {
      try {
        loop.execute(() -> onRegistered(loop, registered, arrived));
        return;
      } catch (RejectedExecutionException e) {
        // that loop has ended, and nothing else happens on it
      }
    }
    moving = false;
    arrive(registered, arrived);
  }

  private void arrive(boolean registered, Runnable arrived) {
    if (ended) {
      return;
    }
    if (!registered || !channel().isActive()) {
      closeNow();
      reportEnd();
      return;
    }
    try {
      arrived.run();
    } catch (Throwable thrown) {
      failed(thrown);
    }
  }

  // ---- the end

  /** Not within the call that closed it: the owner may be in the middle of its work. */
  private void later(Channel channel) {
    try {
      channel.eventLoop().execute(this::reportEnd);
    } catch (RejectedExecutionException e) {
      reportEnd(); // the loop has ended
    }
  }

  private void reportEnd() {
    if (!ended && !moving) {
      ended = true;
      decoder().finish();
      ended();
      decoder().count();
    }
  }
}
