package prosa.zmtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import prosa.zmtp.RequestException.Reason;

/**
 * The REQ side of request and reply: each question goes out on a socket of its own, has one
 * deadline for everything from the dialling to the answer, and is not repeated. So no question
 * waits behind a lost one, as it would without end on a shared REQ socket.
 *
 * <p>Any thread may ask. An answer of more than one frame after the envelope counts as foreign.
 *
 * @see <a href="https://rfc.zeromq.org/spec/28/">RFC 28, "The REQ Socket Type"</a>
 */
public final class ZmtpRequest {
  /** An answer, and who gave it: a socket of type REP or ROUTER. */
  public record Answer(PeerInfo peer, Bytes body) {}

  private final Connector dialer;

  public ZmtpRequest(Connector dialer) {
    this.dialer = dialer;
  }

  /** Asks {@code question} of any peer. */
  public CompletableFuture<Answer> ask(
      InetSocketAddress address, Bytes question, Duration deadline) {
    return ask(address, _ -> question, deadline);
  }

  /**
   * Asks what {@code question} makes of the peer; it is called on an event loop.
   *
   * @return the answer, or a {@link RequestException}. Completed on an event loop; to cancel it
   *     closes the connection
   */
  public CompletableFuture<Answer> ask(
      InetSocketAddress address, Function<PeerInfo, Bytes> question, Duration deadline) {
    Exchange exchange = new Exchange(question);
    EventLoop loop = dialer.group().next();
    loop.execute(() -> exchange.begin(loop, address, deadline));
    return exchange.answer;
  }

  /** One question on its own connection. */
  private final class Exchange implements ZmtpSession {
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final Function<PeerInfo, Bytes> question;
    private @Nullable ScheduledFuture<?> timer;

    Exchange(Function<PeerInfo, Bytes> question) {
      this.question = question;
    }

    void begin(EventLoop loop, InetSocketAddress address, Duration deadline) {
      timer = loop.schedule(this::timeOut, deadline.toNanos(), TimeUnit.NANOSECONDS);
      ChannelFuture dialling = dialer.dial(loop, address, SocketType.REQ, this, 0);
      Channel channel = dialling.channel();
      var _ = answer.whenComplete((_, _) -> loop.execute(() -> end(channel)));
      dialling.addListener(
          done -> {
            if (!done.isSuccess()) {
              fail(Reason.UNREACHABLE, "Nobody answers at that address");
            }
          });
    }

    @Override
    public void peerReady(ZmtpConnection connection, PeerInfo peer) {
      ByteBuf body = Unpooled.wrappedBuffer(question.apply(peer).toArray());
      connection.send(List.of(Unpooled.EMPTY_BUFFER, body));
    }

    @Override
    public void message(ZmtpConnection connection, ByteBuf body) {
      fail(Reason.FOREIGN, "The answer came without the envelope of a reply");
    }

    @Override
    public void multipart(ZmtpConnection connection, List<ByteBuf> parts) {
      if (parts.size() == 2 && !parts.getFirst().isReadable()) {
        answer.complete(new Answer(connection.peer(), Bytes.of(parts.getLast())));
      } else {
        fail(Reason.FOREIGN, "The answer is not one frame in the envelope of a reply");
      }
    }

    @Override
    public void closed(ZmtpConnection connection, CloseReason why) {
      switch (why) {
        case CloseReason.Refused(String said) -> fail(Reason.REFUSED, "The peer refused: " + said);
        case CloseReason.TimedOut _ -> timeOut();
        case CloseReason.Violation _ ->
            fail(Reason.FOREIGN, "What answers at that address is no ZeroMQ socket for requests");
        case CloseReason.Broken(String what) ->
            fail(Reason.BROKEN, "The request failed here: " + what);
        case CloseReason.Left _, CloseReason.Ended _ ->
            fail(Reason.LEFT, "The peer closed the connection without an answer");
      }
    }

    private void timeOut() {
      fail(Reason.TIMED_OUT, "No answer came in time");
    }

    private void fail(Reason reason, String sentence) {
      answer.completeExceptionally(new RequestException(reason, sentence));
    }

    private void end(Channel channel) {
      if (timer != null) {
        timer.cancel(false);
      }
      var _ = channel.close();
    }
  }
}
