package prosa.client;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.util.concurrent.TimeUnit;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;
import prosa.zmtp.Transport;

/**
 * What is slow only the first time: an event loop, the transport's native part, reading and writing
 * the protocol. Nothing of it reaches a network.
 */
final class Warmth {
  private Warmth() {}

  static void spread() {
    Transport transport = Transport.best();
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, transport.ioHandlerFactory());
    var _ = transport.dialingChannel().getName();
    var _ = group.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
    var _ = ProtocolWriter.write(new ToServer.Enter("Ana"));
    byte[] hello = ProtocolWriter.write(new ToMember.Hello("prosa", ""));
    try {
      var _ = new ProtocolReader(ReadLimits.defaults()).toMember(hello);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }
}
