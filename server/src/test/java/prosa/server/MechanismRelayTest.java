package prosa.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import prosa.net.LoopShutdown;
import prosa.net.Transport;
import prosa.protocol.DoorAnswer;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ReadLimits;
import prosa.server.classic.PortRange;
import prosa.server.operations.Console;
import prosa.websocket.HostNames;
import prosa.websocket.StaticFiles;
import prosa.zmtp.Backoff;
import prosa.zmtp.Bytes;
import prosa.zmtp.CloseReason;
import prosa.zmtp.Connector;
import prosa.zmtp.FrameEncoder;
import prosa.zmtp.Mechanism;
import prosa.zmtp.MechanismSelector;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpClient;
import prosa.zmtp.ZmtpClientListener;
import prosa.zmtp.ZmtpLimits;
import prosa.zmtp.ZmtpRequest;

/** The relay between members whose connections are each encoded with a key of their own. */
@Timeout(60)
final class MechanismRelayTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  /** Adds a key to each byte: each side's own, which it tells in its READY. */
  private static final class KeyMechanism implements Mechanism {
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final int own = KEYS.updateAndGet(key -> key % 250 + 1);
    private int theirs;
    private boolean said;
    private @Nullable Bytes metadata;

    @Override
    public String name() {
      return "KEY";
    }

    @Override
    public boolean asServer() {
      return false;
    }

    @Override
    public void process(ByteBuf command) {
      command.skipBytes(6); // "\5READY"
      theirs = command.readUnsignedByte();
      metadata = Bytes.of(command);
    }

    @Override
    public boolean next(ByteBuf out, Bytes ours, boolean accepted) {
      if (said || !accepted) {
        return false;
      }
      said = true;
      out.writeBytes("\5READY".getBytes(ISO_8859_1)).writeByte(own);
      ours.writeTo(out);
      return true;
    }

    @Override
    public @Nullable Bytes metadata() {
      return metadata;
    }

    @Override
    public boolean ready() {
      return said && metadata != null;
    }

    @Override
    public boolean passesThrough() {
      return false;
    }

    @Override
    public int encodedLength(int length) {
      return length + 1;
    }

    @Override
    public void encode(ByteBuf out, int flags, ByteBuf body, int index, int length) {
      FrameEncoder.writeHeader(out, 0, length + 1);
      int from = out.writerIndex();
      out.writeByte(flags + own);
      for (int i = index; i < index + length; i++) {
        out.writeByte(body.getByte(i) + own);
      }
      sent.add(out.toString(from, length + 1, ISO_8859_1));
    }

    @Override
    public int decode(int flags, ByteBuf body) {
      for (int i = body.readerIndex(); i < body.writerIndex(); i++) {
        body.setByte(i, body.getByte(i) - theirs);
      }
      return body.readUnsignedByte();
    }

    /** What went over the wire for frames that said {@code text}. */
    List<String> framesOf(String text) {
      StringBuilder encoded = new StringBuilder();
      text.chars().forEach(c -> encoded.append((char) ((c + own) & 0xFF)));
      return sent.stream().filter(frame -> frame.contains(encoded)).toList();
    }
  }

  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final List<KeyMechanism> atServer = new CopyOnWriteArrayList<>();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, Transport.best().ioHandlerFactory());
  private final Connector connector =
      new Connector(group, Transport.best(), ZmtpLimits.defaults(), KeyMechanism::new);

  private KeyMechanism serverSide() {
    KeyMechanism mechanism = new KeyMechanism();
    atServer.add(mechanism);
    return mechanism;
  }

  /** A socket that keeps what it hears. */
  private final class Member implements ZmtpClientListener {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final ZmtpClient client;

    Member(SocketType type, int port) {
      client =
          new ZmtpClient(
              connector,
              type,
              new InetSocketAddress(HERE, port),
              new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1)),
              this);
      members.add(this);
      client.connect();
    }

    Member subscribed() {
      client.subscribe(Bytes.EMPTY);
      return this;
    }

    void say(String text) {
      assertThat(client.send(Unpooled.copiedBuffer(text, UTF_8))).isTrue();
    }

    /** The next thing heard that has {@code part} in it. */
    String hears(String part) throws InterruptedException {
      String text;
      do {
        text = heard.poll(20, TimeUnit.SECONDS);
        assertThat(text).as("what has " + part + " in it").isNotNull();
      } while (!text.contains(part));
      return text;
    }

    @Override
    public void connected(ZmtpClient of, PeerInfo peer) {}

    @Override
    public void message(ZmtpClient of, ByteBuf body) {
      heard.add(body.toString(UTF_8));
    }

    @Override
    public void disconnected(ZmtpClient of, CloseReason why, Duration wait) {}

    @Override
    public void refused(ZmtpClient of, String reason) {
      heard.add("refused " + reason);
    }

    void close() {
      client.close();
    }
  }

  private DoorAnswer.Ports findChat(int door) throws Exception {
    byte[] answer =
        new ZmtpRequest(connector)
            .ask(new InetSocketAddress(HERE, door), Bytes.of("FindChat"), Duration.ofSeconds(20))
            .get(20, TimeUnit.SECONDS)
            .body()
            .toArray();
    return (DoorAnswer.Ports) new ProtocolReader(ReadLimits.defaults()).doorAnswer(answer);
  }

  @Test
  void eachMemberIsSentTheMessageInItsOwnCode() throws Exception {
    try (Console console =
            new Console(Console.Mode.OFF, new PrintStream(OutputStream.nullOutputStream()));
        ChatServer server =
            ChatServer.start(
                TestConfig.onPorts(PortRange.parse("20000-29999")),
                console,
                StaticFiles.NONE,
                Optional.empty(),
                HostNames.any(),
                MechanismSelector.only(this::serverSide))) {
      Member ana = new Member(SocketType.DEALER, server.port());
      ana.hears("hello");
      ana.say("{\"type\": \"enter\", \"user\": \"Ana\"}");
      ana.hears("seated");
      DoorAnswer.Ports ports = findChat(server.port()); // of Ana's room, since she is alone there
      Member speaker = new Member(SocketType.PUB, ports.toServer());
      Member receiver = new Member(SocketType.SUB, ports.fromServer()).subscribed();
      ana.hears("classic");
      Member bia = new Member(SocketType.DEALER, server.port());
      bia.hears("hello");
      bia.say("{\"type\": \"enter\", \"user\": \"Bia\"}");
      bia.hears("seated");

      bia.say("{\"type\": \"say\", \"message\": \"for everybody\"}");

      assertThat(ana.hears("for everybody")).contains("\"type\": \"said\"");
      assertThat(bia.hears("for everybody")).contains("\"type\": \"said\"");
      assertThat(receiver.hears("for everybody")).contains("\"user\"").doesNotContain("\"type\"");
      speaker.say("{\"user\": \"Rui\", \"message\": \"from a classic one\"}");
      assertThat(receiver.hears("classic one")).contains("Rui");
      assertThat(ana.hears("classic one")).contains("Rui");
      members.forEach(Member::close);
    } finally {
      assertThat(LoopShutdown.begin(group, Duration.ofSeconds(5)).awaitUninterruptibly(10_000))
          .isTrue();
    }
    List<String> wires =
        atServer.stream().flatMap(each -> each.framesOf("for everybody").stream()).toList();
    assertThat(wires).hasSize(3).doesNotHaveDuplicates();
    assertThat(wires).noneMatch(frame -> frame.contains("for everybody"));
  }
}
