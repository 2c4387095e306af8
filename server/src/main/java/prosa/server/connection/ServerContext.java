package prosa.server.connection;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelMatcher;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import prosa.net.AcceptFailureHandler;
import prosa.net.ConnectionTimeouts;
import prosa.net.IncomingMemory;
import prosa.net.OutgoingMemory;
import prosa.net.SendQueue;
import prosa.net.SocketCipher;
import prosa.net.Transport;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.ConnectionBudgets;
import prosa.server.limits.Resource;
import prosa.server.operations.AddressBlocks;
import prosa.server.operations.CidrBlock;
import prosa.server.operations.ConnectionCounter;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.EmergencyLevel;
import prosa.server.operations.HostStatement;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.operations.RateLimitedLogger.Event;
import prosa.server.operations.RefusalCounts;
import prosa.server.operations.RefusalCounts.AtAccept;
import prosa.server.operations.RefusalCounts.Late;
import prosa.server.placement.ClientAddress;
import prosa.zmtp.CloseReason;
import prosa.zmtp.CurveSelector;
import prosa.zmtp.MechanismSelector;
import prosa.zmtp.SocketType;
import prosa.zmtp.ZmtpConnection;
import prosa.zmtp.ZmtpError;
import prosa.zmtp.ZmtpSession;

/**
 * What the connections of a server share: transport, limits, budgets, counters, the ids of
 * connections, and the log of abnormal ends. Any thread.
 *
 * <p>When nearly all descriptors are used, every listening channel stops accepting, and the
 * operator is told; {@link #reopenIfPossible}, called a few times a second, resumes them.
 */
public final class ServerContext {
  private final Transport transport;
  private final MechanismSelector mechanisms;
  private final ConnectionCounter connectionCounter;
  private final Counters counters;
  private final AddressBudgets budgets;
  private final ConnectionTimeouts firstTimeouts;
  private volatile ConnectionConfig config;
  private final OutgoingMemory memory;
  private final IncomingMemory incoming =
      new IncomingMemory(IncomingMemory.usual(), System::nanoTime, this::keepsMost);
  private final AcceptThrottle throttle;
  private final AddressBlocks blocks = new AddressBlocks();
  private final EmergencyLevel emergency;
  private final HostStatement host = new HostStatement();
  private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicLong ids = new AtomicLong();
  private final RateLimitedLogger log;

  /**
   * A context.
   *
   * @param mechanisms the mechanisms of ZMTP connections
   * @param budgets the budgets of connections and addresses
   * @param config what holds for connections to begin with
   * @param memory counts what waits for all members
   * @param emergency the present emergency level
   */
  public ServerContext(
      Transport transport,
      MechanismSelector mechanisms,
      ConnectionCounter connectionCounter,
      Counters counters,
      RateLimitedLogger log,
      AddressBudgets budgets,
      ConnectionConfig config,
      OutgoingMemory memory,
      EmergencyLevel emergency) {
    this.config = config;
    this.firstTimeouts = config.classic().timeouts();
    this.transport = transport;
    this.mechanisms = mechanisms;
    this.connectionCounter = connectionCounter;
    this.counters = counters;
    this.log = log;
    this.budgets = budgets;
    this.memory = memory;
    this.emergency = emergency;
    this.throttle = new AcceptThrottle(connectionCounter::all, config.mostOpen(), log);
    connectionCounter.inAll(config.mostOpen());
  }

  /** Sets the transport and its options of a listening channel. */
  public void configure(ServerBootstrap bootstrap) {
    transport.configure(bootstrap, firstTimeouts);
    bootstrap.handler(acceptFailures());
  }

  /** The same for a socket that another process opened; it is to be registered, not bound. */
  public void adopt(ServerBootstrap bootstrap, int descriptor) {
    transport.adopt(bootstrap, firstTimeouts, descriptor);
    bootstrap.handler(acceptFailures());
  }

  private AcceptFailureHandler acceptFailures() {
    return new AcceptFailureHandler((port, _) -> throttle.pauseAfterFailure(port));
  }

  /** The server's log. */
  public RateLimitedLogger log() {
    return log;
  }

  /** The counters. */
  public Counters counters() {
    return counters;
  }

  /** The budgets of connections and addresses. */
  public AddressBudgets budgets() {
    return budgets;
  }

  /** What holds for connections that are accepted from now on. */
  public void config(ConnectionConfig next) {
    config = next;
    throttle.limit(next.mostOpen());
    connectionCounter.inAll(next.mostOpen());
  }

  /** How many connections an address may have from now on, and which ones are not limited. */
  public void limits(List<CidrBlock> trusted, int connectionsPerAddress) {
    connectionCounter.limits(trusted, connectionsPerAddress);
  }

  /** How long a REQ peer may be without a whole question. */
  public Duration questionWithin() {
    return config.questionWithin();
  }

