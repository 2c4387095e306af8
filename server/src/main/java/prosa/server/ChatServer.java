package prosa.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.unix.FileDescriptor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import prosa.net.OutgoingMemory;
import prosa.net.Transport;
import prosa.protocol.ClientMessage;
import prosa.protocol.ServerMessage;
import prosa.server.admin.OperatedServer;
import prosa.server.classic.ClassicEndpoint;
import prosa.server.classic.PortPool;
import prosa.server.cluster.ClusterTokens;
import prosa.server.connection.ConnectionLimiter;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.ServerContext;
import prosa.server.door.EnterHandler;
import prosa.server.door.ProtocolDetector;
import prosa.server.http.ChatHttpAcceptor;
import prosa.server.limits.AddressBudgets;
import prosa.server.operations.ConnectionCounter;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.EmergencyLevel;
import prosa.server.operations.FdLimit;
import prosa.server.operations.HeapTrimmer;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.AsyncPlacement;
import prosa.server.placement.LocalPlacement;
import prosa.server.placement.Placement;
import prosa.server.placement.RandomTokens;
import prosa.server.placement.RoomId;
import prosa.server.placement.TokenGenerator;
import prosa.server.placement.Totals;
import prosa.server.room.RelayRoom;
import prosa.server.room.Room;
import prosa.server.room.SeatService;
import prosa.websocket.HostNames;
import prosa.websocket.StaticFiles;
import prosa.websocket.TlsCertificate;
import prosa.zmtp.MechanismSelector;
import prosa.zmtp.NullMechanism;

/**
 * A running chat server: the door on its port, placement behind it, and rooms.
 *
 * <p>Lifecycle: {@link #start} binds the door or fails with a sentence; {@link #close} stops
 * seating, tells the members, closes every connection, and returns within {@link #CLOSE_SECONDS}.
 * Until then the door's port stays open: new clients are refused with {@code draining}. Threads:
 * one for the door and placement, some for rooms, as docs/threads.md lists them; the methods here
 * may be called from any other.
 */
public final class ChatServer implements AutoCloseable {
  /** The longest that {@link #close} takes, in seconds. */
  public static final int CLOSE_SECONDS = 5;

  /** NULL for all ZMTP connections: nothing is encrypted. */
  public static final MechanismSelector NULL_MECHANISM = MechanismSelector.only(NullMechanism::new);

  private static final int HOUSEKEEPING_MILLIS = 100;
  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int SWEEP_ROUNDS = 10;

  private final EventLoops loops;
  private final EventLoop door;
  private volatile ServerConfig config;
  private final Console console;
  private final Counters counters = new Counters();
  private final RateLimitedLogger log = new RateLimitedLogger();
  private final EmergencyLevel emergency = new EmergencyLevel();
  private final ServerContext context;
  private final OutgoingMemory memory;
  private final PortPool classicPool;
  private final Placement placement;
  private final Optional<ServerCluster> cluster;
  private final RoomRegistry registry;
  private final PlacementJoinService joinService;
  private final PlacementSeatService seatService;
  private final ChatHttpAcceptor browsers;
  private final Channel listening;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final Drain drain;
  private final HeapTrimmer heap = new HeapTrimmer(this::giveMemoryBack); // on the door's loop
  private int rounds; // of housekeeping, on the door's loop
  private boolean sweeping; // the same

