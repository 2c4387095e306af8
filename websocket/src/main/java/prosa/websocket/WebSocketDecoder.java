package prosa.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import prosa.net.PausableDecoder;

/**
 * The intake of a WebSocket: texts go to its listener, a ping is answered by a pong, and a goodbye
 * by a goodbye (RFC 6455, section 5.5).
 *
 * <p>Limits: one text is at most a frame's limit long; pings and pongs come at most {@link
 * #CONTROL_PER_SECOND} a second, after {@link #CONTROL_BURST} at once; beyond these the connection
 * ends with 1009 or 1008.
 */
final class WebSocketDecoder extends PausableDecoder
    implements WebSocketFrameReader.WebSocketFrameSink {
  private static final int CONTROL_BURST = 32;
  private static final int CONTROL_PER_SECOND = 4;
  private static final long CONTROL_NANOS = TimeUnit.SECONDS.toNanos(1) / CONTROL_PER_SECOND;

  private final WebSocketConnection socket;
  private final WebSocketFrameReader reader;
  private long controlsFrom = System.nanoTime() - CONTROL_BURST * CONTROL_NANOS;

  /**
   * An intake.
   *
   * @param longest the longest text, in bytes
   */
  WebSocketDecoder(WebSocketConnection socket, int longest) {
    this.socket = socket;
    this.reader = new WebSocketFrameReader(longest);
  }

  @Override
  protected boolean decode(ByteBuf in) throws WebSocketException {
    reader.read(in, socket.channel().alloc(), this);
    return reader.betweenFrames();
  }

  @Override
  protected Channel channel() {
    return socket.channel();
  }

  @Override
  protected void failed(Throwable thrown) {
    if (thrown instanceof WebSocketException violation) {
      socket.violated(violation.code());
    } else {
      socket.broken(thrown);
    }
  }

  @Override
  protected void overfull() {
    socket.lost();
  }

  /** Lets go of what it keeps of a frame. */
  void release() {
    reader.release();
  }

  @Override
  public void text(ByteBuf text) {
    socket.listener().text(text);
  }

  @Override
  public void ping(ByteBuf payload) throws WebSocketException {
    countControl();
    if (socket.channel().isWritable()) { // one that has us queue pongs does not get them
      socket.pong(payload);
    }
  }

  @Override
  public void pong() throws WebSocketException {
    countControl();
  }

  private void countControl() throws WebSocketException {
    long now = System.nanoTime();
    controlsFrom = Math.max(controlsFrom, now - CONTROL_BURST * CONTROL_NANOS) + CONTROL_NANOS;
    if (controlsFrom - now > 0) {
      throw new WebSocketException(WebSocketCloseCode.POLICY);
    }
  }

  @Override
  public void goodbye(int code) {
    socket.answerGoodbye(code);
  }
}
