package prosa.server.line;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/**
 * A direct or browser member's connection: one JSON text per message, both ways.
 *
 * <p>Belongs to one {@link LineOwner} at a time and to one event loop; everything but {@link #id}
 * is for that loop only. Texts that arrive while it is paused wait, in order.
 */
public interface Line {

  /** Unique among all connections of this server's life. */
  long id();

  /** How texts are framed on it. */
  Framing framing();

  /** {@code host:port} of this server as the member reached it. */
  String address();

  /** Where a browser finds the page, as the member reached this server, with a slash at the end. */
  String page();

  /** The channel below. */
  Channel channel();

  /** The queue towards the member. */
  Outlet outlet();

  /** Hands what arrives from now on to {@code owner}. */
  void owner(LineOwner owner);

  /** Stops reading and handing out texts; the peer's deadline rests. */
  void pause();

  /** Reads on. */
  void resume();

  /** Sends what is queued, then closes. */
  void end();

  /** Frames one text and queues it; false if the queue is full and the text was dropped. */
  default boolean send(byte[] text) {
    var out = channel().alloc().directBuffer(text.length + Framing.HEADER);
    framing().begin(out, text.length);
    out.writeBytes(text);
    return outlet().writeAndRelease(out);
  }

  /**
   * Moves the connection to another event loop and runs {@code then} there. The line is paused on
   * the way and stays so. If it closes on the way its owner is told, and {@code then} may not run.
   */
  default void moveTo(EventLoop loop, Runnable then) {
    pause();
    Channel channel = channel();
    if (channel.eventLoop().equals(loop)) {
      loop.execute(then);
      return;
    }
    channel.deregister().addListener(left -> register(loop, left.isSuccess(), then));
  }

  private void register(EventLoop loop, boolean left, Runnable then) {
    if (left) {
      loop.register(channel()).addListener(come -> arrived(come.isSuccess(), then));
    } else {
      var _ = channel().close();
    }
  }

  private void arrived(boolean registered, Runnable then) {
    if (registered) {
      then.run();
    } else {
      var _ = channel().close();
    }
  }
}
