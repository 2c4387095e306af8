package prosa.cluster;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * The messages that wait to be handed to NATS, in order: a queue that is bounded in number and in
 * bytes, into which many threads put without waiting, and one takes.
 */
final class OutgoingMessages {

  /** A message and where it goes. */
  @SuppressWarnings("ArrayRecordComponent") // nobody changes or compares it
  record AddressedMessage(String subject, byte[] data) {}

  private final int most;
  private final long mostBytes;
  private final ArrayDeque<AddressedMessage> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  /**
   * An empty queue.
   *
   * @param most messages
   * @param mostBytes bytes of all of them; the last one may go beyond
   */
  OutgoingMessages(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** Puts a message behind the others; false if it is dropped, because too many wait. */
  synchronized boolean offer(AddressedMessage message) {
    if (closed || waiting.size() >= most || bytes >= mostBytes) {
      return false;
    }
    waiting.add(message);
    bytes += message.data().length;
    notifyAll();
    return true;
  }

  /** Waits for the next one; empty when the queue is closed and all were taken. */
  synchronized Optional<AddressedMessage> take() throws InterruptedException {
    while (waiting.isEmpty()) {
      if (closed) {
        return Optional.empty();
      }
      wait();
    }
    AddressedMessage next = waiting.remove();
    bytes -= next.data().length;
    return Optional.of(next);
  }

  /** Takes no more; what waits can be taken yet. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
