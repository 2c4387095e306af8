package prosa.cluster;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import prosa.server.cluster.ClusterTransport;

/**
 * Messages between nodes over core NATS, at most once.
 *
 * <p>A node gets what is sent to {@code prosa.CLUSTER.node.NODE} and to {@code prosa.CLUSTER.all}.
 * The client has threads of its own; it connects by itself, at the start and again, for as long as
 * it takes. What waits to be sent is bounded: beyond {@link #MOST_WAITING} messages or {@link
 * #MOST_BYTES} bytes, and while there is no connection, messages are dropped.
 *
 * <p>A thread of its own, {@code nats-send}, hands messages to the client, which can make its
 * caller wait while NATS reads nothing. Whoever sends never waits.
 */
public final class NatsTransport implements ClusterTransport {
  /** The most messages that wait to be sent. */
  static final int MOST_WAITING = 8_192;

  /** The most bytes that wait for the connection. */
  static final long MOST_BYTES = 8L << 20;

  /** What the client keeps of these bytes; the others wait here. */
  private static final long MOST_BYTES_IN_CLIENT = MOST_BYTES / 2;

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofMillis(200);
  private static final Duration CONNECT_AGAIN = Duration.ofMillis(500);
  private static final long MUTE_NANOS = Duration.ofSeconds(3).toNanos();

  /** How long it is told that NATS forbade something: until it would have done so again. */
  private static final long FORBIDDEN_NANOS = Duration.ofSeconds(10).toNanos();

  private static final int MOST_RECEIVED = 16_384;

  private final NatsSettings settings;
  private final String all;
  private final String one;
  private final String own;
  private final String subjects;
  private final OutgoingMessages outgoing =
      new OutgoingMessages(MOST_WAITING, MOST_BYTES - MOST_BYTES_IN_CLIENT);
  private volatile @Nullable Thread sender;
  private volatile @Nullable Client client;
  private volatile @Nullable Connection connection;
  private volatile String lastError = "";
  private volatile boolean closed;
  private final OwnBroadcasts ownBroadcasts = new OwnBroadcasts();

  /** Since when this node's own broadcasts have not come back; 0 if they do. */
  private volatile long unheardSince;

  /** When NATS last said that this node may not use a subject; 0 if it never did. */
  private volatile long forbiddenAt;

  /** A transport that is not connected yet. */
  public NatsTransport(NatsSettings settings, String node) {
    this.settings = settings;
    String prefix = "prosa." + settings.clusterName();
    this.subjects = prefix + ".>";
    this.all = prefix + ".all";
    this.one = prefix + ".node.";
    this.own = one + node;
  }

  @Override
  public void open(java.util.function.Consumer<byte[]> receiver) {
    sender = Thread.ofPlatform().daemon().name("nats-send").start(this::sendAll);
    connect(receiver);
  }

