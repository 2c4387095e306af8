package prosa.server.cluster;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import prosa.server.cluster.ClusterCodec.Envelope;
import prosa.server.cluster.ClusterCodec.MalformedMessage;

/** A transport by which nothing comes in, and that tells what is sent, to {@code *} for all. */
final class RecordedTransport implements ClusterTransport {
  private final BiConsumer<String, Envelope> sent;

  /** Whether it takes nothing, though it tells it. */
  boolean away;

  Optional<String> trouble = Optional.empty();

  RecordedTransport(BiConsumer<String, Envelope> sent) {
    this.sent = sent;
  }

  @Override
  public void open(Consumer<byte[]> receiver) {
    throw new AssertionError("nothing comes in by it");
  }

  @Override
  public boolean send(String node, byte[] message) {
    try {
      sent.accept(node, ClusterCodec.read(message));
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
    return !away;
  }

  @Override
  public boolean broadcast(byte[] message) {
    return send("*", message);
  }

  @Override
  public Optional<String> trouble() {
    return trouble;
  }

  @Override
  public void close() {
    throw new AssertionError("it is closed by nobody");
  }
}
