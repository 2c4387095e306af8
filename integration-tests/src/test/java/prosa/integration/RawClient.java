package prosa.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A classic client of bytes written by hand: it sends exactly the bytes of a test. It is seated
 * when {@link #join} returns, which has received a message of its own.
 */
final class RawClient implements AutoCloseable {
  private final RawPeer pub;
  private final RawPeer sub;

  private RawClient(RawPeer pub, RawPeer sub) {
    this.pub = pub;
    this.sub = sub;
  }

  /** Asks the door, which answers with two ports. */
  static ClassicClient.Ports ask(int door, String from) throws IOException {
    Map<String, String> told = answerOf(door, from);
    return new ClassicClient.Ports(
        Integer.parseInt(told.getOrDefault("to_server", "")),
        Integer.parseInt(told.getOrDefault("from_server", "")));
  }

  /** Asks the door; what it answers. */
  static Map<String, String> answerOf(int door, String from) throws IOException {
    try (RawPeer req = RawPeer.join(door, "REQ", from)) {
      req.send(RawPeer.concat(RawPeer.frame(1, new byte[0]), RawPeer.message("FindChat")));
      req.delimiter();
      return FlatJson.read(req.message());
    }
  }

  static RawClient join(ClassicClient.Ports ports, String from) throws IOException {
    RawPeer pub = RawPeer.join(ports.publisherPort(), "PUB", from);
    if (!pub.command().equals("SUBSCRIBE")) {
      throw new IOException("the intake does not subscribe to everything");
    }
    RawPeer sub = RawPeer.join(ports.broadcast(), "SUB", from);
    sub.send(RawPeer.frame(0, new byte[] {1}));
    return new RawClient(pub, sub);
  }

  /** Sends these bytes as a message. */
  void say(byte[] text) throws IOException {
    pub.send(RawPeer.frame(0, text));
  }

  void say(String text) throws IOException {
    say(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The next message that it hears. */
  String hear() throws IOException {
    return sub.message();
  }

  RawPeer pub() {
    return pub;
  }

  RawPeer sub() {
    return sub;
  }

  @Override
  public void close() throws IOException {
    pub.close();
    sub.close();
  }
}
