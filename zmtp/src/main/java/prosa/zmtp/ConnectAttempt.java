package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One connection attempt of a client and the resulting connection. On the loop only. */
final class ConnectAttempt implements ZmtpSession {
  private final ZmtpClient client;
  private final ZmtpClientListener listener;
  private @Nullable Channel channel;
  private @Nullable ZmtpConnection talking;
  private boolean ended;

  ConnectAttempt(ZmtpClient client, ZmtpClientListener listener) {
    this.client = client;
    this.listener = listener;
  }

  void begin() {
    ChannelFuture dialling = client.dial(this);
    channel = dialling.channel();
    dialling.addListener(
        done -> {
          Throwable cause = done.cause();
          if (cause != null) {
            if (!ended && !client.over()) {
              listener.failed(client, cause);
            }
            end(new CloseReason.Left());
          }
        });
  }

  void close() {
    ZmtpConnection connection = talking;
    if (connection != null) {
      connection.close();
    } else if (channel != null) {
      var _ = channel.close();
    }
  }

  void abort() {
    if (channel != null) {
      var _ = channel.close();
    }
  }

  @Override
  public void peerReady(ZmtpConnection connection, PeerInfo peer) {
    talking = connection;
    client.connected(connection, peer);
  }

  @Override
  public void message(ZmtpConnection connection, ByteBuf body) {
    listener.message(client, body);
  }

  @Override
  public void multipart(ZmtpConnection connection, List<ByteBuf> parts) {
    listener.multipart(client, parts);
  }

  @Override
  public void oversized(ZmtpConnection connection, long size) {
    listener.oversized(client, size);
  }

  @Override
  public void subscriptionsChanged(ZmtpConnection connection) {
    listener.subscriptionsChanged(client, connection.subscriptions());
  }

  @Override
  public void ponged(ZmtpConnection connection, Bytes context) {
    listener.ponged(client, context);
  }

  @Override
  public void readComplete(ZmtpConnection connection) {
    listener.readComplete(client);
  }

  @Override
  public void closed(ZmtpConnection connection, CloseReason why) {
    end(why);
  }

  /** A failed attempt is reported by its future and, if it got that far, by its connection. */
  private void end(CloseReason why) {
    if (!ended) {
      ended = true;
      client.ended(why, talking != null);
    }
  }
}
