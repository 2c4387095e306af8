package prosa.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * A member on JeroMQ of any version since 0.4.3, as a program of its own that uses nothing else:
 * {@code JeroMember classic|dealer PORT NAME}. Says each line of its standard input, and prints
 * each message that it hears, as it comes. The socket types are given as numbers, which every
 * version takes.
 */
final class JeroMember {
  private static final int PUB = 1;
  private static final int SUB = 2;
  private static final int REQ = 3;
  private static final int DEALER = 5;
  private static final int WAIT_MILLIS = 20;

  private JeroMember() {}

  /** Arguments: the way, the door's port, a name. */
  public static void main(String[] arguments) {
    int door = Integer.parseInt(arguments[1]);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (ZContext context = new ZContext()) {
      if (arguments[0].equals("classic")) {
        classic(context, door, arguments[2], out);
      } else {
        dealer(context, door, arguments[2], out);
      }
    }
  }

  @SuppressWarnings("deprecation") // the newer form is not in the older versions
  private static ZMQ.Socket connect(ZContext context, int type, int port) {
    ZMQ.Socket socket = context.createSocket(type);
    socket.setLinger(0);
    if (type == SUB) {
      socket.subscribe(new byte[0]);
    }
    socket.connect("tcp://127.0.0.1:" + port);
    return socket;
  }

  private static void classic(ZContext context, int door, String name, PrintStream out) {
    ZMQ.Socket req = connect(context, REQ, door);
    req.send("FindChat");
    String answer = new String(req.recv(), StandardCharsets.UTF_8);
    String[] ports = answer.replaceAll("[^0-9,]", "").split(",", 2);
    ZMQ.Socket mouth = connect(context, PUB, Integer.parseInt(ports[0]));
    ZMQ.Socket ear = connect(context, SUB, Integer.parseInt(ports[1]));
    ear.setReceiveTimeOut(WAIT_MILLIS);
    BlockingQueue<String> lines = lines();
    while (true) {
      print(ear, out);
      for (String line = lines.poll(); line != null; line = lines.poll()) {
        mouth.send("{\"user\": \"" + name + "\", \"message\": \"" + line + "\"}");
      }
    }
  }

  private static void dealer(ZContext context, int door, String name, PrintStream out) {
    ZMQ.Socket dealer = connect(context, DEALER, door);
    dealer.setReceiveTimeOut(WAIT_MILLIS);
    BlockingQueue<String> lines = lines();
    while (true) {
      String heard = print(dealer, out);
      if (heard.contains("\"type\": \"hello\"")) {
        dealer.send("{\"type\": \"enter\", \"user\": \"" + name + "\"}");
      }
      for (String line = lines.poll(); line != null; line = lines.poll()) {
        dealer.send("{\"type\": \"say\", \"message\": \"" + line + "\"}");
      }
    }
  }

  private static String print(ZMQ.Socket socket, PrintStream out) {
    byte[] heard = socket.recv();
    if (heard == null) {
      return "";
    }
    String text = new String(heard, StandardCharsets.UTF_8);
    out.println(text);
    return text;
  }

  /** Standard input, whose end is the program's. */
  private static BlockingQueue<String> lines() {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  lines.add(line);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              Runtime.getRuntime().halt(0);
            });
    return lines;
  }
}
