package prosa.server.cluster;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Carries messages between the nodes of one cluster: NATS, or a network in virtual time.
 *
 * <p>A message may be lost, late, or come twice or out of order; nothing waits. What cannot be
 * taken, because the network is away or its queue is full, is dropped.
 */
public interface ClusterTransport extends AutoCloseable {

  /**
   * Begins to receive.
   *
   * @param receiver gets each message, on any thread
   */
  void open(Consumer<byte[]> receiver);

  /** Sends to one node; false if it was dropped. */
  boolean send(String node, byte[] message);

  /** Sends to all other nodes; false if it was dropped. */
  boolean broadcast(byte[] message);

  /** Why nothing can be sent at present, as a sentence; empty if it can. */
  Optional<String> trouble();

  @Override
  void close();
}
