package prosa.server.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import prosa.net.Outgoing;
import prosa.net.OutgoingMemory;
import prosa.net.SendQueue;
import prosa.protocol.ClientMessage;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;
import prosa.server.limits.AddressBudgets;
import prosa.server.placement.ClientAddress;

/**
 * A member's connection without a socket: input is passed to its handler, output is kept, and its
 * queue can be blocked as by a peer that does not read.
 */
public final class FakeMemberConnection extends MemberConnection {
  private static final ProtocolReader READER = new ProtocolReader(ReadLimits.defaults());

  private final Framing framing;
  private final Peer peer;
  private final Queue queue;
  private final Deque<byte[]> unread = new ArrayDeque<>();
  private ClientAddress client = new ClientAddress("127.0.0.1", true);
  private boolean paused;
  private boolean resting;
  private boolean told;

  /** The socket's other end: takes everything, or nothing. */
  private static final class Peer extends EmbeddedChannel {
    private boolean reads = true;

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
      if (reads) {
        super.doWrite(in);
      }
    }
  }

  /** A queue that there may be no memory for. */
  private static final class Queue implements Outgoing {
    private final SendQueue to;
    private boolean noMemory;
    private boolean broken;
    private int looks;

    Queue(SendQueue to) {
      this.to = to;
    }

    @Override
    public boolean write(ByteBuf shared, int from, int upTo) {
      if (noMemory) {
        throw new OutOfMemoryError("as the test wants it");
      }
      if (broken) {
        throw new IllegalStateException("as the test wants it");
      }
      return to.write(shared, from, upTo);
    }

    @Override
    public boolean writeAndRelease(ByteBuf own) {
      return to.writeAndRelease(own);
    }

    @Override
    public long waiting() {
      return to.waiting();
    }

    @Override
    public boolean takes(int size) {
      return to.takes(size);
    }

    @Override
    public boolean stuck(long now, long nanos) {
      looks++;
      if (broken) {
        throw new IllegalStateException("as the test wants it");
      }
      return to.stuck(now, nanos);
    }

    @Override
    public boolean isSettled() {
      return to.isSettled();
    }

    @Override
    public boolean abort() {
      return to.abort();
    }
  }

  private FakeMemberConnection(
      long id, Framing framing, Peer peer, int queueBytes, OutgoingMemory memory) {
    this(id, framing, peer, new Queue(new SendQueue(peer, queueBytes, memory, false)));
  }

  private FakeMemberConnection(long id, Framing framing, Peer peer, Queue queue) {
    super(id, queue, NoopHandler.INSTANCE);
    this.queue = queue;
    this.framing = framing;
    this.peer = peer;
  }

  /** A connection of a trusted address, on {@code loop}. */
  public static FakeMemberConnection open(
      long id,
      Framing framing,
      ManualLoop loop,
      AddressBudgets budgets,
      int queueBytes,
      OutgoingMemory memory) {
    Peer peer = new Peer();
    loop.add(peer);
    budgets.open(Optional.empty()).attach(peer);
    return new FakeMemberConnection(id, framing, peer, queueBytes, memory);
  }

  // ---- the member

  /** Sends a command. */
  public void send(ClientMessage message) {
    sendBytes(ProtocolWriter.write(message));
  }

  /** Sends any text. */
  public void send(String text) {
    sendBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void sendBytes(byte[] text) {
    unread.add(text);
    handOut();
  }

  private void handOut() {
    while (!paused && !resting && !hasEnded() && !unread.isEmpty()) {
      owner().text(this, Unpooled.wrappedBuffer(unread.remove()));
    }
  }

  /** Sends something that is not one text. */
  public void sendSomethingElse() {
    owner().notText(this);
  }

  /** Sends a text that is longer than a frame may be. */
  public void sendTooMuch(long size) {
    owner().tooLong(this, size);
  }

  /** Stops taking what is sent, or takes it again. */
  public void reads(boolean reads) {
    peer.reads = reads;
    if (reads) {
      peer.flush();
      owner().writable(this);
    }
  }

  /** Whether there is no memory for the rounds that it is handed. */
  public void hasNoMemory(boolean none) {
    queue.noMemory = none;
  }

  /** From now on each write of a round, and each look at what waits, is a defect. */
  public void isDefective() {
    queue.broken = true;
  }

  /** Loses the connection. */
  public void breakOff() {
    var _ = peer.close();
    tellEnd();
  }

  /** A message without the ids of stays and the times for holding. */
  private static ServerMessage known(ServerMessage message) {
    return switch (message) {
      case ServerMessage.Joined joined ->
          new ServerMessage.Joined(joined.place(), joined.user(), joined.classic());
      case ServerMessage.Seated seated when seated.salt().isPresent() -> seated;
      case ServerMessage.Seated seated ->
          new ServerMessage.Seated(
              seated.room(),
              seated.user(),
              seated.place(),
              0,
              seated.seat(),
              seated.n(),
              seated.capacity(),
              false,
              seated.members().stream()
                  .map(
                      one ->
                          new ServerMessage.MemberEntry(
                              one.place(), one.user(), one.state(), one.classic()))
                  .toList(),
              new ServerMessage.Limits(
                  seated.limits().message(), seated.limits().text(), seated.limits().rate()),
              List.of(),
              Optional.empty(),
              seated.formerly());
      default -> message;
    };
  }

  /** What the member was sent since it was asked last. */
  public List<ServerMessage> heard() {
    return heardWhole().stream().map(FakeMemberConnection::known).toList();
  }

  /** The same with the ids of stays and the times for holding. */
  public List<ServerMessage> heardWhole() {
    List<ServerMessage> heard = new ArrayList<>();
    for (String text : texts()) {
      try {
        heard.add(READER.toMember(text.getBytes(StandardCharsets.UTF_8)));
      } catch (ProtocolException e) {
        throw new AssertionError(text, e);
      }
    }
    return heard;
  }

  /** The same as it was written. */
  public List<String> texts() {
    return texts(framing, peer);
  }

  /** The texts that were written to a channel. */
  public static List<String> texts(Framing framing, EmbeddedChannel channel) {
    List<String> texts = new ArrayList<>();
    for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
      while (out.isReadable()) {
        texts.add(out.readCharSequence(size(framing, out), StandardCharsets.UTF_8).toString());
      }
      out.release();
    }
    return texts;
  }

  private static int size(Framing framing, ByteBuf out) {
    int first = out.readUnsignedByte();
    return switch (framing) {
      case ZMTP -> first == 0 ? out.readUnsignedByte() : Math.toIntExact(out.readLong());
      case WEBSOCKET -> {
        int size = out.readUnsignedByte();
        yield size < 126 ? size : size == 126 ? out.readUnsignedShort() : (int) out.readLong();
      }
    };
  }

  /** How many buffers it was sent that nobody has looked at yet. */
  public int writes() {
    return peer.outboundMessages().size();
  }

  /** Whether nothing is read from it at the moment. */
  public boolean isPaused() {
    return paused || resting;
  }

  /** How often it was looked whether it acknowledges what it was sent. */
  public int looks() {
    return queue.looks;
  }

  /** Whether the server has closed it. */
  public boolean isClosed() {
    return told || !peer.isOpen();
  }

  // ---- the server's side

  @Override
  public ClientAddress client() {
    return client;
  }

  /** Its address. */
  public void client(ClientAddress address) {
    client = address;
  }

  @Override
  public Framing framing() {
    return framing;
  }

  @Override
  public String page() {
    return "http://192.0.2.1:5555/";
  }

  @Override
  public Channel channel() {
    return peer;
  }

  @Override
  public void pause() {
    paused = true;
  }

  @Override
  public void resume() {
    paused = false;
    handOut();
  }

  @Override
  public void rest(long millis) {
    resting = true;
    var _ =
        peer.eventLoop()
            .schedule(
                () -> {
                  resting = false;
                  handOut();
                },
                millis,
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void end() {
    told = true;
    tellEnd();
  }

  @Override
  public void moveTo(EventLoop loop, Runnable arrived) {
    pause();
    loop.execute(
        () -> {
          if (!hasEnded()) {
            arrived.run();
          }
        });
  }
}
