package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A connection without a network, whose clock stands still until it is turned. */
final class EmbeddedConnection {
  /** Counts every byte in use, exactly. */
  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);

  final RecordingSession session;
  final ZmtpConnection connection;
  final EmbeddedChannel channel = new EmbeddedChannel();

  EmbeddedConnection(
      SocketType own, ZmtpConnection.Greets greets, ZmtpLimits limits, RecordingSession session) {
    this(new ZmtpConnection(own, greets, new NullMechanism(), limits, session), session);
  }

  private EmbeddedConnection(ZmtpConnection connection, RecordingSession session) {
    this.session = session;
    this.connection = connection;
    channel.config().setAllocator(allocator);
    channel.freezeTime();
  }

  /** One that greets when greeted and accepts whoever comes. */
  static EmbeddedConnection of(SocketType own) {
    return of(own, ZmtpLimits.defaults(), new RecordingSession());
  }

  static EmbeddedConnection of(SocketType own, ZmtpLimits limits, RecordingSession session) {
    return new EmbeddedConnection(own, ZmtpConnection.Greets.WHEN_GREETED, limits, session).begin();
  }

  /** One whose handshake with a peer of this type is done and forgotten. */
  static EmbeddedConnection talking(SocketType own, String peer) {
    return talking(own, peer, 1, ZmtpLimits.defaults());
  }

  static EmbeddedConnection talking(SocketType own, String peer, int minor, ZmtpLimits limits) {
    EmbeddedConnection embedded = of(own, limits, new RecordingSession());
    embedded.feed(WireBytes.libzmqGreeting(minor), WireBytes.ready(peer));
    embedded.out();
    assertThat(embedded.session.events()).containsExactly("ready " + peer + " 3." + minor);
    embedded.session.events.clear();
    return embedded;
  }

  /** A ROUTER's side with this mechanism, which greets when greeted and accepts whoever comes. */
  static EmbeddedConnection around(Mechanism mechanism, ZmtpLimits limits) {
    RecordingSession session = new RecordingSession();
    return around(
        new ZmtpConnection(
            SocketType.ROUTER, ZmtpConnection.Greets.WHEN_GREETED, mechanism, limits, session),
        session);
  }

  static EmbeddedConnection around(ZmtpConnection connection, RecordingSession session) {
    return new EmbeddedConnection(connection, session).begin();
  }

  EmbeddedConnection begin() {
    channel.pipeline().addLast(connection);
    return this;
  }

  /** The peer sends this, in one piece; nobody hears it after the end. */
  void feed(byte[]... bytes) {
    if (!channel.isOpen()) {
      return;
    }
    byte[] all = WireBytes.join(bytes);
    channel.writeInbound(allocator.directBuffer(Math.max(1, all.length)).writeBytes(all));
  }

  void advance(Duration time) {
    channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** All that the peer was sent since last asked. */
  byte[] out() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
      all.writeBytes(sent);
      sent.release();
    }
    return ByteBufUtil.getBytes(all);
  }

  List<String> events() {
    return session.events();
  }

  long bytesInUse() {
    return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
  }

  /** The peer leaves; nothing may be in use after that. */
  void finish() {
    var _ = channel.close();
    channel.runPendingTasks();
    out();
    assertThat(bytesInUse()).isZero();
    assertThat(events()).filteredOn(event -> event.startsWith("closed")).hasSize(1);
  }
}
