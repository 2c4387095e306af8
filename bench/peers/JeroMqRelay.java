import java.util.HashMap;
import java.util.Map;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The original design on JeroMQ: a door that seats ten users in a chat, and a SUB and a PUB socket
 * for each chat. {@code java -cp jeromq.jar JeroMqRelay.java PORT}
 */
public final class JeroMqRelay {
  private static final int SEATS = 10;

  private JeroMqRelay() {}

  public static void main(String[] arguments) {
    ZContext context = new ZContext();
    context.getContext().setMaxSockets(20_000);
    ZMQ.Socket door = context.createSocket(SocketType.REP);
    door.bind("tcp://127.0.0.1:" + arguments[0]);
    ZMQ.Poller poller = context.createPoller(64);
    poller.register(door, ZMQ.Poller.POLLIN);
    Map<ZMQ.Socket, ZMQ.Socket> chats = new HashMap<>();
    String answer = "";
    int free = 0;
    while (poller.poll() >= 0) {
      for (int i = poller.getSize() - 1; i > 0; i--) {
        if (poller.pollin(i)) {
          ZMQ.Socket tells = chats.get(poller.getSocket(i));
          byte[] message = poller.getSocket(i).recv(ZMQ.DONTWAIT);
          while (message != null) {
            tells.send(message);
            message = poller.getSocket(i).recv(ZMQ.DONTWAIT);
          }
        }
      }
      if (poller.pollin(0)) {
        door.recv();
        if (free == 0) {
          ZMQ.Socket hears = context.createSocket(SocketType.SUB);
          hears.setHWM(0);
          hears.subscribe("");
          ZMQ.Socket tells = context.createSocket(SocketType.PUB);
          tells.setHWM(0);
          int toServer = hears.bindToRandomPort("tcp://127.0.0.1");
          int fromServer = tells.bindToRandomPort("tcp://127.0.0.1");
          poller.register(hears, ZMQ.Poller.POLLIN);
          chats.put(hears, tells);
          answer = "{\"to_server\": " + toServer + ", \"from_server\": " + fromServer + "}";
          free = SEATS;
        }
        free--;
        door.send(answer);
      }
    }
  }
}
