package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session that records its events, accepts every peer unless told otherwise, and can run an
 * action.
 */
final class RecordingSession implements ZmtpSession {
  final Queue<String> events = new ConcurrentLinkedQueue<>();
  volatile @Nullable ZmtpConnection ready;
  Consumer<ZmtpConnection> onReady = ZmtpConnection::accept;
  BiConsumer<ZmtpConnection, String> onMessage = (_, _) -> {};
  Consumer<String> onMultipart = _ -> {};
  Consumer<ZmtpConnection> onReadComplete = _ -> {};

  static RecordingSession undecided() {
    RecordingSession recorder = new RecordingSession();
    recorder.onReady = _ -> {};
    return recorder;
  }

  List<String> events() {
    return new ArrayList<>(events);
  }

  @Override
  public void peerReady(ZmtpConnection connection, PeerInfo peer) {
    events.add("ready " + peer.socketType() + " " + peer.major() + "." + peer.minor());
    onReady.accept(connection);
    ready = connection;
  }

  @Override
  public void message(ZmtpConnection connection, ByteBuf body) {
    String text = text(body);
    events.add("message " + text);
    onMessage.accept(connection, text);
  }

  @Override
  public void multipart(ZmtpConnection connection, List<ByteBuf> parts) {
    String text = parts.stream().map(RecordingSession::text).collect(Collectors.joining("|"));
    events.add("multipart " + text);
    onMultipart.accept(text);
  }

  @Override
  public void oversized(ZmtpConnection connection, long size) {
    events.add("oversized " + size);
  }

  @Override
  public void subscriptionsChanged(ZmtpConnection connection) {
    events.add("subscriptions " + connection.subscriptions().count());
  }

  @Override
  public void writabilityChanged(ZmtpConnection connection) {
    events.add("writable " + connection.channel().isWritable());
  }

  @Override
  public void readComplete(ZmtpConnection connection) {
    onReadComplete.accept(connection);
  }

  @Override
  public void closed(ZmtpConnection connection, CloseReason why) {
    events.add("closed " + why);
  }

  static String text(ByteBuf body) {
    return body.toString(StandardCharsets.ISO_8859_1);
  }
}
