package prosa.server.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import prosa.server.cluster.ClusterCodec.Envelope;
import prosa.server.cluster.ClusterCounters.ClusterEvent;

/**
 * Sends what this node says to others, and to itself: it may be owner and gateway of one room.
 *
 * <p>A message to another node is for its present epoch, so that the node drops it if it is started
 * anew meanwhile; what the transport does not take is lost. A message to this node waits until
 * {@link #deliverToSelf}, which whoever acts on something from outside calls at its end: it is
 * never taken in the middle of what sends it. On placement's thread.
 */
final class NodeMessenger {
  private final NodeTable nodes;
  private final ClusterTransport transport;
  private final ClusterCounters counters;
  private final Consumer<ClusterMessage> self;
  private final Deque<ClusterMessage> toSelf = new ArrayDeque<>();
  private boolean delivering;
  private long ids;

  /**
   * A messenger that has sent nothing yet.
   *
   * @param self takes what this node says to itself
   */
  NodeMessenger(
      NodeTable nodes,
      ClusterTransport transport,
      ClusterCounters counters,
      Consumer<ClusterMessage> self) {
    this.nodes = nodes;
    this.transport = transport;
    this.counters = counters;
    this.self = self;
    this.ids = nodes.epoch() & 0xFFFF; // numbers of an earlier life are not met again
  }

  /** A number for a question or a relay that no other one of this node has. */
  long nextId() {
    return ++ids;
  }

  /** Sends to all other nodes. */
  void broadcast(ClusterMessage message) {
    count(transport.broadcast(ClusterCodec.write(envelope(0, message))));
  }

  /** Sends to one node, which may be this one. */
  void send(String to, ClusterMessage message) {
    if (to.equals(nodes.name())) {
      toSelf.add(message);
      return;
    }
    ClusterPeer peer = nodes.peer(to);
    long toEpoch = peer == null ? 0 : peer.epoch();
    count(transport.send(to, ClusterCodec.write(envelope(toEpoch, message))));
  }

  private Envelope envelope(long toEpoch, ClusterMessage message) {
    return new Envelope(ClusterCodec.VERSION, nodes.name(), nodes.epoch(), toEpoch, message);
  }

  private void count(boolean sent) {
    counters.add(sent ? ClusterEvent.SENT : ClusterEvent.NOT_SENT);
  }

  /** Delivers what this node said to itself, and what it says to itself because of that. */
  void deliverToSelf() {
    if (delivering) {
      return;
    }
    delivering = true;
    try {
      for (ClusterMessage next = toSelf.poll(); next != null; next = toSelf.poll()) {
        self.accept(next);
      }
    } finally {
      delivering = false;
    }
  }
}
