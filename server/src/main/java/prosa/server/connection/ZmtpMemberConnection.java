package prosa.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import prosa.server.placement.ClientAddress;
import prosa.zmtp.CloseReason;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.ZmtpConnection;
import prosa.zmtp.ZmtpSession;

/** A member's connection over ZMTP: a DEALER peer whose handshake is complete. */
public final class ZmtpMemberConnection extends MemberConnection implements ZmtpSession {
  private final ServerContext context;
  private final ZmtpConnection connection;
  private final boolean encrypted;

  /**
   * A connection over {@code connection}, of which it becomes the session.
   *
   * @param context counts and logs a bad end
   * @param encrypted whether pages are served over https
   */
  public ZmtpMemberConnection(
      ServerContext context,
      long id,
      ZmtpConnection connection,
      boolean encrypted,
      ConnectionHandler owner) {
    super(id, context.sendQueue(connection), owner);
    this.context = context;
    this.connection = connection;
    this.encrypted = encrypted;
  }

  @Override
  public ClientAddress client() {
    return shared(context.clientAddress(channel()));
  }

  @Override
  public Framing framing() {
    return Framing.ZMTP;
  }

  @Override
  public String page() {
    return (encrypted ? "https://" : "http://") + address() + "/";
  }

  /** The server's public key, if it has one: a page ignores it, other clients need it. */
  @Override
  public String fragment() {
    return context.fragment();
  }

  @Override
  public Channel channel() {
    return connection.channel();
  }

  @Override
  public void pause() {
    connection.pause();
  }

  @Override
  public void resume() {
    connection.resume();
  }

  @Override
  public void rest(long millis) {
    connection.rest(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  @Override
  public void moveTo(EventLoop loop, Runnable arrived) {
    connection.move(loop, arrived);
  }

  @Override
  public void end() {
    connection.close();
  }

  @Override
  public void peerReady(ZmtpConnection c, PeerInfo peer) {
    throw new IllegalStateException("the handshake is over before there is a connection");
  }

  @Override
  public void message(ZmtpConnection c, ByteBuf body) {
    owner().text(this, body);
  }

  /** Some DEALER programs put REQ's empty delimiter in front; that is accepted. */
  @Override
  public void multipart(ZmtpConnection c, List<ByteBuf> parts) {
    if (owner().parts(this, parts)) {
      return;
    }
    if (parts.size() == 2 && !parts.get(0).isReadable()) {
      owner().text(this, parts.get(1));
    } else {
      owner().notText(this);
    }
  }

  @Override
  public void oversized(ZmtpConnection c, long size) {
    owner().tooLong(this, size);
  }

  @Override
  public void writabilityChanged(ZmtpConnection c) {
    if (channel().isWritable()) {
      owner().writable(this);
    }
  }

  @Override
  public void closed(ZmtpConnection c, CloseReason why) {
    tellEnd();
    context.ended("Door", why);
  }
}
