package prosa.zmtp;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Looks up names as the JDK does, but each on a thread of its own: the JDK's call may hang for as
 * long as a name server does, and an event loop must not.
 */
final class NameLookup extends InetNameResolver {
  static final AddressResolverGroup<InetSocketAddress> GROUP =
      new AddressResolverGroup<>() {
        @Override
        protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
          return new NameLookup(executor).asAddressResolver();
        }
      };

  private NameLookup(EventExecutor executor) {
    super(executor);
  }

  @Override
  protected void doResolve(String name, Promise<InetAddress> found) {
    lookUp(
        () -> {
          try {
            found.trySuccess(InetAddress.getByName(name));
          } catch (UnknownHostException e) {
            found.tryFailure(e);
          }
        });
  }

  @Override
  protected void doResolveAll(String name, Promise<List<InetAddress>> found) {
    lookUp(
        () -> {
          try {
            found.trySuccess(List.of(InetAddress.getAllByName(name)));
          } catch (UnknownHostException e) {
            found.tryFailure(e);
          }
        });
  }

  private static void lookUp(Runnable task) {
    Thread.ofPlatform().daemon().name("name-lookup").start(task);
  }
}
