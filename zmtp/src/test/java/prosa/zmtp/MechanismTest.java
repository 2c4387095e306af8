package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import prosa.net.LoopShutdown;
import prosa.net.Transport;

/** A mechanism that encodes the frames of each connection, over real sockets. */
@Timeout(30)
@ExtendWith(LeakCounter.Check.class)
class MechanismTest {
  private static final ZmtpLimits LIMITS =
      new ZmtpLimits(
          Duration.ofSeconds(5),
          1024,
          1024,
          4096,
          8,
          16,
          256,
          Duration.ofMillis(50),
          Duration.ofSeconds(20));

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, Transport.best().ioHandlerFactory());
  private final RecordingSession session = new RecordingSession();
  private final List<ZmtpConnection> connections = new CopyOnWriteArrayList<>();
  private final List<Queue<String>> wires = new CopyOnWriteArrayList<>();

  private InetSocketAddress listen(SocketType own) {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    ZmtpConnection connection =
                        new ZmtpConnection(
                            own,
                            ZmtpConnection.Greets.WHEN_GREETED,
                            XorMechanism.server(),
                            LIMITS,
                            session);
                    connections.add(connection);
                    channel.pipeline().addLast(tap()).addLast(connection);
                  }
                });
    Transport.best().configure(bootstrap, LIMITS.timeouts());
    return (InetSocketAddress)
        bootstrap
            .bind(InetAddress.getLoopbackAddress(), 0)
            .syncUninterruptibly()
            .channel()
            .localAddress();
  }

  /** Writes down, in hexadecimal, what goes over the wire. */
  private ChannelOutboundHandlerAdapter tap() {
    Queue<String> wire = new ConcurrentLinkedQueue<>();
    wires.add(wire);
    return new ChannelOutboundHandlerAdapter() {
      @Override
      public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        wire.add(WireBytes.hex((ByteBuf) message));
        var _ = ctx.write(message, promise);
      }
    };
  }

  private ZmtpClient dial(
      InetSocketAddress address, SocketType type, RecordingClientListener heard) {
    ZmtpClient client =
        new ZmtpClient(
            new Connector(group, Transport.best(), LIMITS, XorMechanism::client),
            type,
            address,
            RecordingClientListener.QUICK,
            heard);
    client.connect();
    return client;
  }

  private static String hex(String text) {
    return WireBytes.hex(WireBytes.ascii(text));
  }

  @AfterEach
  void stop() {
    LoopShutdown.begin(group, Duration.ofSeconds(5)).syncUninterruptibly();
  }

  @Test
  void oneBatchIsEncodedForEachConnectionAndDecodedThere() {
    RecordingClientListener ana = new RecordingClientListener();
    RecordingClientListener bia = new RecordingClientListener();
    InetSocketAddress address = listen(SocketType.ROUTER);
    ZmtpClient first = dial(address, SocketType.DEALER, ana);
    ZmtpClient second = dial(address, SocketType.DEALER, bia);
    AwaitCondition.holds(
        "both are connected",
        () -> ana.events.contains("connected ROUTER") && bia.events.contains("connected ROUTER"));
    assertThat(first.send(Unpooled.copiedBuffer(WireBytes.ascii("from Ana")))).isTrue();
    assertThat(second.send(Unpooled.copiedBuffer(WireBytes.ascii("from Bia")))).isTrue();
    AwaitCondition.holds(
        "both are heard",
        () -> session.events().containsAll(List.of("message from Ana", "message from Bia")));
    String large = "large".repeat(200);
    ByteBuf batch = Unpooled.buffer();
    FrameEncoder.writeMessage(batch, WireBytes.ascii("to both"));
    FrameEncoder.writeMessage(batch, WireBytes.ascii(large));

    for (ZmtpConnection connection : connections) {
      ByteBuf same = batch.copy();
      connection.channel().eventLoop().execute(() -> connection.sendFramed(same));
    }

    List<String> both = List.of("message to both", "message " + large);
    AwaitCondition.holds(
        "both hear it", () -> ana.events.containsAll(both) && bia.events.containsAll(both));
    batch.release();
    assertThat(wires).hasSize(2);
    for (Queue<String> wire : wires) {
      assertThat(all(wire)).doesNotContain(hex("to both")).doesNotContain(hex("largelarge"));
    }
    assertThat(tail(wires.get(0))).isNotEqualTo(tail(wires.get(1)));
  }

  private static String all(Queue<String> wire) {
    return String.join("", wire);
  }

  private static String tail(Queue<String> wire) {
    String all = all(wire);
    return all.substring(all.length() - 1000);
  }

  @Test
  void partsAndSubscriptionsAndPingsAreInside() {
    RecordingClientListener heard = new RecordingClientListener();
    InetSocketAddress address = listen(SocketType.XPUB);
    ZmtpClient client = dial(address, SocketType.XSUB, heard);
    client.subscribe(Bytes.of("room"));
    AwaitCondition.holds(
        "it has subscribed", () -> session.events().toString().contains("subscriptions"));
    client.ping(Bytes.of("mark"));
    AwaitCondition.holds("a pong comes back", () -> heard.events.contains("ponged mark"));

    connections
        .getFirst()
        .channel()
        .eventLoop()
        .execute(
            () ->
                connections
                    .getFirst()
                    .send(
                        List.of(
                            Unpooled.copiedBuffer(WireBytes.ascii("one")),
                            Unpooled.copiedBuffer(WireBytes.ascii("two")))));

    AwaitCondition.holds("the parts are heard", () -> heard.events.contains("multipart one|two"));
    assertThat(all(wires.getFirst())).doesNotContain(hex("mark")).doesNotContain(hex("one"));
  }

  @Test
  void anOwnerRefusesBeforeItHasAgreed() {
    session.onReady = connection -> connection.refuse("not here");
    RecordingClientListener heard = new RecordingClientListener();
    dial(listen(SocketType.ROUTER), SocketType.DEALER, heard);

    AwaitCondition.holds("it is told", () -> heard.events.contains("refused not here"));
  }

  /** Up to the limit for skipping, too: it could be skipped only after all of it was kept. */
  @Test
  void aFrameThatIsTooLongEndsTheConnectionAtItsHeadWhereItHasToBeThereWhole()
      throws ZmtpException {
    EmbeddedConnection server = EmbeddedConnection.around(XorMechanism.server(), LIMITS);
    XorMechanism client = XorMechanism.client();
    server.feed(WireBytes.greeting(3, 1, "XOR"), WireBytes.frame(4, CurveDialogue.next(client)));
    byte[] answer = server.out();
    CurveDialogue.take(client, Arrays.copyOfRange(answer, Greeting.LENGTH + 2, answer.length));
    server.feed(WireBytes.frame(4, CurveDialogue.next(client)));
    assertThat(server.events()).containsExactly("ready DEALER 3.1");

    server.feed(WireBytes.longHeader(2, client.encodedLength(LIMITS.frame()) + 1));

    assertThat(server.events()).endsWith("closed Violation[fault=FRAME_SIZE]");
    server.finish();
  }

  @Test
  void aFrameOfTheLongestBodyIsTaken() {
    RecordingClientListener heard = new RecordingClientListener();
    ZmtpClient client = dial(listen(SocketType.ROUTER), SocketType.DEALER, heard);
    AwaitCondition.holds("it is connected", () -> heard.events.contains("connected ROUTER"));
    String longest = "x".repeat(1024);

    assertThat(client.send(Unpooled.copiedBuffer(WireBytes.ascii(longest)))).isTrue();

    AwaitCondition.holds("it is heard", () -> session.events().contains("message " + longest));
  }

  @Test
  void aPeerWithoutTheMechanismIsNotServed() {
    RecordingClientListener heard = new RecordingClientListener();
    ZmtpClient client =
        new ZmtpClient(
            new Connector(group, Transport.best(), LIMITS),
            SocketType.DEALER,
            listen(SocketType.ROUTER),
            RecordingClientListener.QUICK,
            heard);
    client.connect();

    AwaitCondition.holds(
        "it is closed", () -> session.events().contains("closed Violation[fault=MECHANISM]"));
    client.close();
  }
}
