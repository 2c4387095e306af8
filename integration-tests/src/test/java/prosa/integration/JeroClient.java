package prosa.integration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import tools.jackson.core.JacksonException;

/**
 * A classic client on JeroMQ; it listens on a thread of its own.
 *
 * <p>All of them share a context, where something happens a few times a second: JeroMQ 0.6.0 may
 * not watch a connection that was made at once until its I/O thread has something else to do.
 */
final class JeroClient implements ClassicClient, AutoCloseable {
  private static final String SETTLING = "settling";
  private static final ZContext CONTEXT = new ZContext();
  private static final long ALIVE_NANOS = 100_000_000;

  static {
    Thread.ofPlatform().daemon().name("keeps JeroMQ awake").start(JeroClient::keepAwake);
  }

  private final String name;
  private final ZMQ.Socket pub;
  private final Ports ports;
  private final Thread subscriber;
  private final List<String> heard = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private volatile boolean settled;
  private volatile boolean gone;

  private JeroClient(String name, int door) {
    this.name = name;
    ports = ask(door);
    pub = socket(SocketType.PUB, ports.publisherPort());
    ZMQ.Socket sub = socket(SocketType.SUB, ports.broadcast());
    sub.subscribe("");
    subscriber = Thread.ofPlatform().name("ears of " + name).start(() -> listen(sub));
  }

  private static void keepAwake() {
    while (true) {
      try (ZMQ.Socket listening = CONTEXT.createSocket(SocketType.REP)) {
        listening.bindToRandomPort("tcp://" + Prosa.HOST);
      }
      LockSupport.parkNanos(ALIVE_NANOS);
    }
  }

  /** A client that has asked the door and is connecting to what it said. */
  static JeroClient join(String name, int door) {
    return new JeroClient(name, door);
  }

  private static Ports ask(int door) {
    try (ZMQ.Socket req = socket(SocketType.REQ, door)) {
      req.setReceiveTimeOut((int) Await.LONG.toMillis());
      req.send("FindChat");
      String answer = req.recvStr();
      if (answer == null) {
        throw new AssertionError("no answer from the door");
      }
      Map<String, String> told = FlatJson.read(answer);
      if (!told.keySet().equals(Set.of("to_server", "from_server"))) {
        throw new AssertionError("the door answered " + answer);
      }
      return new Ports(
          Integer.parseInt(told.getOrDefault("to_server", "")),
          Integer.parseInt(told.getOrDefault("from_server", "")));
    }
  }

  private static ZMQ.Socket socket(SocketType type, int port) {
    ZMQ.Socket socket = CONTEXT.createSocket(type);
    socket.setLinger(0);
    socket.setRcvHWM(0);
    socket.setSndHWM(0);
    socket.setReceiveTimeOut(50);
    socket.connect("tcp://" + Prosa.HOST + ":" + port);
    return socket;
  }

  private void listen(ZMQ.Socket sub) {
    while (!gone) {
      byte[] text = sub.recv();
      if (text != null) {
        hear(new String(text, StandardCharsets.UTF_8), sub.hasReceiveMore());
      }
    }
    sub.close();
  }

  private void hear(String text, boolean more) {
    try {
      Map<String, String> message = FlatJson.read(text);
      if (more || !message.keySet().equals(Set.of("user", "message"))) {
        throw new AssertionError("no message: " + text);
      }
      if (!SETTLING.equals(message.get("message"))) {
        synchronized (heard) {
          heard.add(message.get("user") + ": " + message.get("message"));
        }
      } else if (name.equals(message.get("user"))) {
        settled = true;
      }
    } catch (JacksonException | AssertionError e) {
      synchronized (broken) {
        broken.add(e.toString());
      }
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Ports ports() {
    return ports;
  }

  @Override
  public void say(String text) {
    pub.send(FlatJson.write(Map.of("user", name, "message", text)));
  }

  @Override
  public void settle() {
    settled = false;
    Await.until(
        name + " to hear itself",
        () -> {
          say(SETTLING);
          return Await.within(java.time.Duration.ofMillis(50), () -> settled);
        });
  }

  @Override
  public List<String> heard() {
    synchronized (heard) {
      return List.copyOf(heard);
    }
  }

  @Override
  public List<String> broken() {
    synchronized (broken) {
      return List.copyOf(broken);
    }
  }

  @Override
  public void leave() {
    gone = true;
    try {
      subscriber.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pub.close();
  }

  @Override
  public void close() {
    leave();
  }
}
