package prosa.integration;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMsg;

/**
 * A direct member on JeroMQ, whose sockets are for one thread: it has one of its own.
 *
 * <p>JeroMQ 0.6.0 now and then forgets a connection as it makes it, whoever the peer is (its poller
 * cancels the new handle together with the connecter's): not a byte goes out, ever. So a socket
 * that hears nothing for a while connects anew.
 */
final class JeroDealer extends DirectPeer {
  private static final int LOOK_MILLIS = 5;

  /** Whoever hears nothing for this long was forgotten by its library. */
  static final int FORGOTTEN_MILLIS = 3_000;

  private final ZContext context;
  private final String address;
  private final String serverKey;
  private final ConcurrentLinkedQueue<List<byte[]>> outgoing = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean anew;

  JeroDealer(ZContext context, String name, String host, int port) {
    this(context, name, host, port, "");
  }

  /**
   * With CURVE.
   *
   * @param serverKey the server's public key in Z85; empty for a member without CURVE
   */
  JeroDealer(ZContext context, String name, String host, int port, String serverKey) {
    super(name);
    this.serverKey = serverKey;
    this.context = context;
    this.address = "tcp://" + host + ":" + port;
    this.thread = Thread.ofPlatform().name("dealer of " + name).start(this::run);
  }

  private void run() {
    try (ZMQ.Socket socket = context.createSocket(SocketType.DEALER)) {
      if (!serverKey.isEmpty()) {
        JeroCurve.keys(socket, serverKey);
      }
      socket.setLinger(0);
      socket.setRcvHWM(0);
      socket.setReconnectIVL(50);
      socket.setReceiveTimeOut(LOOK_MILLIS);
      socket.connect(address);
      long again = System.nanoTime() + FORGOTTEN_MILLIS * 1_000_000L;
      boolean heard = false;
      while (!closing) {
        ZMsg message = ZMsg.recvMsg(socket);
        heard &= !anew;
        if (!heard && message == null && (anew || System.nanoTime() - again > 0)) {
          anew = false;
          socket.disconnect(address);
          socket.connect(address);
          again = System.nanoTime() + FORGOTTEN_MILLIS * 1_000_000L;
        }
        if (message != null) {
          heard = true;
          List<byte[]> parts = new ArrayList<>();
          message.forEach(frame -> parts.add(frame.getData()));
          received(parts);
        }
        for (List<byte[]> out = outgoing.poll(); out != null; out = outgoing.poll()) {
          ZMsg parts = new ZMsg();
          out.forEach(parts::add);
          parts.send(socket);
        }
      }
    }
  }

  @Override
  void send(List<byte[]> parts) {
    outgoing.add(parts);
  }

  /** Makes a new connection in place of the one it has, or may have. */
  void connectAnew() {
    anew = true;
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
