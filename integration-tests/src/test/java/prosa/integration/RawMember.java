package prosa.integration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A direct member of bytes written by hand, from any address of this machine. A thread reads what
 * it receives until it is closed; messages are counted, and the rest is kept.
 */
final class RawMember implements AutoCloseable {
  private final RawPeer peer;
  private final List<String> events = new ArrayList<>();
  private long texts;

  private RawMember(RawPeer peer) {
    this.peer = peer;
  }

  /** A member who has a seat. */
  static RawMember enter(int door, String from, String user) throws IOException {
    return enter(door, from, user, "");
  }

  /**
   * A member who has a seat.
   *
   * @param more further fields of {@code enter}, each with a comma before it
   */
  static RawMember enter(int door, String from, String user, String more) throws IOException {
    RawMember member = new RawMember(RawPeer.join(door, "DEALER", from));
    Thread.ofVirtual().start(member::read);
    member.awaits("\"hello\"");
    member.send("{\"type\": \"enter\", \"user\": \"" + user + "\"" + more + "}");
    member.awaits("\"seated\"");
    return member;
  }

  private void read() {
    try {
      while (true) {
        String event = peer.messageBetweenPings();
        synchronized (this) {
          if (event.contains("\"said\"")) {
            texts++;
          } else {
            events.add(event);
          }
        }
      }
    } catch (IOException e) {
      // closed, by either side
    }
  }

  void send(String message) throws IOException {
    peer.send(RawPeer.message(message));
  }

  /** Sends what is already framed. */
  void sendBytes(byte[] frames) throws IOException {
    peer.send(frames);
  }

  void say(String text) throws IOException {
    send("{\"type\": \"say\", \"message\": \"" + text + "\"}");
  }

  /** Whether it was told something with all of these in it; what is said is not looked at. */
  synchronized boolean wasTold(String... parts) {
    return events.stream().anyMatch(has(parts));
  }

  /** All that it was told, but for what was said. */
  synchronized List<String> told() {
    return List.copyOf(events);
  }

  /** How many texts it has heard. */
  synchronized long heard() {
    return texts;
  }

  private static Predicate<String> has(String... parts) {
    return event -> List.of(parts).stream().allMatch(event::contains);
  }

  void awaits(String... parts) {
    Await.until(List.of(parts) + " to be told", () -> wasTold(parts));
  }

  @Override
  public void close() throws IOException {
    peer.close();
  }
}
