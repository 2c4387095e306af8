package prosa.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;

/**
 * The transport: epoll where this machine has it, else the JDK's NIO.
 *
 * <p>What the kernel keeps for a peer that does not read is bounded on accepted connections: {@code
 * SO_SNDBUF} and, with epoll, {@code TCP_NOTSENT_LOWAT}; and so is what is read from one of them in
 * one round of its loop.
 *
 * <p>Connections have no Nagle delay, use pooled direct buffers, and are probed by TCP. Epoll can
 * say when: a peer that answers no probe, or does not acknowledge what was written, is given up
 * after {@link ConnectionTimeouts#dead()}, whatever it speaks.
 */
public enum Transport {
  EPOLL,
  NIO;

  /** What the kernel keeps for an accepted connection; Linux doubles it for its own needs. */
  private static final int SEND_BUFFER = 128 * 1024;

  /** What the kernel takes beyond what it may send at once. */
  private static final int NOT_SENT = 64 * 1024;

  private static final int BACKLOG = 1024;
  private static final int PROBES = 4;

  // asm-generic/socket.h and netinet/tcp.h of Linux, by which the numbers below are
  private static final int SOCKET = 1;
  private static final int TCP = 6;

  /** The best one there is here. */
  public static Transport best() {
    return Epoll.isAvailable() ? EPOLL : NIO;
  }

  /**
   * The best one that is had without a warning of the JDK: epoll, whose library is native, only
   * where the program was started with {@code --enable-native-access}.
   */
  public static Transport bestWithoutWarning() {
    return Epoll.class.getModule().isNativeAccessEnabled() ? best() : NIO;
  }

  /** The I/O handlers of this transport's event loops. */
  public IoHandlerFactory ioHandlerFactory() {
    return switch (this) {
      case EPOLL -> EpollIoHandler.newFactory();
      case NIO -> NioIoHandler.newFactory();
    };
  }

  /** The class of a channel that listens. */
  public Class<? extends ServerSocketChannel> listeningChannel() {
    return switch (this) {
      case EPOLL -> EpollServerSocketChannel.class;
      case NIO -> NioServerSocketChannel.class;
    };
  }

  /** The class of an outgoing channel. */
  public Class<? extends SocketChannel> dialingChannel() {
    return switch (this) {
      case EPOLL -> EpollSocketChannel.class;
      case NIO -> NioSocketChannel.class;
    };
  }

  /** Sets the channel class and the options of a listening channel and its connections. */
  public void configure(ServerBootstrap bootstrap, ConnectionTimeouts timeouts) {
    options(bootstrap.channel(listeningChannel()));
    if (this == EPOLL) {
      forAll(bootstrap, timeouts);
    } else {
      forEach(bootstrap, timeouts);
    }
  }

  /**
   * The same for a socket that listens already, which was opened by another process; it is to be
   * registered, not bound. With epoll only.
   *
   * @param descriptor of the socket, which does not block
   */
  public void adopt(ServerBootstrap bootstrap, ConnectionTimeouts timeouts, int descriptor) {
    options(bootstrap.channelFactory(() -> new EpollServerSocketChannel(descriptor)));
    forEach(bootstrap, timeouts); // some may wait already, and have what the other process gave
  }

  private static void options(ServerBootstrap bootstrap) {
    bootstrap
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .childOption(
            ChannelOption.RECVBUF_ALLOCATOR, new ReadSizeAllocator(PausableDecoder.MOST_BYTES));
  }

  /**
   * Sets what the kernel has to know of each connection on the listening socket, before it listens:
   * on Linux what is accepted from one has all of it, without a system call for each option.
   */
  private static void forAll(ServerBootstrap bootstrap, ConnectionTimeouts timeouts) {
    bootstrap
        .option(inherited("SO_KEEPALIVE", SOCKET, 9), 1)
        .option(inherited("SO_SNDBUF", SOCKET, 7), SEND_BUFFER)
        .option(inherited("TCP_NODELAY", TCP, 1), 1)
        .option(inherited("TCP_NOTSENT_LOWAT", TCP, 25), NOT_SENT)
        .option(inherited("TCP_USER_TIMEOUT", TCP, 18), millis(timeouts))
        .option(inherited("TCP_KEEPIDLE", TCP, 4), firstProbe(timeouts))
        .option(inherited("TCP_KEEPINTVL", TCP, 5), betweenProbes(timeouts))
        .option(inherited("TCP_KEEPCNT", TCP, 6), PROBES);
  }

  /** Netty has these names for channels that carry data only. */
  private static ChannelOption<Integer> inherited(String name, int level, int number) {
    return new IntegerUnixChannelOption("inherited " + name, level, number);
  }

  /** The same on each connection when it is accepted. */
  private void forEach(ServerBootstrap bootstrap, ConnectionTimeouts timeouts) {
    bootstrap
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.SO_KEEPALIVE, true)
        .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER);
    if (this == EPOLL) {
      bootstrap
          .childOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) NOT_SENT)
          .childOption(EpollChannelOption.TCP_USER_TIMEOUT, millis(timeouts))
          .childOption(EpollChannelOption.TCP_KEEPIDLE, firstProbe(timeouts))
          .childOption(EpollChannelOption.TCP_KEEPINTVL, betweenProbes(timeouts))
          .childOption(EpollChannelOption.TCP_KEEPCNT, PROBES);
    }
  }

  /**
   * Sets the channel class and the options of a channel that dials. Names are looked up outside the
   * event loop.
   *
   * @param attempt 0 for the first attempt: of several addresses of a name, each has its turn
   */
  public void configure(Bootstrap bootstrap, ConnectionTimeouts timeouts, int attempt) {
    bootstrap
        .channel(dialingChannel())
        .resolver(DnsResolver.group(attempt))
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            Math.clamp(timeouts.handshake().toMillis(), 1, Integer.MAX_VALUE))
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true);
    if (this == EPOLL) {
      bootstrap
          .option(EpollChannelOption.TCP_USER_TIMEOUT, millis(timeouts))
          .option(EpollChannelOption.TCP_KEEPIDLE, firstProbe(timeouts))
          .option(EpollChannelOption.TCP_KEEPINTVL, betweenProbes(timeouts))
          .option(EpollChannelOption.TCP_KEEPCNT, PROBES);
    }
  }

  /**
   * From now on, reads less than {@link PausableDecoder#MOST_BYTES} of a connection in one round of
   * its loop: for an accepted one whose input costs more for each byte.
   *
   * @param most bytes of one read
   */
  public static void readAtMost(Channel accepted, int most) {
    accepted.config().setRecvByteBufAllocator(new ReadSizeAllocator(most));
  }

  /** Has an open channel probed by other timeouts than those that its listening channel gave it. */
  public void probe(Channel channel, ConnectionTimeouts timeouts) {
    if (this == EPOLL) {
      channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis(timeouts));
      channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, firstProbe(timeouts));
      channel.config().setOption(EpollChannelOption.TCP_KEEPINTVL, betweenProbes(timeouts));
    }
  }

  private static int millis(ConnectionTimeouts timeouts) {
    return Math.clamp(timeouts.dead().toMillis(), 1, Integer.MAX_VALUE);
  }

  private static int firstProbe(ConnectionTimeouts timeouts) {
    return Math.clamp(timeouts.heartbeat().toSeconds(), 1, Short.MAX_VALUE);
  }

  private static int betweenProbes(ConnectionTimeouts timeouts) {
    long left = timeouts.dead().minus(timeouts.heartbeat()).toSeconds();
    return Math.clamp(left / PROBES, 1, Short.MAX_VALUE);
  }
}
