package prosa.net;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A DNS resolver that uses the JDK's lookup, each on its own thread: the JDK's call may block as
 * long as a name server does, and an event loop must not. Of several addresses of a name it takes
 * the one whose turn it is.
 */
final class DnsResolver extends InetNameResolver {
  /** So many addresses of a name have a turn. */
  private static final int MOST_TURNS = 8;

  private static final List<AddressResolverGroup<InetSocketAddress>> GROUPS =
      IntStream.range(0, MOST_TURNS).mapToObj(DnsResolver::newGroup).toList();

  private final int turn;

  private DnsResolver(EventExecutor executor, int turn) {
    super(executor);
    this.turn = turn;
  }

  /**
   * Resolvers for an attempt to connect.
   *
   * @param attempt 0 for the first, which takes the first address; after the last one comes the
   *     first again
   */
  static AddressResolverGroup<InetSocketAddress> group(int attempt) {
    return GROUPS.get(Math.floorMod(attempt, MOST_TURNS));
  }

  private static AddressResolverGroup<InetSocketAddress> newGroup(int turn) {
    return new AddressResolverGroup<>() {
      @Override
      protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new DnsResolver(executor, turn).asAddressResolver();
      }
    };
  }

  @Override
  protected void doResolve(String name, Promise<InetAddress> found) {
    lookUp(name, found, addresses -> addresses[turn % addresses.length]);
  }

  @Override
  protected void doResolveAll(String name, Promise<List<InetAddress>> found) {
    lookUp(name, found, List::of);
  }

  private <T> void lookUp(String name, Promise<T> found, Function<InetAddress[], T> taken) {
    Thread.ofPlatform()
        .daemon()
        .name("name-lookup")
        .start(
            () -> {
              try {
                T addresses = taken.apply(InetAddress.getAllByName(name));
                tell(() -> found.trySuccess(addresses));
              } catch (UnknownHostException e) {
                tell(() -> found.tryFailure(e));
              }
            });
  }

  /** If the event loop has ended, nobody needs the result. */
  private void tell(Runnable outcome) {
    try {
      executor().execute(outcome);
    } catch (RejectedExecutionException e) {
      // as said
    }
  }
}
