package prosa.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import prosa.net.Outgoing;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.placement.ClientAddress;

/**
 * A direct or browser member's connection: one JSON text per message, both ways.
 *
 * <p>Belongs to one {@link ConnectionHandler} at a time and to one event loop; everything but
 * {@link #id} is for that loop only. Texts that arrive while it is paused wait, in order.
 */
public abstract class MemberConnection {
  private final long id;
  private final Outgoing sendQueue;
  private ConnectionHandler owner;
  private @Nullable ClientAddress client;
  private boolean ended;

  /**
   * A connection that is {@code owner}'s.
   *
   * @param sendQueue the queue towards the member
   */
  protected MemberConnection(long id, Outgoing sendQueue, ConnectionHandler owner) {
    this.id = id;
    this.sendQueue = sendQueue;
    this.owner = owner;
  }

  /** Unique among all connections of this server's life. */
  public final long id() {
    return id;
  }

  /** The address that it comes from, as limits count it. */
  public abstract ClientAddress client();

  /** What {@link #client} says now: one object for all who keep it, as long as it says the same. */
  protected final ClientAddress shared(ClientAddress now) {
    ClientAddress known = client;
    if (known != null && known.equals(now)) {
      return known;
    }
    client = now;
    return now;
  }

  /** How texts are framed on it. */
  public abstract Framing framing();

  /** {@code host:port} of this server as the member reached it. */
  public final String address() {
    return ServerContext.addressOf(channel());
  }

  /** Where a browser finds the page, as the member reached this server, with a slash at the end. */
  public abstract String page();

  /** What is at the end of a link to this server, with its {@code #}; empty if nothing is. */
  public String fragment() {
    return "";
  }

  /** The link that leads to a room by its invite code. */
  public final String invitation(String code) {
    return page() + "r/" + code + fragment();
  }

  /** The channel below. */
  public abstract Channel channel();

  /** The queue towards the member. */
  public final Outgoing sendQueue() {
    return sendQueue;
  }

  /** The budgets of the connection and its address. */
  public ConnectionBudgets budgets() {
    return ConnectionBudgets.of(channel());
  }

  /** Passes later input to {@code next}. */
  public final void owner(ConnectionHandler next) {
    owner = next;
  }

  /** Whether the connection is over; its owner at that moment was told. */
  public final boolean hasEnded() {
    return ended;
  }

  /** The connection is over: tells the owner, once. */
  protected final void tellEnd() {
    if (!ended) {
      ended = true;
      owner.closed(this);
    }
  }

  /** Its present handler. */
  protected final ConnectionHandler owner() {
    return owner;
  }

  /** Stops reading and handing out texts; the peer's deadline rests. */
  public abstract void pause();

  /** Reads on. */
  public abstract void resume();

  /**
   * Stops reading and handing out for this long, independently of pauses, moves and changes of the
   * owner.
   */
  public abstract void rest(long millis);

  /**
   * The present text is not valid UTF-8; whether that ends the connection, as it does with a
   * WebSocket. Then it is closing, and its owner has been told.
   */
  public boolean endsForBadUtf8() {
    return false;
  }

  /** Sends what is queued, then closes. */
  public abstract void end();

  /** Whether it comes in at another node, which has the socket. */
  public boolean isRemote() {
    return false;
  }

  /** Sends a message; false if there is no room and it was dropped. */
  public boolean tell(ServerMessage what) {
    return send(ProtocolWriter.write(what));
  }

  /** Frames one text and queues it; false if there is no room and the text was dropped. */
  public boolean send(byte[] text) {
    return send(text, text.length);
  }

  /** The same for the first {@code length} bytes. */
  public boolean send(byte[] text, int length) {
    ByteBuf out;
    try {
      out = channel().alloc().directBuffer(length + Framing.HEADER);
    } catch (OutOfMemoryError e) {
      return false;
    }
    framing().begin(out, length);
    out.writeBytes(text, 0, length);
    return sendQueue().writeAndRelease(out);
  }

  /**
   * Moves the connection to another event loop. The connection is paused on the way and stays so.
   * There, exactly one of two things happens: {@code arrived} runs or, if the connection ended on
   * the way, its owner is notified.
   */
  public abstract void moveTo(EventLoop loop, Runnable arrived);
}
