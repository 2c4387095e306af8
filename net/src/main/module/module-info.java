/**
 * What every connection needs, on Netty. The native transport of Linux is used where its module is
 * there, too: {@code --add-modules io.netty.transport.epoll.linux.x86_64}.
 */
module prosa.net {
  requires transitive io.netty.buffer;
  requires transitive io.netty.common;
  requires transitive io.netty.resolver;
  requires transitive io.netty.transport;
  requires io.netty.transport.classes.epoll;
  requires io.netty.transport.unix.common;
  requires java.management;
  requires static org.jspecify;

  exports prosa.net;
}
