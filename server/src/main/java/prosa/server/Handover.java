package prosa.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import prosa.net.LoopShutdown;

/**
 * Hands the door's listening socket to the next process of a planned restart, over a Unix domain
 * socket that only the same user can open. Both processes have the same socket then, so that there
 * is no moment at which nobody listens, and nobody who waits to be accepted is lost. Linux with
 * epoll only.
 *
 * <p>Lifecycle: a new process asks ({@link #ask}). If one answers, it gets the socket, listens, and
 * says so ({@link Received#listening}); the other stops accepting and drains. Then the new one
 * offers its socket to the next ({@link #offer}). One thread, {@code handover}.
 */
public final class Handover implements AutoCloseable {
  private static final long ANSWER_SECONDS = 5;

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private final EventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("handover", true), EpollIoHandler.newFactory());
  private final Path path;

  /**
   * The place where processes of this user meet.
   *
   * @param folder for this user only; it is made if it is not there
   * @param name of the socket's file
   * @throws IOException with a sentence for the operator, if the folder is not safe
   */
  public Handover(Path folder, String name) throws IOException {
    this.path = safe(folder).resolve(name);
  }

  /**
   * The folder itself, with no link on the way that may lead elsewhere later. Whoever else may
   * write there could put a socket of their own in the place of ours, and hand over theirs.
   */
  private static Path safe(Path folder) throws IOException {
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path real = folder.toRealPath();
      PosixFileAttributes attributes = Files.readAttributes(real, PosixFileAttributes.class);
      if (!attributes.owner().getName().equals(System.getProperty("user.name"))) {
        throw new IOException("'" + folder + "', for --handover, belongs to somebody else");
      }
      if (!Collections.disjoint(attributes.permissions(), OF_OTHERS)) {
        throw new IOException("others may write to '" + folder + "', for --handover");
      }
      return real;
    } catch (FileSystemException e) {
      throw new IOException("there cannot be a folder '" + folder + "', for --handover", e);
    } catch (UnsupportedOperationException e) {
      throw new IOException("--handover is for Linux", e);
    }
  }

  /**
   * The socket that a process before this one had.
   *
   * @param descriptor its file descriptor in this process
   */
  public record Received(int descriptor, Channel other) {
    /** This process accepts: the other may stop. */
    public void listening() {
      other
          .writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1}))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Asks the process before this one for its listening socket; empty if there is none. */
  public Optional<Received> ask() throws IOException {
    CompletableFuture<Received> received = new CompletableFuture<>();
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(EpollDomainSocketChannel.class)
            .option(
                UnixChannelOption.DOMAIN_SOCKET_READ_MODE, DomainSocketReadMode.FILE_DESCRIPTORS)
            .handler(
                new ChannelInboundHandlerAdapter() {
                  @Override
                  public void channelRead(ChannelHandlerContext ctx, Object message) {
                    if (message instanceof FileDescriptor descriptor) {
                      received.complete(new Received(descriptor.intValue(), ctx.channel()));
                    } else {
                      ReferenceCountUtil.release(message);
                    }
                  }

                  @Override
                  public void channelInactive(ChannelHandlerContext ctx) {
                    received.completeExceptionally(new IOException("it hung up"));
                  }
                })
            .connect(new DomainSocketAddress(path.toFile()))
            .awaitUninterruptibly();
    if (!connecting.isSuccess()) {
      return Optional.empty();
    }
    try {
      return Optional.of(received.get(ANSWER_SECONDS, TimeUnit.SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("the server that is running does not hand over its port", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /**
   * Offers a listening socket to the first process that asks.
   *
   * @param taken runs when the next process listens
   * @throws IOException with a sentence for the operator
   */
  public void offer(FileDescriptor listening, Runnable taken) throws IOException {
    Files.deleteIfExists(path);
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loop, loop)
            .channel(EpollServerDomainSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Giver(listening, taken));
                  }
                });
    ChannelFuture bound =
        bootstrap.bind(new DomainSocketAddress(path.toFile())).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw new IOException("cannot listen at '" + path + "', for --handover", bound.cause());
    }
  }

  /** Passes the socket to a process that asks, and waits until it listens. */
  private static final class Giver extends ChannelInboundHandlerAdapter {
    private final FileDescriptor listening;
    private final Runnable taken;

    Giver(FileDescriptor listening, Runnable taken) {
      this.listening = listening;
      this.taken = taken;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      var _ = ctx.writeAndFlush(new FileDescriptor(listening.intValue()));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      boolean done = message instanceof ByteBuf bytes && bytes.isReadable();
      ReferenceCountUtil.release(message);
      if (done) {
        var _ = ctx.close();
        taken.run();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ = ctx.close();
    }
  }

  @Override
  public void close() {
    var _ = LoopShutdown.begin(loop, Duration.ofSeconds(1));
  }
}
