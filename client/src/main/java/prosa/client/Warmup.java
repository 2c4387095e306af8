package prosa.client;

import prosa.net.Transport;
import prosa.protocol.ClientMessage;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;

/**
 * Preloads classes and the native transport: what reading and writing the protocol needs the first
 * time. Nothing reaches a network.
 */
final class Warmup {
  private Warmup() {}

  static void run() {
    var _ = Transport.bestWithoutWarning().ioHandlerFactory();
    var _ = ProtocolWriter.write(new ClientMessage.Enter("Ana"));
    byte[] hello = ProtocolWriter.write(new ServerMessage.Hello("prosa", ""));
    try {
      var _ = new ProtocolReader(ReadLimits.defaults()).toMember(hello);
    } catch (ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }
}
