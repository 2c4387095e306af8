package prosa.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The REQ connection by which classic members ask for their seats, one question at a time. */
final class SeatRequester extends ChannelInboundHandlerAdapter
    implements FrameFormat.FrameListener {
  private static final Pattern TO = Pattern.compile("\"to_server\"\\s*:\\s*\"?(\\d+)");
  private static final Pattern FROM = Pattern.compile("\"from_server\"\\s*:\\s*\"?(\\d+)");

  private static final Pattern RETRY = Pattern.compile("\"retryMillis\"\\s*:\\s*(\\d+)");

  private final LoadRun run;
  private @Nullable Channel channel;
  private final PartialFrame partial = new PartialFrame();
  private boolean greeted;
  private boolean ready;
  private boolean asking;

  SeatRequester(LoadRun run) {
    this.run = run;
  }

  /** Asks, unless nobody waits or an answer is on its way. */
  void ask(int waiting) {
    Channel to = channel;
    if (ready && !asking && waiting > 0 && to != null) {
      asking = true;
      byte[] question = "FindChat".getBytes(StandardCharsets.US_ASCII);
      ByteBuf out = to.alloc().buffer(16);
      out.writeByte(1).writeByte(0); // the empty frame of a REQ, with more to come
      FrameFormat.ZMTP.write(out, question, question.length);
      var _ = to.writeAndFlush(out, to.voidPromise());
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    ByteBuf hello = context.alloc().buffer(128);
    FrameFormat.greet(hello, "REQ");
    var _ = context.writeAndFlush(hello, context.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = partial.with((ByteBuf) message);
    try {
      if (!greeted && in.readableBytes() >= 64) {
        in.skipBytes(64);
        greeted = true;
      }
      while (greeted && FrameFormat.ZMTP.read(in, this)) {
        // until there is no whole frame
      }
    } finally {
      partial.keep(context.alloc(), in);
    }
  }

  @Override
  public void control(ByteBuf in, int start, int length, int kind) {
    if (length > 5 && in.getByte(start + 1) == 'R') {
      ready = true;
      ask(run.askers());
    }
  }

  @Override
  public void text(ByteBuf in, int start, int length) {
    if (length == 0) {
      return; // the empty frame
    }
    asking = false;
    String answer = in.toString(start, length, StandardCharsets.UTF_8);
    Matcher to = TO.matcher(answer);
    Matcher from = FROM.matcher(answer);
    Matcher retry = RETRY.matcher(answer);
    if (answer.contains("\"rate\"")
        && retry.find()) { // asked too often: a server without --join-rate off
      run.later(
          () -> ask(run.askers()), TimeUnit.MILLISECONDS.toNanos(Long.parseLong(retry.group(1))));
      return;
    }
    if (!to.find() || !from.find()) {
      throw new LoadException("the server has no classic seat: " + answer);
    }
    run.answered(Integer.parseInt(to.group(1)), Integer.parseInt(from.group(1)));
    ask(run.askers());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    run.doorLost(this, cause);
    var _ = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    partial.release();
    ready = false;
    run.doorLost(this, new LoadException("the server closed the connection to its door"));
  }
}
