package prosa.client;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An original server of one chat on a ZeroMQ library limited to ZMTP 3.0: no PING, no SUBSCRIBE
 * command. It records what it does not understand.
 */
final class Zmtp30Server implements AutoCloseable {
  private static final int MORE = 1;
  private static final int COMMAND = 4;

  private final ServerSocket door = listening();
  private final ServerSocket publisherPort = listening();
  private final ServerSocket broadcast = listening();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<OutputStream> subscribers = new CopyOnWriteArrayList<>();
  private final List<String> strange = new CopyOnWriteArrayList<>();

  private interface Talk {
    void with(DataInputStream in, OutputStream out) throws IOException;
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Frame(int flags, byte[] body) {
    boolean isMessage() {
      return flags == 0;
    }

    String told() {
      return flags + " " + new String(body, StandardCharsets.ISO_8859_1);
    }
  }

  Zmtp30Server() throws IOException {
    serve(door, "REP", this::answer);
    serve(publisherPort, "SUB", this::relay);
    serve(broadcast, "PUB", this::subscribe);
  }

  ServerAddress address() {
    return new ServerAddress("127.0.0.1", door.getLocalPort(), Optional.empty());
  }

  /** What came that ZMTP 3.0 has no name for. */
  List<String> strange() {
    return strange;
  }

  private static ServerSocket listening() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private void serve(ServerSocket from, String type, Talk talk) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket socket = from.accept();
                  sockets.add(socket);
                  Thread.ofVirtual().start(() -> begin(socket, type, talk));
                }
              } catch (IOException e) {
                // closed: the test is over
              }
            });
  }

  private static void begin(Socket socket, String type, Talk talk) {
    try (socket) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      byte[] greeting = new byte[64];
      greeting[0] = (byte) 0xff;
      greeting[9] = 0x7f;
      greeting[10] = 3; // and 0
      System.arraycopy("NULL".getBytes(StandardCharsets.US_ASCII), 0, greeting, 12, 4);
      out.write(greeting);
      in.readFully(new byte[64]);
      byte[] name = type.getBytes(StandardCharsets.US_ASCII);
      String ready = "\5READY\13Socket-Type\0\0\0" + (char) name.length + type;
      send(out, COMMAND, ready.getBytes(StandardCharsets.US_ASCII));
      read(in); // its READY
      talk.with(in, out);
    } catch (IOException e) {
      // it has gone
    }
  }

  private void answer(DataInputStream in, OutputStream out) throws IOException {
    while (true) {
      if (read(in).isMessage()) {
        String ports =
            "{\"to_server\": %d, \"from_server\": %d}"
                .formatted(publisherPort.getLocalPort(), broadcast.getLocalPort());
        send(out, MORE, new byte[0]);
        send(out, 0, ports.getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private void relay(DataInputStream in, OutputStream out) throws IOException {
    send(out, 0, new byte[] {1});
    while (true) {
      Frame frame = read(in);
      if (!frame.isMessage()) {
        strange.add(frame.told());
      }
      for (OutputStream subscriber : subscribers) {
        send(subscriber, 0, frame.body);
      }
    }
  }

  private void subscribe(DataInputStream in, OutputStream out) throws IOException {
    while (true) {
      Frame frame = read(in);
      if (frame.isMessage() && Arrays.equals(frame.body, new byte[] {1})) {
        subscribers.add(out);
      } else {
        strange.add(frame.told());
      }
    }
  }

  private static Frame read(DataInputStream in) throws IOException {
    int flags = in.readUnsignedByte();
    byte[] body = new byte[(flags & 2) == 0 ? in.readUnsignedByte() : (int) in.readLong()];
    in.readFully(body);
    return new Frame(flags & ~2, body);
  }

  private static void send(OutputStream out, int flags, byte[] body) throws IOException {
    byte[] frame = new byte[2 + body.length];
    frame[0] = (byte) flags;
    frame[1] = (byte) body.length;
    System.arraycopy(body, 0, frame, 2, body.length);
    synchronized (out) {
      out.write(frame);
    }
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket one : List.of(door, publisherPort, broadcast)) {
      one.close();
    }
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