  /** The next connection's id. */
  public long nextId() {
    return ids.incrementAndGet();
  }

  /** The server's public key of CURVE behind a {@code #}, as links have it; empty without one. */
  public String fragment() {
    return mechanisms instanceof CurveSelector curve ? "#" + curve.publicKey().urlText() : "";
  }

  /** A classic connection: greets at once, and waits for its session before READY. */
  public ZmtpConnection classic(SocketType own, ZmtpSession session) {
    return new ZmtpConnection(
            own, ZmtpConnection.Greets.AT_ONCE, mechanisms, config.classic(), session)
        .readsOnlyWhileWritable();
  }

  /** A connection at the door: never sends first. */
  public ZmtpConnection atDoor(ZmtpSession session) {
    return new ZmtpConnection(
            SocketType.ROUTER,
            ZmtpConnection.Greets.WHEN_GREETED,
            mechanisms,
            config.door(),
            session)
        .readsOnlyWhileWritable();
  }

  /** How many descriptors connections and ports may take. */
  public int mostOpen() {
    return config.mostOpen();
  }

  /** How many of these are taken. */
  public int descriptorsUsed() {
    return throttle.used();
  }

  /** The proxies in front of the server. */
  public ProxyConfig proxies() {
    return config.proxies();
  }

  /** The blocked networks. */
  public AddressBlocks blocks() {
    return blocks;
  }

  /** The present emergency level. */
  public EmergencyLevel emergency() {
    return emergency;
  }

  /** Whether the client of this connection is in the network. */
  public static boolean isFrom(Channel channel, CidrBlock network) {
    InetAddress client = PeerAddress.of(channel);
    return client != null && network.contains(client);
  }

  /** Closes the connections that are chosen, at once. */
  public void close(ChannelMatcher chosen) {
    var _ = channels.close(chosen);
  }

  /** How many connections are open. */
  public int connections() {
    return connectionCounter.all();
  }

  /** Creates the send queue of a ZMTP member. */
  public SendQueue sendQueue(ZmtpConnection connection) {
    return new SendQueue(
        connection.channel(), config.queueBytes(), memory, true, connection.outgoingFilter());
  }

  /**
   * Creates the send queue of another member.
   *
   * @param cipher what the channel's pipeline encrypts with; null in the clear
   */
  public SendQueue sendQueue(Channel channel, @Nullable SocketCipher cipher) {
    return cipher == null
        ? new SendQueue(channel, config.queueBytes(), memory, true)
        : new SendQueue(channel, config.queueBytes(), memory, cipher);
  }

  /** What the host says of the server. */
  public HostStatement host() {
    return host;
  }

  /** The longest message frame, in bytes. */
  public int frameBytes() {
    return config.classic().frame();
  }

  /** How long a peer may read nothing of its pending data. */
  public Duration stuckAfter() {
    return config.stuckAfter();
  }

  /** How long a greeted connection may take to enter. */
  public Duration enterWithin() {
    return config.enterWithin();
  }

  /** How long a connection may take until its protocol is known. */
  public Duration handshake() {
    return config.classic().handshake();
  }

  /** The timeouts of a connection. */
  public ConnectionTimeouts timeouts() {
    return config.classic().timeouts();
  }

  /** The address of a connection's peer, as all limits count it. */
  public ClientAddress clientAddress(Channel channel) {
    InetAddress person = PeerAddress.of(channel);
    return person == null
        ? new ClientAddress("gone", false)
        : new ClientAddress(CidrBlock.limitKey(person), isUnlimited(person));
  }

  /** {@code host:port} of this server as the peer of a connection reached it. */
  public static String addressOf(Channel channel) {
    if (channel.localAddress() instanceof InetSocketAddress local) {
      InetAddress plain = CidrBlock.plain(local.getAddress());
      String host = NetUtil.toAddressString(plain);
      return (plain instanceof Inet6Address ? "[" + host + "]" : host) + ":" + local.getPort();
    }
    return "gone";
  }

  /** Remembers a connection for as long as it is open. */
  void accepted(Channel channel) {
    channels.add(channel);
    incoming.attach(channel);
    ConnectionTimeouts now = timeouts();
    if (!now.equals(firstTimeouts)) {
      transport.probe(channel, now); // the listening port has those of the start
    }
  }

  /** Too much is kept of what all peers began to send, and most of it of this one; any thread. */
  private void keepsMost(Channel channel) {
    counters.refusals().memory();
    log.log(Event.INPUT_KEPT, "Door");
    var _ = channel.close();
  }