  private ChatServer(
      ServerConfig config,
      Console console,
      StaticFiles site,
      Optional<TlsCertificate> certificate,
      HostNames hosts,
      MechanismSelector mechanisms,
      OptionalInt adopted,
      Optional<ClusterSetup> setup)
      throws StartException {
    this.config = config;
    this.console = console;
    Transport transport = Transport.best();
    memory = new OutgoingMemory(config.room().outgoingBytes());
    context = context(config, transport, mechanisms, memory, counters, log, emergency);
    loops =
        new EventLoops(
            transport, config.roomLoops(), config.rooms(), memory, log, emergency, context.host());
    door = loops.door();
    SecureRandom random = new SecureRandom();
    classicPool = classicPorts(config, random);
    PortBinder ports = new PortBinder(classicPool, address(), door, log);
    registry = new RoomRegistry(ports, this::makeRoom, this::handle, counters);
    Optional<ClusterTokens> tokens = setup.map(_ -> ServerCluster.tokens(random));
    placement =
        new Placement(
            setup.map(it -> config.rules().on(it.config().node())).orElse(config.rules()),
            tokens.<TokenGenerator>map(it -> it).orElseGet(() -> new RandomTokens(random)),
            registry);
    cluster =
        setup.map(
            it ->
                new ServerCluster(
                    it,
                    door,
                    placement,
                    tokens.orElseThrow(),
                    new ServerRooms(door, loops, context, registry, this::seatService, counters),
                    registry,
                    context::connections,
                    loops::doors,
                    log));
    AsyncPlacement seats =
        cluster
            .map(ServerCluster::placement)
            .orElseGet(() -> new LocalPlacement(placement, System::nanoTime));
    seatService =
        new PlacementSeatService(
            door,
            seats,
            registry,
            new PlacementLimitCounter(counters),
            this::waitAtDoor,
            this::enterAnew,
            (room, place) -> placement.removeSeat(room, place, System.nanoTime()));
    joinService = new PlacementJoinService(door, seats, seatService, registry, ports, counters);
    drain = new Drain(door, placement, joinService, registry, cluster);
    browsers =
        new ChatHttpAcceptor(context, joinService, site, certificate, hosts, drain::underWay);
    try {
      if (cluster.isPresent()) {
        cluster.get().listenFirst();
      }
      listening = listen(adopted);
    } catch (StartException e) {
      cluster.ifPresent(ServerCluster::close);
      loops.stop();
      throw e;
    }
    var _ =
        door.scheduleWithFixedDelay(
            this::runHousekeeping, HOUSEKEEPING_MILLIS, HOUSEKEEPING_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Loads the native transport and classes that a start needs, so that it is quick afterwards.
   * Takes a moment, best on a thread of its own; nobody has to call it.
   */
  public static void prepare() {
    var _ = Transport.best().ioHandlerFactory();
    var _ = PooledByteBufAllocator.DEFAULT.metric();
    var _ = new SecureRandom();
    var _ = OutgoingMemory.usual();
    var _ = FdLimit.usable(100);
  }

  /**
   * Starts a server without pages; when this returns it can be entered.
   *
   * @throws StartException with a sentence for the operator, if the port cannot be had
   */
  public static ChatServer start(ServerConfig config, Console console) throws StartException {
    return start(config, console, StaticFiles.NONE, Optional.empty(), HostNames.any());
  }

  /**
   * Starts a server; when this returns it can be entered.
   *
   * @param site what browsers are served
   * @param certificate for TLS on the same port; empty for none
   * @param hosts the names by which browsers may reach it
   * @throws StartException with a sentence for the operator, if the port cannot be had
   */
  public static ChatServer start(
      ServerConfig config,
      Console console,
      StaticFiles site,
      Optional<TlsCertificate> certificate,
      HostNames hosts)
      throws StartException {
    return start(
        config,
        console,
        site,
        certificate,
        hosts,
        NULL_MECHANISM,
        OptionalInt.empty(),
        Optional.empty());
  }

  /**
   * As above, at a socket that listens already.
   *
   * @param adopted its file descriptor, if there is one; the port in {@code config} is for nothing
   */
  public static ChatServer start(
      ServerConfig config,
      Console console,
      StaticFiles site,
      Optional<TlsCertificate> certificate,
      HostNames hosts,
      OptionalInt adopted)
      throws StartException {
    return start(
        config, console, site, certificate, hosts, NULL_MECHANISM, adopted, Optional.empty());
  }

  /** As above, with other mechanisms than NULL for ZMTP connections. */
  static ChatServer start(
      ServerConfig config,
      Console console,
      StaticFiles site,
      Optional<TlsCertificate> certificate,
      HostNames hosts,
      MechanismSelector mechanisms)
      throws StartException {
    return start(
        config,
        console,
        site,
        certificate,
        hosts,
        mechanisms,
        OptionalInt.empty(),
        Optional.empty());
  }

  /**
   * As above, with other mechanisms than NULL for ZMTP connections, at a socket that listens
   * already if there is one, and as a node of a cluster if {@code cluster} says so.
   *
   * @throws StartException also if another node of the cluster has the same name
   */
  public static ChatServer start(
      ServerConfig config,
      Console console,
      StaticFiles site,
      Optional<TlsCertificate> certificate,
      HostNames hosts,
      MechanismSelector mechanisms,
      OptionalInt adopted,
      Optional<ClusterSetup> cluster)
      throws StartException {
    ChatServer server =
        new ChatServer(config, console, site, certificate, hosts, mechanisms, adopted, cluster);
    console.serverStarted();
    return server;
  }

  private static ServerContext context(
      ServerConfig config,
      Transport transport,
      MechanismSelector mechanisms,
      OutgoingMemory memory,
      Counters counters,
      RateLimitedLogger log,
      EmergencyLevel emergency) {
    return new ServerContext(
        transport,
        mechanisms,
        new ConnectionCounter(config.trusted(), config.connectionsPerAddress()),
        counters,
        log,
        new AddressBudgets(
            config.budgets(), config.room().rate(), config.room().frameBytes(), counters),
        config.connections(FdLimit.usable(config.descriptorPercent())),
        memory,
        emergency);
  }

  private static PortPool classicPorts(ServerConfig config, SecureRandom random) {
    return new PortPool(
        config.classicPorts(),
        config.classicRest(),
        config.classicPortsPerAddress(),
        random.nextInt(config.classicPorts().size()),
        System.nanoTime());
  }

  private InetAddress address() {
    return config.bind().orElseGet(() -> new InetSocketAddress(0).getAddress());
  }

  private Channel listen(OptionalInt adopted) throws StartException {
    InetSocketAddress at = new InetSocketAddress(address(), config.port());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(door, door)
            .childHandler(
                new ConnectionLimiter(
                    context,
                    channel ->
                        channel
                            .pipeline()
                            .addLast(new ProtocolDetector(context, joinService, browsers))));
    ChannelFuture bound;
    if (adopted.isPresent()) {
      context.adopt(bootstrap, adopted.getAsInt());
      bound = bootstrap.register().awaitUninterruptibly();
    } else {
      context.configure(bootstrap);
      bound = bootstrap.bind(at).awaitUninterruptibly();
    }
    if (!bound.isSuccess()) {
      throw new StartException(
          "cannot listen on port "
              + config.port()
              + (config.bind().isPresent() ? " of " + at.getAddress().getHostAddress() : "")
              + ": it is in use, or not allowed; choose another with --port",
          bound.cause());
    }
    context.listens(bound.channel());
    return bound.channel();
  }

  private RoomHandle makeRoom(RoomId id, boolean isPrivate) {
    int capacity = placement.config().capacity(); // on its thread, just after it opened the room
    Optional<String> salt = placement.saltOf(id);
    Room room =
        new Room(id, isPrivate, salt, capacity, loops.of(id), seatService, console, counters);
    return new RoomHandle(room, new ClassicEndpoint(room, context));
  }

  private RoomHandle handle(RelayRoom room) {
    return new RoomHandle(room, new ClassicEndpoint(room, context));
  }

  private SeatService seatService() {
    return seatService;
  }

  private void enterAnew(MemberConnection connection, ClientMessage.Enter enter) {
    EnterHandler enterHandler = new EnterHandler(context, joinService);
    connection.owner(enterHandler);
    enterHandler.enterAnew(connection, enter);
  }

  private void waitAtDoor(MemberConnection connection) {
    EnterHandler enterHandler = new EnterHandler(context, joinService);
    connection.owner(enterHandler);
    enterHandler.waitFor(connection);
    connection.resume();
  }

  private void lookAtMemory(Totals now) {
    int taken = now.rooms() + now.reserved() + now.seated() + now.held();
    heap.look(context.connections(), taken, System.nanoTime());
  }

  /** On the door's loop. */
  private void giveMemoryBack() {
    loops.freeUnusedBuffers();
    System.gc();
  }

  private void runHousekeeping() {
    try {
      placement.expire(System.nanoTime());
      context.reopenIfPossible();
      log.tellRest();
      lookAtMemory(placement.totals());
      if (++rounds % SWEEP_ROUNDS == 0 || sweeping) {
        sweeping = context.budgets().sweep();
      }
    } catch (RuntimeException e) {
      log.internalError("Door", e); // an exception must not end the housekeeping
    }
  }

  /** The door's port. */
  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** The descriptor of the door's port, to be handed to the next process; empty without epoll. */
  public Optional<FileDescriptor> listeningDescriptor() {
    return listening instanceof EpollServerSocketChannel socket
        ? Optional.of(socket.fd())
        : Optional.empty();
  }

  /** Accepts nobody more at the door's port; another process does, if it has the socket, too. */
  public void stopListening() {
    var _ = listening.close();
  }

  /**
   * The number of rooms and seats; computed on placement's thread, at once if it is called there.
   */
  public CompletableFuture<Totals> totals() {
    if (door.inEventLoop()) {
      return CompletableFuture.completedFuture(placement.totals());
    }
    CompletableFuture<Totals> answer = new CompletableFuture<>();
    door.execute(() -> answer.complete(placement.totals()));
    return answer;
  }

  /** How many connections are open, at all ports together. */
  public int connections() {
    return context.connections();
  }

  /** How many connections wait at the door without a seat; asked of the door's thread. */
  public CompletableFuture<Integer> connectionsAtDoor() {
    CompletableFuture<Integer> answer = new CompletableFuture<>();
    door.execute(() -> answer.complete(joinService.connectionsAtDoor()));
    return answer;
  }

  /** What was counted since the start. */
  public Counters counters() {
    return counters;
  }

  /**
   * Seats nobody any more, says so to the members, and closes their connections one after the
   * other, evenly over so long, so that they do not all come back at once.
   *
   * @param over how long; empty for what suits their number: a tenth of a second for each, {@value
   *     Drain#USUAL_SECONDS} seconds at most
   * @return done when nobody is connected any more, or the time is up; cancelled by {@link
   *     #undrain}. {@link #close} is to follow.
   */
  public CompletableFuture<Void> drain(Optional<Duration> over) {
    return drain.begin(over);
  }

  /** Cancels a drain in progress: seats are assigned again, and the members are notified. */
  public void undrain() {
    drain.undo();
  }

  /**
   * Takes over what may change while the server runs: {@link ServerConfig#keeping} says what may
   * not. It holds for what is asked for and for connections made from now on; nobody loses a
   * connection or a seat.
   */
  public synchronized void reload(ServerConfig wanted) {
    ServerConfig next = wanted.keeping(config);
    int mostOpen =
        next.descriptorPercent() == config.descriptorPercent()
            ? context.mostOpen()
            : FdLimit.usable(next.descriptorPercent()) + context.descriptorsUsed();
    config = next;
    context.limits(next.trusted(), next.connectionsPerAddress());
    context.config(next.connections(mostOpen));
    context.budgets().limits(next.budgets(), next.room().rate(), next.room().frameBytes());
    memory.limit(next.room().outgoingBytes());
    loops.config(next.rooms());
    door.execute(
        () -> {
          placement.config(next.rules());
          classicPool.limits(next.classicRest(), next.classicPortsPerAddress());
        });
  }

  /**
   * Tells members from now on what the host says of the server.
   *
   * @param words by the tag of a language, which somebody asked for and may be none, or an empty
   *     one; it is called on any thread, and must not wait
   */
  public void says(Function<String, ServerMessage.About> words) {
    context.host().says(words);
  }

  /**
   * The server as its operator sees and handles it; to be called once.
   *
   * @param ends drains the server and ends its process, without waiting; told from where that is
   *     wanted
   * @param settings what it was started with
   */
  public OperatedServer operated(Consumer<String> ends, OperatedServer.SettingsReader settings) {
    return new ServerOperation(
        loops, placement, registry, context, memory, drain, cluster, ends, settings);
  }

  /** The server's log, for what its host does. */
  public RateLimitedLogger log() {
    return log;
  }

  /** Seats nobody any more, says so to the members, closes everything. */
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS - 1);
    CompletableFuture<List<RoomHandle>> stopped = drain.stopSeating();
    try {
      if (cluster.isPresent()) {
        cluster.get().handOver().get(1, TimeUnit.SECONDS);
      }
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      // what is not given away is lost
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      CompletableFuture<?>[] closed =
          stopped.get(1, TimeUnit.SECONDS).stream()
              .map(ChatServer::dismissAll)
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(closed)
          .get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      awaitCloses(Math.min(deadline, System.nanoTime() + CLOSE_NANOS));
    } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
      // what could not be sent in time is dropped: the sockets close below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    cluster.ifPresent(ServerCluster::close);
    listening.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    loops.stop();
    browsers.close();
  }

  /** Gives peers time to read the last messages and to close; the port stays open. */
  private void awaitCloses(long deadline) throws InterruptedException {
    while (connections() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
  }

  private static CompletableFuture<Void> dismissAll(RoomHandle room) {
    return CompletableFuture.runAsync(
        () -> {
          room.room().dismiss(new ServerMessage.Draining());
          room.classic().close();
        },
        room.room().loop().loop());
  }
}
