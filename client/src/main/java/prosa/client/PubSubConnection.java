package prosa.client;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.time.Duration;
import prosa.protocol.DoorAnswer;
import prosa.zmtp.Bytes;
import prosa.zmtp.CloseReason;
import prosa.zmtp.PeerInfo;
import prosa.zmtp.SocketType;
import prosa.zmtp.Subscriptions;
import prosa.zmtp.ZmtpClient;
import prosa.zmtp.ZmtpClientListener;

/**
 * The two connections of a classic client, PUB and SUB, and the proof that both work.
 *
 * <p>How it works: this client can send once the server's subscription has arrived on the PUB
 * connection; until then a PUB socket drops messages. It receives once the server has read its
 * subscription: a PING sent behind it is answered. A peer older than ZMTP 3.1 knows no PING and is
 * given {@value #GRACE_MILLIS} ms instead. The other members notice nothing of this.
 */
final class PubSubConnection {
  /** Receives the events of the pair, on the event loop. */
  interface PubSubListener {
    /** Both connections work, for the first time or again. */
    void proven();

    /** One of them ended; both are needed. They are dialled again. */
    void broken();

    /** The server wants no connection: for good. */
    void refused();

    /** A message came. */
    void heard(ByteBuf body);
  }

  private static final int GRACE_MILLIS = 300;
  private static final Duration GRACE = Duration.ofMillis(GRACE_MILLIS);
  private static final Bytes PROOF = Bytes.of("prosa-proof");

  private final ClientSession session;
  private final PubSubListener owner;
  private final ZmtpClient publisher;
  private final ZmtpClient subscriber;
  private final LoopTimer grace;
  private boolean heard;
  private boolean hears;
  private boolean proven;
  private boolean over;

  PubSubConnection(
      ClientSession session, InetSocketAddress door, DoorAnswer.Ports ports, PubSubListener owner) {
    this.session = session;
    this.owner = owner;
    grace = new LoopTimer(session.loop());
    publisher = client(SocketType.PUB, door, ports.toServer(), new Publishing());
    subscriber = client(SocketType.SUB, door, ports.fromServer(), new Subscribing());
  }

  private ZmtpClient client(
      SocketType type, InetSocketAddress door, int port, ZmtpClientListener listener) {
    return new ZmtpClient(
        session.dialer(),
        type,
        door.isUnresolved()
            ? InetSocketAddress.createUnresolved(door.getHostString(), port)
            : new InetSocketAddress(door.getAddress(), port),
        session.timeouts().backoff(),
        listener);
  }

  void open() {
    subscriber.subscribe(Bytes.EMPTY);
    subscriber.connect();
    publisher.connect();
  }

  void publish(ByteBuf body) {
    var _ = publisher.send(body);
  }

  void pause(boolean paused) {
    if (paused) {
      subscriber.pause();
    } else {
      subscriber.resume();
    }
  }

  void retry() {
    publisher.dialNow();
    subscriber.dialNow();
  }

  void close() {
    over = true;
    grace.stop();
    publisher.close();
    subscriber.close();
  }

  private void prove() {
    if (heard && hears && !proven) {
      proven = true;
      owner.proven();
    }
  }

  private void lose() {
    boolean was = proven;
    proven = false;
    if (was) {
      owner.broken();
    }
  }

  private void hears() {
    hears = true;
    grace.stop();
    prove();
  }

  private final class Publishing implements ZmtpClientListener {
    @Override
    public void connected(ZmtpClient client, PeerInfo peer) {}

    @Override
    public void subscriptionsChanged(ZmtpClient client, Subscriptions subscriptions) {
      if (!over) {
        heard = subscriptions.everything();
        prove();
      }
    }

    @Override
    public void message(ZmtpClient client, ByteBuf body) {}

    @Override
    public void disconnected(ZmtpClient client, CloseReason why, Duration wait) {
      if (!over) {
        heard = false;
        lose();
      }
    }

    @Override
    public void refused(ZmtpClient client, String reason) {
      if (!over) {
        owner.refused();
      }
    }
  }

  private final class Subscribing implements ZmtpClientListener {
    @Override
    public void connected(ZmtpClient client, PeerInfo peer) {
      if (peer.atLeast31()) {
        client.ping(PROOF);
      } else {
        grace.start(GRACE, PubSubConnection.this::hears);
      }
    }

    @Override
    public void ponged(ZmtpClient client, Bytes context) {
      if (!over && context.equals(PROOF)) {
        hears();
      }
    }

    @Override
    public void message(ZmtpClient client, ByteBuf body) {
      if (!over) {
        owner.heard(body);
      }
    }

    @Override
    public void disconnected(ZmtpClient client, CloseReason why, Duration wait) {
      if (!over) {
        hears = false;
        grace.stop();
        lose();
      }
    }

    @Override
    public void refused(ZmtpClient client, String reason) {
      if (!over) {
        owner.refused();
      }
    }
  }
}
