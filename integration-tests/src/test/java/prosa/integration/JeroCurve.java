package prosa.integration;

import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** JeroMQ's sockets with CURVE, each with a key pair of its own. */
final class JeroCurve {
  private JeroCurve() {}

  /**
   * Gives a socket its keys.
   *
   * @param serverKey in Z85
   */
  static void keys(ZMQ.Socket socket, String serverKey) {
    ZMQ.Curve.KeyPair own = ZMQ.Curve.generateKeyPair();
    socket.setCurveServerKey(ZMQ.Curve.z85Decode(serverKey));
    socket.setCurvePublicKey(ZMQ.Curve.z85Decode(own.publicKey));
    socket.setCurveSecretKey(ZMQ.Curve.z85Decode(own.secretKey));
  }

  /** A socket that is connecting; a SUB socket to everything. */
  static ZMQ.Socket connected(
      ZContext context, SocketType type, int port, String serverKey, int receiveMillis) {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setLinger(0);
    socket.setReceiveTimeOut(receiveMillis);
    keys(socket, serverKey);
    if (type == SocketType.SUB) {
      socket.subscribe(new byte[0]);
    }
    socket.connect("tcp://" + Prosa.HOST + ":" + port);
    return socket;
  }
}
