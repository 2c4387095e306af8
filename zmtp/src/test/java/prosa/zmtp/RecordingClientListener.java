package prosa.zmtp;

import static java.util.stream.Collectors.joining;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A client's listener that records its events. */
final class RecordingClientListener implements ZmtpClientListener {
  static final Backoff QUICK = new Backoff(Duration.ofMillis(5), Duration.ofMillis(50));

  final Queue<String> events = new ConcurrentLinkedQueue<>();
  final Queue<Duration> waits = new ConcurrentLinkedQueue<>();

  ZmtpClient client(TestZmtpServer loops, SocketType type, InetSocketAddress address) {
    return new ZmtpClient(loops.dialer, type, address, QUICK, this);
  }

  @Override
  public void dialing(ZmtpClient client) {
    events.add("dialing");
  }

  @Override
  public void connected(ZmtpClient client, PeerInfo peer) {
    events.add("connected " + peer.socketType());
  }

  @Override
  public void message(ZmtpClient client, ByteBuf body) {
    events.add("message " + RecordingSession.text(body));
  }

  @Override
  public void multipart(ZmtpClient client, List<ByteBuf> parts) {
    events.add("multipart " + parts.stream().map(RecordingSession::text).collect(joining("|")));
  }

  @Override
  public void ponged(ZmtpClient client, Bytes context) {
    if (!context.isEmpty()) { // the heartbeat's
      events.add("ponged " + context.utf8());
    }
  }

  @Override
  public void disconnected(ZmtpClient client, CloseReason why, Duration wait) {
    events.add("disconnected " + why);
    waits.add(wait);
  }

  @Override
  public void refused(ZmtpClient client, String reason) {
    events.add("refused " + reason);
  }

  @Override
  public void closed(ZmtpClient client) {
    events.add("closed");
  }
}
