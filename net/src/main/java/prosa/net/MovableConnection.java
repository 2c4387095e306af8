package prosa.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that can be moved to another event loop and whose end is told exactly once: the base
 * of whatever is the last handler of a channel's pipeline.
 *
 * <p>Lifecycle: added to a pipeline; moved any number of times by {@link #moveTo}; {@link #ended}.
 *
 * <p>Netty has no single event for the end. A channel that is closed between two event loops never
 * becomes inactive; one that is closed after it was asked to leave its loop loses its handlers
 * before it becomes inactive; and then the events of one end are spread over two threads. So every
 * sign of the end comes here: the channel's close future, {@code channelInactive} and {@code
 * handlerRemoved}. On the way between two loops signs are not acted upon: where the connection
 * arrives, it is looked at, and is either there or has ended.
 *
 * <p>Thread: the event loop of the channel, which changes in {@link #moveTo}.
 */
public abstract class MovableConnection extends ChannelInboundHandlerAdapter {
  private @Nullable Channel moved;
  private boolean moving;
  private boolean ended;

  /** A connection that is in no pipeline yet. */
  protected MovableConnection() {}

  /** The connection is over: called once, on its event loop, and never while it is moving. */
  protected abstract void ended();

  /** What runs at the end of a move threw: the connection has to be closed. */
  protected abstract void failed(Throwable thrown);

  /**
   * Moves the connection to {@code loop}. There, exactly one of two things happens: {@code arrived}
   * runs, or, where the connection did not live to see it, {@link #ended}. What {@code arrived}
   * throws ends the connection.
   *
   * <p>It must have been paused before: nothing that it reads is handed out on the way.
   */
  protected final void moveTo(EventLoop loop, Runnable arrived) {
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
                    .addListener(done -> landed(loop, done.isSuccess(), arrived)));
  }

  private void landed(EventLoop loop, boolean registered, Runnable arrived) {
    if (!loop.inEventLoop()) {
      try {
        loop.execute(() -> landed(loop, registered, arrived));
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
      var _ = channel().close();
      signOfTheEnd();
      return;
    }
    try {
      arrived.run();
    } catch (Throwable thrown) {
      failed(thrown);
    }
  }

  private void signOfTheEnd() {
    if (!ended && !moving) {
      ended = true;
      ended();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    moved = channel;
    channel.closeFuture().addListener(_ -> later(channel));
  }

  /** Not within the call that closed it: that may come from the midst of the owner's work. */
  private void later(Channel channel) {
    try {
      channel.eventLoop().execute(this::signOfTheEnd);
    } catch (RejectedExecutionException e) {
      signOfTheEnd(); // the loop has ended
    }
  }

  /**
   * Reads from the peer only while not too much waits for it; to be told when that changes. Reading
   * goes on as a task of its own, since what is read must not meet the write that made room.
   */
  protected final void readWhileWritable(PausableDecoder intake) {
    Channel channel = channel();
    if (!channel.isWritable()) {
      intake.haltUnwritable(channel.config());
      return;
    }
    EventLoop loop = channel.eventLoop();
    loop.execute(
        () -> {
          if (!channel.eventLoop().inEventLoop()) {
            channel.eventLoop().execute(() -> readWhileWritable(intake)); // it moved meanwhile
          } else if (channel.isWritable()) {
            intake.proceedWritable(channel.config());
          }
        });
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    signOfTheEnd();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    signOfTheEnd();
    ctx.fireChannelInactive();
  }

  private Channel channel() {
    if (moved == null) {
      throw new IllegalStateException("The connection is not in a pipeline yet");
    }
    return moved;
  }
}
