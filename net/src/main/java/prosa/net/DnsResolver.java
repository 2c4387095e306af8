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

/**
 * A DNS resolver that uses the JDK's lookup, each on its own thread: the JDK's call may block as
 * long as a name server does, and an event loop must not.
 */
final class DnsResolver extends InetNameResolver {
  static final AddressResolverGroup<InetSocketAddress> GROUP =
      new AddressResolverGroup<>() {
        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
          return new DnsResolver(executor).asAddressResolver();
        }
      };

  private DnsResolver(EventExecutor executor) {
    super(executor);
  }

  @Override
  protected void doResolve(String name, Promise<InetAddress> found) {
    lookUp(name, found, addresses -> addresses[0]);
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
