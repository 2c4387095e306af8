package prosa.bench;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One member of a load test: it takes its seat, sends messages when the run asks for them, and
 * reports each received message to the run. Everything happens on the run's event loop.
 *
 * <p>A message's text is its time, the number of its user, and padding: the run measures deliveries
 * by the time, and a user recognizes its own messages by the number.
 */
final class LoadMember {
  private static final byte[] MESSAGE = bytes("\"message\"");
  private static final byte[] MISSED = bytes("\"missed\"");
  private static final byte[] REFUSED = bytes("\"refused\"");
  private static final byte[] SEATED = bytes("\"seated\"");
  private static final int TIME_DIGITS = 20;

  private final LoadRun run;
  private final int number;
  private final LoadPlan.Protocol protocol;
  private final byte[] template;
  private final int timeAt;
  private final long began = System.nanoTime();

  private @Nullable Channel speaking;
  private @Nullable DirectWriter writer;
  private @Nullable Channel hearing;
  private String table = "";
  private boolean seated;
  private boolean gone;
  private byte[] frame = new byte[16 * 1024];

  /** A member of {@code run} that is not connected yet. */
  LoadMember(LoadRun run, int number, LoadPlan plan) {
    this.run = run;
    this.number = number;
    protocol = plan.protocol();
    String head =
        protocol == LoadPlan.Protocol.CLASSIC
            ? "{\"user\": \"u" + number + "\", \"message\": \""
            : "{\"type\": \"say\", \"message\": \"";
    template =
        bytes(
            head + "0".repeat(TIME_DIGITS) + ":" + number + ":" + "x".repeat(plan.size()) + "\"}");
    timeAt = head.length();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The number of its user. */
  int number() {
    return number;
  }

  /** The room in which it is seated; empty before. */
  String table() {
    return table;
  }

  /** Whether it can send messages. */
  boolean isSeated() {
    return seated && !gone;
  }

  /** When it was made, by {@link System#nanoTime}. */
  long began() {
    return began;
  }

  // ---- Joining and leaving

  /** Begins to connect. */
  void come() {
    switch (protocol) {
      case CLASSIC -> run.askDoor(this);
      case DIRECT ->
          run.connect(run.plan().port(), () -> new LoadConnection("DEALER", FrameFormat.ZMTP));
      case BROWSER ->
          run.connect(run.plan().port(), () -> new LoadConnection("", FrameFormat.WEBSOCKET));
    }
  }

  /** Connects to the two ports of the door's answer (classic). */
  void go(int toServer, int fromServer) {
    table = "port " + toServer;
    run.connect(
        fromServer,
        () ->
            new LoadConnection("SUB", FrameFormat.ZMTP) {
              @Override
              void open(Channel channel) {
                hearing = channel;
                ByteBuf all = channel.alloc().buffer(3);
                FrameFormat.ZMTP.write(all, new byte[] {1}, 1); // subscribed to everything
                var _ = channel.writeAndFlush(all, channel.voidPromise());
                run.connect(toServer, LoadPublisher::new);
              }
            });
  }

  /** Leaves. */
  void leave() {
    gone = true;
    if (protocol != LoadPlan.Protocol.CLASSIC && speaking != null) {
      write(bytes("{\"type\": \"leave\"}"));
    }
    close();
  }

  /** Closes its connections. */
  void close() {
    gone = true;
    releaseWriter();
    if (speaking != null) {
      var _ = speaking.close();
    }
    if (hearing != null) {
      var _ = hearing.close();
    }
  }

  private void releaseWriter() {
    if (writer != null) {
      writer.release();
      writer = null;
    }
  }

  private void sit() {
    if (!seated) {
      seated = true;
      run.seated(this);
    }
  }

  // ---- Messages

  /**
   * Sends a message.
   *
   * @param time that it contains, by {@link System#nanoTime}
   */
  void say(long time) {
    long rest = time;
    for (int at = timeAt + TIME_DIGITS - 1; at >= timeAt; at--) {
      template[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    DirectWriter direct = writer;
    if (direct == null || !direct.write(template, timeAt, TIME_DIGITS)) {
      write(template);
    }
  }

  private void write(byte[] text) {
    Channel channel = speaking;
    if (channel != null) {
      ByteBuf out = channel.alloc().directBuffer(text.length + 16);
      format().write(out, text, text.length);
      var _ = channel.writeAndFlush(out, channel.voidPromise());
    }
  }

  /** Messages go out on this connection from now on. */
  private void speakOn(Channel channel) {
    speaking = channel;
    if (writer == null) {
      writer = DirectWriter.of(channel, format(), template);
    }
  }

  private FrameFormat format() {
    return protocol == LoadPlan.Protocol.BROWSER ? FrameFormat.WEBSOCKET : FrameFormat.ZMTP;
  }

  private void heard(ByteBuf in, int start, int size) {
    if (frame.length < size) {
      frame = new byte[Integer.highestOneBit(size) * 2];
    }
    in.getBytes(start, frame, 0, size);
    if (protocol != LoadPlan.Protocol.CLASSIC && !seated) {
      heardBeforeSeat(size);
      return;
    }
    int at = indexOf(frame, size, MESSAGE);
    if (at >= 0) {
      at += MESSAGE.length;
      while (at < size && (frame[at] < '0' || frame[at] > '9')) {
        at++;
      }
      if (at + TIME_DIGITS + 1 < size && frame[at + TIME_DIGITS] == ':') {
        long time = 0;
        for (int i = 0; i < TIME_DIGITS; i++) {
          time = time * 10 + (frame[at + i] - '0');
        }
        int from = 0;
        for (int i = at + TIME_DIGITS + 1; i < size && frame[i] >= '0' && frame[i] <= '9'; i++) {
          from = from * 10 + (frame[i] - '0');
        }
        run.delivered(this, time, from == number);
        return;
      }
    }
    if (indexOf(frame, size, REFUSED) >= 0) {
      run.refused(this);
    } else if (indexOf(frame, size, MISSED) >= 0) {
      run.missed();
    }
  }

  private void heardBeforeSeat(int size) {
    if (indexOf(frame, size, REFUSED) >= 0) {
      throw new LoadException("no seat: " + new String(frame, 0, size, StandardCharsets.UTF_8));
    }
    if (indexOf(frame, size, SEATED) >= 0) {
      String text = new String(frame, 0, size, StandardCharsets.UTF_8);
      int key = text.indexOf("\"room\"");
      int from = text.indexOf('"', key + 6) + 1;
      table = text.substring(from, text.indexOf('"', from));
      sit();
    }
  }

  /** Where {@code wanted} begins in the first {@code size} bytes; -1 if it is not there. */
  static int indexOf(byte[] text, int size, byte[] wanted) {
    int last = size - wanted.length;
    byte second = wanted[1];
    for (int at = 0; at <= last; at++) {
      if (text[at + 1] == second && text[at] == wanted[0]) {
        int i = 2;
        while (i < wanted.length && text[at + i] == wanted[i]) {
          i++;
        }
        if (i == wanted.length) {
          return at;
        }
      }
    }
    return -1;
  }

  /** A connection of this member: its handshake, then its frames. */
  class LoadConnection extends ChannelInboundHandlerAdapter implements FrameFormat.FrameListener {
    private final String socketType;
    private final FrameFormat format;
    private final PartialFrame partial = new PartialFrame();
    private boolean open;
    private @Nullable Channel channel;

    LoadConnection(String socketType, FrameFormat format) {
      this.socketType = socketType;
      this.format = format;
    }

    /** The handshake is over. */
    void open(Channel opened) {
      speakOn(opened);
      write(bytes("{\"type\": \"enter\", \"user\": \"u" + number + "\"}"));
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      channel = context.channel();
      ByteBuf hello = context.alloc().buffer(256);
      if (format == FrameFormat.WEBSOCKET) {
        hello.writeBytes(bytes(upgrade()));
      } else {
        FrameFormat.greet(hello, socketType);
      }
      var _ = context.writeAndFlush(hello, context.voidPromise());
    }

    private String upgrade() {
      String to = run.plan().at(run.plan().port());
      return "GET /talk HTTP/1.1\r\nHost: %s\r\nOrigin: %s://%s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              .formatted(to, run.plan().tls() ? "https" : "http", to)
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      run.read();
      ByteBuf in = partial.with((ByteBuf) message);
      try {
        while ((open || handshake(context, in)) && format.read(in, this)) {
          // until there is no whole frame
        }
      } finally {
        partial.keep(context.alloc(), in);
      }
    }

    /** Whether the handshake is over; reads it if it is there. */
    private boolean handshake(ChannelHandlerContext context, ByteBuf in) {
      if (format == FrameFormat.WEBSOCKET) {
        int end = endOfHead(in);
        if (end < 0) {
          return false;
        }
        String head = in.readCharSequence(end, StandardCharsets.ISO_8859_1).toString();
        if (!head.startsWith("HTTP/1.1 101 ")) {
          throw new LoadException("the server answered: " + head.lines().findFirst().orElse(""));
        }
        opened(context);
        return true;
      }
      if (in.readableBytes() < 64) {
        return false;
      }
      in.skipBytes(64);
      open = true; // frames from here on: READY is the first
      return true;
    }

    /** The length of the head of an HTTP answer; -1 if its end is not there yet. */
    private static int endOfHead(ByteBuf in) {
      for (int at = in.readerIndex(); at + 3 < in.writerIndex(); at++) {
        if (in.getInt(at) == 0x0D0A0D0A) {
          return at + 4 - in.readerIndex();
        }
      }
      return -1;
    }

    private void opened(ChannelHandlerContext context) {
      open = true;
      open(context.channel());
    }

    @Override
    public void text(ByteBuf in, int start, int size) {
      heard(in, start, size);
    }

    @Override
    public void control(ByteBuf in, int start, int size, int kind) {
      Channel to = channel;
      if (to == null) {
        return;
      }
      if (format == FrameFormat.ZMTP) {
        if (size > 5 && in.getByte(start + 1) == 'R') {
          open(to);
        } else if (size > 5 && in.getByte(start + 1) == 'E') {
          throw new LoadException(
              "the server refused a connection: "
                  + in.toString(start + 7, Math.max(0, size - 7), StandardCharsets.UTF_8));
        }
      } else if (kind == FrameFormat.PING) {
        ByteBuf pong = to.alloc().buffer(size + 8);
        FrameFormat.head(pong, FrameFormat.PONG, size);
        pong.writeBytes(in, start, size);
        var _ = to.writeAndFlush(pong, to.voidPromise());
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      var _ = context.close();
      run.failed(cause);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      partial.release();
      if (!gone) {
        gone = true;
        releaseWriter();
        run.broken(LoadMember.this);
      }
    }
  }

  /**
   * The connection of a classic member's PUB socket; its seat is taken when the server subscribes.
   */
  private final class LoadPublisher extends LoadConnection {
    LoadPublisher() {
      super("PUB", FrameFormat.ZMTP);
    }

    @Override
    void open(Channel channel) {
      speakOn(channel);
    }

    @Override
    public void text(ByteBuf in, int start, int size) {
      sit();
    }
  }
}
