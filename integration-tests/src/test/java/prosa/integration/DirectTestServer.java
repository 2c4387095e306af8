package prosa.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import prosa.server.StartException;
import prosa.websocket.TlsCertificate;

/** A server and the direct members of a test; closing it closes all of them. */
final class DirectTestServer implements AutoCloseable {

  /** The libraries that direct members come with. */
  enum Library {
    PYZMQ,
    JEROMQ
  }

  /** One process for all tests; it ends when its standard input does. */
  private static final class Python {
    static final PythonDealers DEALERS = start();

    private static PythonDealers start() {
      try {
        return PythonDealers.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final WithServer server;
  private final ZContext context = new ZContext();
  private final Deque<DirectPeer> peers = new ArrayDeque<>();

  private DirectTestServer(WithServer server) {
    this.server = server;
  }

  static DirectTestServer meet() throws StartException {
    return new DirectTestServer(WithServer.start());
  }

  static DirectTestServer meet(TestServerConfig config) throws StartException {
    return new DirectTestServer(WithServer.with(config));
  }

  /** One that can be reached inside TLS, too; the certificate stays open. */
  static DirectTestServer meet(TestServerConfig config, TlsCertificate certificate)
      throws StartException {
    return new DirectTestServer(WithServer.with(config, certificate));
  }

  WithServer server() {
    return server;
  }

  /** A new member's socket; it has not entered. */
  DirectPeer dealer(Library library, String name) {
    return dealer(library, name, server.port());
  }

  DirectPeer dealer(Library library, String name, int port) {
    DirectPeer peer =
        switch (library) {
          case PYZMQ -> Python.DEALERS.connect(name, port);
          case JEROMQ -> new JeroDealer(context, name, Prosa.HOST, port);
        };
    peers.push(peer);
    return peer;
  }

  /** A pyzmq member's socket. */
  DirectPeer dealer(String name) {
    return dealer(Library.PYZMQ, name);
  }

  /** Asks the door something; its answer. */
  String ask(String question) {
    for (int tries = 0; tries < 10; tries++) {
      try (ZMQ.Socket req = context.createSocket(SocketType.REQ)) {
        req.setLinger(0);
        req.setReceiveTimeOut(JeroDealer.FORGOTTEN_MILLIS);
        req.connect("tcp://" + Prosa.HOST + ":" + server.port());
        req.send(question);
        String answer = req.recvStr();
        if (answer != null) {
          return answer;
        }
      }
    }
    throw new AssertionError("the door does not answer " + question);
  }

  @Override
  public void close() {
    peers.forEach(DirectPeer::close);
    context.close();
    server.close();
  }
}