  /**
   * Sets a connection's client address, from the connection itself or from a proxy; the limits of
   * that address apply from now on. False if it is refused; then the connection has to be closed.
   */
  public boolean become(Channel channel, InetAddress person) {
    InetAddress before = PeerAddress.of(channel);
    boolean known = PeerAddress.isTold(channel);
    if (known && person.equals(before)) {
      return true;
    }
    if (blocks.blocks(person)) {
      counters.turnedAway(AtAccept.BLOCKED);
      return false;
    }
    if (!connectionCounter.enter(person, config.proxies().isProxy(person))) {
      log.log(Event.CROWDED, "Door");
      counters.turnedAway(AtAccept.CONNECTIONS);
      return false;
    }
    PeerAddress.tell(channel, person);
    throttle.pauseIfFull();
    InetAddress earlier = known ? before : null;
    grant(channel, person, earlier);
    if (earlier != null) {
      connectionCounter.leave(earlier);
    } else {
      channel.closeFuture().addListener(_ -> left(channel));
    }
    // A connection that a proxy keeps for several persons was opened by the first of them.
    boolean opened = earlier == null || config.proxies().isProxy(earlier);
    if (opened && ConnectionBudgets.of(channel).take(Resource.CONNECTIONS) > 0) {
      log.log(Event.CROWDED, "Door");
      counters.turnedAway(AtAccept.CONNECTION_RATE);
      return false;
    }
    return true;
  }

  /** The one whom the connection served last is gone with it. */
  private void left(Channel channel) {
    InetAddress last = PeerAddress.of(channel);
    if (last != null) {
      connectionCounter.leave(last);
      budgets.closed(CidrBlock.limitKey(last), ConnectionBudgets.of(channel));
    }
  }

  private boolean isUnlimited(InetAddress address) {
    return connectionCounter.trusts(address) || config.proxies().isProxy(address);
  }

  /** Gives a connection the budgets of a person, in place of those of the one before. */
  private void grant(Channel channel, InetAddress person, @Nullable InetAddress before) {
    ConnectionBudgets own =
        budgets.open(
            isUnlimited(person) ? Optional.empty() : Optional.of(CidrBlock.limitKey(person)));
    if (before != null) {
      ConnectionBudgets earlier = ConnectionBudgets.of(channel);
      own.replaces(earlier);
      budgets.closed(CidrBlock.limitKey(before), earlier);
    }
    own.attach(channel);
  }

  /** Adds an open port, which stops accepting while there are too few descriptors. */
  public void listens(Channel port) {
    throttle.add(port);
  }

  /** Resumes accepting if there are enough descriptors. */
  public void reopenIfPossible() {
    throttle.resumeIfPossible();
  }

  /** A malformed message was left out, at a room or the door. */
  public void malformed(String where) {
    log.log(Event.MALFORMED, where);
  }

  /** A connection broke its wire protocol and is closed; counted and logged. */
  private void violated(String where, ZmtpError what) {
    counters.add(Count.VIOLATIONS);
    counters.refusals().protocol(what);
    log.log(Event.VIOLATION, where, what.name());
  }

  /** A WebSocket broke its protocol and is closed with this code; counted and logged. */
  public void webSocketViolated(Enum<?> code) {
    counters.add(Count.VIOLATIONS);
    counters.refusals().webSocket(code);
    log.log(Event.VIOLATION, "Door", "WebSocket, " + code);
  }

  /**
   * A connection began with an unknown protocol; counted.
   *
   * @param tls whether it began as TLS does: that is off, or too many handshakes are under way
   */
  public void unknownProtocol(boolean tls) {
    if (tls) {
      counters.turnedAway(RefusalCounts.AtAccept.TLS);
    } else {
      counters.add(Count.VIOLATIONS);
      counters.refusals().protocol(ZmtpError.GREETING);
    }
  }

  /** A peer uses an unsupported version of ZMTP; counted and logged. */
  public void tooOld(String where) {
    counters.add(Count.VIOLATIONS);
    counters.refusals().protocol(ZmtpError.VERSION);
    log.log(Event.OLD_ZMTP, where);
  }

  /** A connection was not ready to talk in time; counted. */
  public void late() {
    counters.timedOut(Late.HANDSHAKE);
  }

  /** A connection ended; counted and logged if it ended badly. */
  public void ended(String where, CloseReason why) {
    switch (why) {
      case CloseReason.Violation(var fault) -> {
        if (fault == ZmtpError.VERSION) {
          tooOld(where);
        } else {
          violated(where, fault);
        }
      }
      case CloseReason.Broken broken -> {
        if (broken.outOfMemory()) {
          log.log(Event.MEMORY_USED, where);
          memory.ranOut();
        } else {
          log.log(Event.INTERNAL_ERROR, where, broken.what());
        }
      }
      case CloseReason.Left left -> {}
      case CloseReason.Ended ended -> {}
      case CloseReason.TimedOut(var what) -> {
        counters.timedOut(what.equals("heartbeat") ? Late.HEARTBEAT : Late.HANDSHAKE);
      }
      case CloseReason.Refused refused -> {}
    }
  }
}
