package prosa.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A load test from its first connection to its last delivery: seats the users one after another,
 * warms the server up, measures, and waits for the messages in flight.
 *
 * <p>One thread makes the load, an event loop, and owns everything here; {@link #carryOut} waits
 * for it. In an open loop the latency of a message counts from the moment when it was due, so that
 * a server that stalls, and this program when it cannot keep up, are told with every message that
 * waited (coordinated omission). In a closed loop it counts from the sending: a user that waits for
 * its message sends none meanwhile, which is what a closed loop is.
 */
public final class LoadRun {
  /** A second of the measurement, told as it goes by. */
  public record Progress(boolean measuring, LoadResult.Interval interval) {}

  /** The JDK puts the names of inner exceptions into its messages. */
  private static final Pattern CLASS_NAME = Pattern.compile("\\b(?:[a-z]+\\.)+[A-Z]\\w*: ");

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Between two newcomers, so that the measurement does not include a crowd at the door. */
  private static final long BETWEEN_SEATS = TimeUnit.MILLISECONDS.toNanos(2);

  private static final Duration SEATED_WITHIN = Duration.ofMinutes(5);
  private static final Duration LAST_WITHIN = Duration.ofSeconds(3);

  /** The most messages that are sent in one go before it is looked at what has arrived. */
  private static final int BURST = 64;

  /**
   * What is read of a connection at a time: mostly all that is there, so that one read is enough;
   * and no more than the allocator keeps at hand for the thread.
   */
  private static final int READ_BYTES = 32 * 1024;

  private enum Stage {
    SEATING,
    WARMUP,
    MEASURING,
    LAST,
    DONE
  }

  private LoadPlan plan; // whose time is another one if it is stopped early
  private final Consumer<Progress> progress;
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final Bootstrap bootstrap;
  private final @Nullable SslContext tls;
  private final CompletableFuture<LoadResult> result = new CompletableFuture<>();
  private final Random random = new Random(12_345);

  private final List<LoadMember> members = new ArrayList<>();
  private final Map<String, int[]> tables = new HashMap<>();
  private final Queue<LoadMember> atTheDoor = new ArrayDeque<>();
  private @Nullable SeatRequester door;

  private Stage stage = Stage.SEATING;
  private final long began = System.nanoTime();
  private double seating;
  private int everSeated;
  private int tablesSeated;
  private long from;
  private long until;
  private long last;
  private long readAt;
  private double period;
  private long due;
  private double churnPeriod;
  private long churned;
  private @Nullable ProcessSample serverBefore;

  private final Histogram seats = histogram();
  private final Histogram latency = histogram();
  private final Histogram second = histogram();
  private final List<LoadResult.Interval> intervals = new ArrayList<>();
  private long sent;
  private long expected;
  private long delivered;
  private long deliveredInSecond;
  private long secondBegan;
  private double secondCpu;
  private long refused;
  private long missed;
  private long broken;
  private long joined;

  private LoadRun(LoadPlan plan, Consumer<Progress> progress) {
    this.plan = plan;
    this.progress = progress;
    boolean nativeTransport = Epoll.isAvailable();
    IoHandlerFactory io = nativeTransport ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    group = new MultiThreadIoEventLoopGroup(1, io);
    loop = group.next();
    tls = plan.tls() ? tlsContext(plan) : null;
    bootstrap =
        new Bootstrap()
            .group(group)
            .channel(nativeTransport ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000);
  }

  /**
   * Carries a plan out.
   *
   * @param progress told of each second that went by, on the thread of the load
   * @param stop completed by whoever wants the measurement to end now; the result is of the time
   *     until then
   * @throws LoadException with a sentence for the user
   * @throws InterruptedException if the waiting thread was interrupted; the load has ended then
   */
  public static LoadResult carryOut(
      LoadPlan plan, Consumer<Progress> progress, CompletableFuture<Void> stop)
      throws InterruptedException {
    plan.pid().ifPresent(ProcessSample::of); // before anything is begun
    LoadRun run = new LoadRun(plan, progress);
    try {
      run.loop.execute(run::seatNext);
      var _ = stop.thenRunAsync(run::stop, run.loop);
      return run.result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LoadException reason) {
        throw reason;
      }
      throw new LoadException("the load ended early: " + e.getCause());
    } finally {
      run.group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5_000);
    }
  }

  private static Histogram histogram() {
    return new Histogram(LONGEST_NANOS, 3);
  }

  private static SslContext tlsContext(LoadPlan plan) {
    try {
      SslContextBuilder builder = SslContextBuilder.forClient();
      return plan.authority().isPresent()
          ? builder.trustManager(plan.authority().get().toFile()).build()
          : builder
              .trustManager(InsecureTrustManagerFactory.INSTANCE)
              .endpointIdentificationAlgorithm(null)
              .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new LoadException("the certificates cannot be used: " + e.getMessage());
    }
  }

  /** What is carried out. */
  LoadPlan plan() {
    return plan;
  }

  /** Runs a task of the load after a delay in nanoseconds. */
  void later(Runnable task, long nanos) {
    var _ = loop.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }

  // ---- Connections

  /** Connects to a port of the server. */
  void connect(int port, Supplier<ChannelHandler> handler) {
    bootstrap
        .clone()
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                if (tls != null) {
                  channel.pipeline().addLast(tls.newHandler(channel.alloc(), plan.host(), port));
                }
                channel.pipeline().addLast(handler.get());
              }
            })
        .connect(plan.host(), port)
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  if (!connected.isSuccess()) {
                    notConnected(new LoadException(unreachable(port, connected.cause())));
                  }
                });
  }

  /** Asks for a classic seat, and sends the member there. */
  void askDoor(LoadMember member) {
    atTheDoor.add(member);
    if (door == null) {
      door = new SeatRequester(this);
      connect(plan.port(), () -> java.util.Objects.requireNonNull(door));
    } else {
      door.ask(atTheDoor.size());
    }
  }

  /** How many wait for an answer of the door. */
  int askers() {
    return atTheDoor.size();
  }

  /** The door has answered the one who has waited for longest. */
  void answered(int toServer, int fromServer) {
    LoadMember member = atTheDoor.poll();
    if (member != null) {
      member.go(toServer, fromServer);
    }
  }

  /** The connection to the door has ended: whoever waited there does not come. */
  void doorLost(SeatRequester lost, Throwable why) {
    if (door == lost) {
      door = null; // the next one who asks connects again
    }
    if (!atTheDoor.isEmpty()) {
      failed(why);
      broken += stage == Stage.DONE ? 0 : atTheDoor.size();
      atTheDoor.clear();
    }
  }

  // ---- Seats

  private void seatNext() {
    if (stage == Stage.DONE) {
      return;
    }
    if (members.isEmpty()) {
      later(this::seatedTooLate, SEATED_WITHIN.toNanos());
    }
    LoadMember member = new LoadMember(this, members.size(), plan);
    members.add(member);
    member.come();
  }

  private void seatedTooLate() {
    if (stage == Stage.SEATING) {
      failed(
          new LoadException(
              "only %d users had a seat after %d min"
                  .formatted(everSeated, SEATED_WITHIN.toMinutes())));
    }
  }

  /** A member has its seat. */
  void seated(LoadMember member) {
    long now = System.nanoTime();
    seats.recordValue(Math.min(LONGEST_NANOS, now - member.began()));
    tables.computeIfAbsent(member.table(), _ -> new int[1])[0]++;
    everSeated++;
    if (stage == Stage.SEATING) {
      if (everSeated < plan.users()) {
        later(this::seatNext, BETWEEN_SEATS);
      } else {
        seating = (now - began) / 1e9;
        tablesSeated = tables.size();
        // The announcements of the seats arrive first.
        later(this::begin, TimeUnit.MILLISECONDS.toNanos(700));
      }
    } else {
      joined++;
      if (!plan.openLoop() && (stage == Stage.WARMUP || stage == Stage.MEASURING)) {
        fillWindow(member);
      }
    }
  }

  private void unseat(LoadMember member) {
    int[] table = tables.get(member.table());
    if (table != null && --table[0] == 0) {
      tables.remove(member.table());
    }
  }

  // ---- The load

  private void begin() {
    if (stage == Stage.DONE) {
      return;
    }
    stage = plan.warmup().isZero() ? Stage.MEASURING : Stage.WARMUP;
    from = System.nanoTime();
    until = from + (stage == Stage.WARMUP ? plan.warmup() : plan.duration()).toNanos();
    if (stage == Stage.MEASURING && !measures()) {
      return;
    }
    period = plan.openLoop() ? SECOND / plan.rate() : 0;
    churnPeriod = plan.churn() > 0 ? SECOND / plan.churn() : 0;
    secondBegan = from;
    if (plan.openLoop()) {
      pump();
    } else {
      members.forEach(this::fillWindow);
    }
    if (churnPeriod > 0) {
      later(this::churn, (long) churnPeriod);
    }
    later(this::tick, SECOND);
    later(this::stageOver, until - System.nanoTime());
  }

  private boolean measures() {
    try {
      measureFromHere();
      return true;
    } catch (LoadException e) {
      stage = Stage.DONE; // nothing has been measured yet
      result.completeExceptionally(e);
      return false;
    }
  }

  private void measureFromHere() {
    latency.reset();
    intervals.clear();
    sent = 0;
    expected = 0;
    delivered = 0;
    refused = 0;
    missed = 0;
    joined = 0;
    due = 0;
    churned = 0;
    last = from;
    serverBefore = plan.pid().map(ProcessSample::of).orElse(null);
    secondCpu = serverBefore == null ? Double.NaN : serverBefore.cpuSeconds();
    deliveredInSecond = 0;
    second.reset();
  }

  private void fillWindow(LoadMember member) {
    for (int i = 0; i < plan.window(); i++) {
      say(member, System.nanoTime());
    }
  }

  private void say(LoadMember member, long time) {
    if (member.isSeated()) {
      int[] table = tables.get(member.table());
      sent++;
      expected += table == null ? 1 : table[0];
      member.say(time);
    }
  }

  /**
   * Sends everything that is due (open loop), and comes again as soon as it was looked at what has
   * arrived. The thread does not sleep meanwhile: messages go out at their times, and the server
   * has nobody to wake, which would be counted to it.
   */
  private void pump() {
    if (stage != Stage.WARMUP && stage != Stage.MEASURING) {
      return;
    }
    long now = Math.min(System.nanoTime(), until); // what is due later is not part of this stage
    int burst = 0;
    while (from + (long) (due * period) <= now && burst < BURST) {
      say(members.get(random.nextInt(members.size())), from + (long) (due * period));
      due++;
      burst++;
    }
    long next = from + (long) (due * period);
    if (next > until && stage == Stage.MEASURING) {
      return;
    }
    later(this::pump, 0); // and not execute, which would keep the loop from what has arrived
  }

  /** Somebody leaves, and somebody else comes. */
  private void churn() {
    if (stage != Stage.WARMUP && stage != Stage.MEASURING) {
      return;
    }
    int at = random.nextInt(members.size());
    LoadMember old = members.get(at);
    if (old.isSeated()) {
      old.leave();
      unseat(old);
      LoadMember next = new LoadMember(this, old.number(), plan);
      members.set(at, next);
      next.come();
    }
    churned++;
    long wait = from + (long) ((churned + 1) * churnPeriod) - System.nanoTime();
    later(this::churn, Math.max(0, wait));
  }

  /** Something has been read; all messages in it have arrived now. */
  void read() {
    readAt = System.nanoTime();
  }

  /** A message has reached a member. */
  void delivered(LoadMember member, long time, boolean own) {
    long now = readAt;
    if (stage == Stage.WARMUP) {
      if (own && !plan.openLoop()) {
        say(member, System.nanoTime());
      }
      deliveredInSecond++;
      second.recordValue(Math.clamp(now - time, 0, LONGEST_NANOS));
      return;
    }
    if (time < from || stage == Stage.DONE) {
      if (own && !plan.openLoop() && stage == Stage.MEASURING && now < until) {
        say(member, System.nanoTime()); // said in the warm-up; the window goes on with it
      }
      return;
    }
    long waited = Math.clamp(now - time, 0, LONGEST_NANOS);
    second.recordValue(waited);
    delivered++;
    deliveredInSecond++;
    last = now;
    if (stage == Stage.MEASURING && own && !plan.openLoop() && now < until) {
      say(member, System.nanoTime());
    } else if (stage == Stage.LAST && delivered >= expected) {
      finish();
    }
  }

  /** The server would not take a message of this member. */
  void refused(LoadMember member) {
    refused++;
    if (!plan.openLoop() && (stage == Stage.WARMUP || stage == Stage.MEASURING)) {
      later(() -> say(member, System.nanoTime()), TimeUnit.MILLISECONDS.toNanos(250));
    }
  }

  /** The server told a member that it was not sent something. */
  void missed() {
    missed++;
  }

  /** The server closed a connection of this member. */
  void broken(LoadMember member) {
    if (stage == Stage.SEATING) {
      failed(
          new LoadException(
              "the server closed the connection of user %d before it had a seat"
                  .formatted(member.number())));
    } else if (stage != Stage.DONE) {
      broken++;
      if (member.isSeated()) {
        unseat(member);
      }
    }
  }

  /** Nobody takes a connection: the load cannot begin, or somebody who was to come does not. */
  private void notConnected(LoadException why) {
    if (stage == Stage.SEATING) {
      failed(why);
    } else if (stage != Stage.DONE) {
      broken++;
    }
  }

  private void tick() {
    if (stage == Stage.DONE) {
      return;
    }
    long now = System.nanoTime();
    double length = (now - secondBegan) / 1e9;
    double cores = Double.NaN;
    if (plan.pid().isPresent()) {
      try {
        double cpu = ProcessSample.cpuSeconds(plan.pid().get());
        cores = Math.max(0, cpu - secondCpu) / length;
        secondCpu = cpu;
      } catch (LoadException e) {
        // it has ended, which the members tell; what was measured before is still worth knowing
      }
    }
    LoadResult.Interval interval =
        new LoadResult.Interval(
            (now - from) / 1e9,
            deliveredInSecond / length,
            second.getValueAtPercentile(50),
            second.getValueAtPercentile(99),
            cores);
    if (stage == Stage.MEASURING) {
      intervals.add(interval);
    }
    progress.accept(new Progress(stage != Stage.WARMUP, interval));
    secondBegan = now;
    deliveredInSecond = 0;
    endSecond();
    later(this::tick, Math.max(0, SECOND - (System.nanoTime() - now)));
  }

  /** What a second's messages waited for is kept with all others', unless it is the warm-up's. */
  private void endSecond() {
    if (stage != Stage.WARMUP) {
      latency.add(second);
    }
    second.reset();
  }

  private void stageOver() {
    if (stage == Stage.WARMUP) {
      stage = Stage.MEASURING;
      from = System.nanoTime();
      until = from + plan.duration().toNanos();
      if (!measures()) {
        return;
      }
      secondBegan = from;
      later(this::stageOver, plan.duration().toNanos());
    } else if (stage == Stage.MEASURING) {
      boolean behind = plan.openLoop() && from + (long) (due * period) <= until;
      if (behind && System.nanoTime() - until < LAST_WITHIN.toNanos()) {
        later(this::stageOver, TimeUnit.MILLISECONDS.toNanos(1)); // what was due is still sent
        return;
      }
      stage = Stage.LAST;
      if (delivered >= expected) {
        finish();
      } else {
        later(this::finish, LAST_WITHIN.toNanos());
      }
    }
  }

  /** The measurement is to end before its time: what is in flight is still waited for. */
  private void stop() {
    if (stage == Stage.SEATING || stage == Stage.WARMUP) {
      stage = Stage.DONE;
      result.completeExceptionally(new LoadException("nothing had been measured yet"));
    } else if (stage == Stage.MEASURING) {
      until = Math.min(until, System.nanoTime());
      plan = plan.lasting(Duration.ofNanos(Math.max(1, until - from)));
      stage = Stage.LAST;
      if (delivered >= expected) {
        finish();
      } else {
        later(this::finish, LAST_WITHIN.toNanos());
      }
    }
  }

  private void finish() {
    if (stage == Stage.DONE) {
      return;
    }
    stage = Stage.DONE;
    endSecond();
    result.complete(
        new LoadResult(
            plan,
            tablesSeated,
            seating,
            seats,
            sent,
            delivered,
            plan.churn() > 0 ? Optional.empty() : Optional.of(expected - delivered),
            refused,
            missed,
            broken,
            joined,
            (last - from) / 1e9,
            latency,
            plan.pid().flatMap(this::serverNow),
            List.copyOf(intervals)));
    members.forEach(LoadMember::close);
  }

  /** What the server took since the measurement began; empty if it has ended. */
  private Optional<LoadResult.Server> serverNow(long pid) {
    try {
      ProcessSample now = ProcessSample.of(pid);
      double before = serverBefore == null ? 0 : serverBefore.cpuSeconds();
      return Optional.of(
          new LoadResult.Server(now.cpuSeconds() - before, now.residentBytes(), now.descriptors()));
    } catch (LoadException e) {
      return Optional.empty();
    }
  }

  /**
   * The load cannot begin. Once all sit the end of a member is told by {@link #broken}, and what is
   * measured without it is worth knowing.
   */
  void failed(Throwable cause) {
    if (stage == Stage.SEATING) {
      stage = Stage.DONE;
      result.completeExceptionally(
          cause instanceof LoadException
              ? cause
              : new LoadException(unreachable(plan.port(), cause)));
    }
  }

  private String unreachable(int port, Throwable cause) {
    String at = plan.at(port);
    return switch (cause) {
      case UnknownHostException _ -> "there is no host '" + plan.host() + "'";
      case ConnectException _ -> "nobody answers at " + at;
      default -> "no connection to " + at + ": " + why(cause);
    };
  }

  /** In people's words, without the names of classes; a decoder wraps what TLS finds. */
  private static String why(Throwable cause) {
    Throwable inner =
        cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    String sentence = CLASS_NAME.matcher(String.valueOf(inner.getMessage())).replaceAll("");
    return inner instanceof SSLException
        ? "its certificate or its TLS is not accepted, see --ca (%s)".formatted(sentence)
        : sentence;
  }
}
