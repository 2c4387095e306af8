package prosa.server.line;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/**
 * A direct or browser member's connection: one JSON text per message, both ways.
 *
 * <p>Belongs to one {@link LineOwner} at a time and to one event loop; everything but {@link #id}
 * is for that loop only. Texts that arrive while it is paused wait, in order.
 */
public abstract class Line {
  private final long id;
  private final Outlet outlet;
  private LineOwner owner;

  /**
   * A line that is {@code owner}'s.
   *
   * @param outlet the queue towards the member
   */
  protected Line(long id, Outlet outlet, LineOwner owner) {
    this.id = id;
    this.outlet = outlet;
    this.owner = owner;
  }

  /** Unique among all connections of this server's life. */
  public final long id() {
    return id;
  }

  /** How texts are framed on it. */
  public abstract Framing framing();

  /** {@code host:port} of this server as the member reached it. */
  public final String address() {
    return Gatehouse.addressOf(channel());
  }

  /** Where a browser finds the page, as the member reached this server, with a slash at the end. */
  public abstract String page();

  /** The channel below. */
  public abstract Channel channel();

  /** The queue towards the member. */
  public final Outlet outlet() {
    return outlet;
  }

  /** Hands what arrives from now on to {@code next}. */
  public final void owner(LineOwner next) {
    owner = next;
  }

  /** Who answers for it at the moment. */
  protected final LineOwner owner() {
    return owner;
  }

  /** Stops reading and handing out texts; the peer's deadline rests. */
  public abstract void pause();

  /** Reads on. */
  public abstract void resume();

  /** Sends what is queued, then closes. */
  public abstract void end();

  /** Frames one text and queues it; false if the queue is full and the text was dropped. */
  public final boolean send(byte[] text) {
    var out = channel().alloc().directBuffer(text.length + Framing.HEADER);
    framing().begin(out, text.length);
    out.writeBytes(text);
    return outlet().writeAndRelease(out);
  }

  /**
   * Moves the connection to another event loop and runs {@code then} there. The line is paused on
   * the way and stays so. If it closes on the way its owner is told, and {@code then} may not run.
   */
  public final void moveTo(EventLoop loop, Runnable then) {
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
