package prosa.server.cluster;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Virtual time, and a network in it that delays, drops, doubles and reorders messages, and can be
 * cut between two nodes, around one, or on the way to or from one.
 */
final class VirtualNetwork {
  private record Event(long at, long order, Runnable what) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));
  static final boolean TRACE = System.getenv("SIM_TRACE") != null;
  Consumer<String> watcher = _ -> {};
  private final Random random;
  private final Map<String, Consumer<byte[]>> receivers = new HashMap<>();
  private final Set<String> cut = new HashSet<>();
  private final Set<Set<String>> apart = new HashSet<>();
  private final Set<String> deaf = new HashSet<>();
  private final Set<String> unheard = new HashSet<>();
  private long now = TimeUnit.SECONDS.toNanos(1000);
  private long order;

  /** The shares of messages that are lost and doubled, and the longest delay. */
  double lost;

  double doubled;
  long slowest = TimeUnit.MILLISECONDS.toNanos(2);

  VirtualNetwork(Random random) {
    this.random = random;
  }

  long now() {
    return now;
  }

  void after(long nanos, Runnable what) {
    events.add(new Event(now + nanos, order++, what));
  }

  /** Carries out the next event; false if there is none before this time. */
  boolean step(long until) {
    Event next = events.peek();
    if (next == null || next.at() > until) {
      now = Math.max(now, until);
      return false;
    }
    events.poll();
    now = next.at();
    next.what().run();
    return true;
  }

  void cut(String node) {
    cut.add(node);
  }

  void cut(String one, String other) {
    apart.add(Set.of(one, other));
  }

  /** A node hears nothing; what it says reaches the others. */
  void deafen(String node) {
    deaf.add(node);
  }

  /** Nobody hears a node; it hears the others. */
  void mute(String node) {
    unheard.add(node);
  }

  void heal() {
    cut.clear();
    apart.clear();
    deaf.clear();
    unheard.clear();
  }

  private boolean reaches(String from, String to) {
    return !cut.contains(from)
        && !cut.contains(to)
        && !unheard.contains(from)
        && !deaf.contains(to)
        && !apart.contains(Set.of(from, to));
  }

  private void deliver(String from, String to, byte[] message) {
    if (from.equals(to) || !reaches(from, to) || random.nextDouble() < lost) {
      return;
    }
    int copies = random.nextDouble() < doubled ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long delay = 100_000 + (long) (random.nextDouble() * slowest);
      after(
          delay,
          () -> {
            Consumer<byte[]> receiver = receivers.get(to);
            if (receiver != null && reaches(from, to)) {
              if (TRACE) {
                try {
                  ClusterMessage m = ClusterCodec.read(message).message();
                  if (m instanceof ClusterMessage.Up
                      || m instanceof ClusterMessage.Down
                      || m instanceof ClusterMessage.NoRoom) {
                    watcher.accept(from + ">" + to + " " + m);
                  }
                } catch (ClusterCodec.MalformedMessage e) {
                  throw new IllegalStateException(e);
                }
              }
              receiver.accept(message);
            }
          });
    }
  }

  /** The transport of a node. */
  ClusterTransport of(String node) {
    return new ClusterTransport() {
      @Override
      public void open(Consumer<byte[]> receiver) {
        receivers.put(node, receiver);
      }

      @Override
      public boolean send(String to, byte[] message) {
        deliver(node, to, message);
        return true;
      }

      @Override
      public boolean broadcast(byte[] message) {
        receivers.keySet().stream().sorted().toList().forEach(to -> deliver(node, to, message));
        return true;
      }

      @Override
      public Optional<String> trouble() {
        return Optional.empty();
      }

      @Override
      public void close() {
        receivers.remove(node);
      }
    };
  }
}