  /** Begins a connection, in the place of the one before it. */
  private synchronized void connect(java.util.function.Consumer<byte[]> receiver) {
    if (closed) {
      return;
    }
    Client next = new Client(receiver);
    client = next;
    connection = null;
    try {
      Nats.connectAsynchronously(options(next), true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Options options(Client owner) {
    Options.Builder builder =
        new Options.Builder()
            .servers(settings.servers().toArray(String[]::new))
            .connectionName("prosa " + own)
            .maxReconnects(-1)
            .reconnectWait(Duration.ofMillis(500))
            .reconnectJitter(Duration.ofMillis(200))
            .connectionTimeout(Duration.ofSeconds(2))
            .socketWriteTimeout(WRITE_TIMEOUT)
            .pingInterval(Duration.ofSeconds(2))
            .maxPingsOut(2)
            .maxMessagesInOutgoingQueue(MOST_WAITING)
            .discardMessagesWhenOutgoingQueueFull()
            .reconnectBufferSize(0)
            .noNoResponders()
            .connectionListener(owner::changed)
            .errorListener(new Listener());
    settings.login().ifPresent(login -> builder.userInfo(login.user(), login.password()));
    settings.token().ifPresent(token -> builder.token(token.toCharArray()));
    // The certificate is compared with the name of the host, not with its address.
    settings.tls().ifPresent(tls -> builder.sslContext(tls.context()).noResolveHostnames());
    return builder.build();
  }

  /**
   * One client of NATS, which connects by itself as long as it is not closed. The library closes
   * one that was refused twice in the same words; another takes its place then.
   */
  private final class Client {
    private final java.util.function.Consumer<byte[]> receiver;

    Client(java.util.function.Consumer<byte[]> receiver) {
      this.receiver = receiver;
    }

    private void changed(Connection at, ConnectionListener.Events event) {
      switch (event) {
        case CONNECTED, RECONNECTED, RESUBSCRIBED -> connected(at, this);
        case CLOSED -> replaceLater(this);
        default -> {}
      }
    }
  }

  private synchronized void connected(Connection at, Client by) {
    if (closed || by != client) {
      closeLater(at);
      return;
    }
    boolean first = connection == null;
    connection = at;
    lastError = "";
    if (first) {
      subscribe(at, by.receiver);
    }
  }

  /** Another client takes the place of this one, if it still has it. */
  private synchronized void replace(Client old) {
    if (old != client) {
      return;
    }
    Connection given = connection;
    connect(old.receiver);
    if (given != null) {
      closeLater(given);
    }
  }

  /** The same after a while; for a client that is closed. */
  private void replaceLater(Client old) {
    if (closed || old != client) {
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("nats-again")
        .start(
            () -> {
              try {
                Thread.sleep(CONNECT_AGAIN);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              replace(old);
            });
  }

  private void subscribe(Connection at, java.util.function.Consumer<byte[]> receiver) {
    Dispatcher dispatcher =
        at.createDispatcher(
            message -> {
              byte[] data = message.getData();
              if (ownBroadcasts.remove(data)) {
                unheardSince = 0;
              } else {
                receiver.accept(data);
              }
            });
    dispatcher.setPendingLimits(MOST_RECEIVED, 4 * MOST_BYTES);
    dispatcher.subscribe(own);
    dispatcher.subscribe(all);
  }

  @Override
  public boolean send(String node, byte[] message) {
    return publish(one + node, message);
  }

  @Override
  public boolean broadcast(byte[] message) {
    ownBroadcasts.add(message);
    boolean sent = publish(all, message);
    long now = System.nanoTime();
    long since = unheardSince;
    if (connected().isEmpty()) {
      unheardSince = 0;
    } else if (since == 0) {
      unheardSince = now;
    } else if (now - since > MUTE_NANOS) {
      // The connection seems to be there, and nothing comes through: that was seen after a pause.
      unheardSince = 0;
      Client mute = client;
      if (mute != null) {
        replace(mute);
      }
    }
    return sent;
  }

  private static void closeLater(Connection old) {
    var _ = Thread.ofPlatform().daemon().name("nats-close").start(() -> close(old));
  }

  private boolean publish(String subject, byte[] message) {
    return connected().filter(at -> message.length <= at.getMaxPayload()).isPresent()
        && outgoing.offer(new OutgoingMessages.AddressedMessage(subject, message));
  }

  /** The connection while it is there. */
  private Optional<Connection> connected() {
    return Optional.ofNullable(connection)
        .filter(at -> at.getStatus() == Connection.Status.CONNECTED);
  }

  /** Hands one message after the other to the client; on its own thread, until it is closed. */
  private void sendAll() {
    try {
      for (Optional<OutgoingMessages.AddressedMessage> next = outgoing.take();
          next.isPresent();
          next = outgoing.take()) {
        hand(next.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  /** Hands a message to the client when it has room; it is dropped if the connection goes. */
  private void hand(OutgoingMessages.AddressedMessage message) throws InterruptedException {
    try {
      Optional<Connection> at = connected();
      while (at.isPresent() && at.get().outgoingPendingBytes() > MOST_BYTES_IN_CLIENT) {
        Thread.sleep(1);
        at = connected();
      }
      if (at.isPresent()) {
        at.get().publish(message.subject(), message.data());
      }
    } catch (IllegalStateException | IllegalArgumentException e) {
      // it closed, or its queue is full: dropped
    }
  }

  @Override
  public Optional<String> trouble() {
    boolean forbidden = forbiddenAt != 0 && System.nanoTime() - forbiddenAt < FORBIDDEN_NANOS;
    if (connected().isPresent() && !forbidden) {
      return Optional.empty();
    }
    String why = forbidden ? "its user has no permission for " + subjects : lastError;
    return Optional.of(
        "NATS at "
            + settings.addresses()
            + (why.isEmpty() ? " cannot be reached" : " does not let this node in: " + why));
  }

  @Override
  public void close() {
    closed = true;
    outgoing.close();
    Thread closer = Thread.ofPlatform().daemon().name("nats-close").start(this::closeAll);
    try {
      // The last words are sent, if NATS takes them.
      closer.join(LAST_WORDS.multipliedBy(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeAll() {
    Thread sending = sender;
    try {
      if (sending != null && !sending.join(LAST_WORDS)) {
        sending.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Connection at = connection;
    if (at != null) {
      close(at);
    }
  }

  private static void close(Connection at) {
    try {
      at.flush(LAST_WORDS);
    } catch (Exception e) {
      // what was not sent is lost
    }
    try {
      at.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Keeps the last reason; the operator is told by {@link #trouble}. */
  private final class Listener implements ErrorListener {
    @Override
    public void errorOccurred(Connection at, String error) {
      String message = error.toLowerCase(java.util.Locale.ROOT);
      if (message.contains("authori")) {
        lastError = "wrong credentials";
      } else if (message.contains("permissions violation")) {
        forbiddenAt = System.nanoTime();
      }
    }

    @Override
    public void exceptionOccurred(Connection at, Exception e) {
      String message = String.valueOf(e.getMessage()).toLowerCase(java.util.Locale.ROOT);
      if (message.contains("authori") || message.contains("authentication")) {
        lastError = "wrong credentials";
      } else if (message.contains("tls") || message.contains("ssl") || message.contains("certif")) {
        lastError = "TLS does not come about";
      }
    }

    @Override
    public void slowConsumerDetected(Connection at, Consumer consumer) {
      // what was dropped is noticed by its number
    }
  }
}
