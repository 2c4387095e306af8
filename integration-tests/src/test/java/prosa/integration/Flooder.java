package prosa.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import prosa.zmtp.CurveClient;
import prosa.zmtp.CurvePublicKey;

/**
 * A program that sends a server the same bytes again and again, from many connections, as fast as
 * they are taken. {@link AttackProcess} runs it.
 */
final class Flooder {
  /** What it sends. */
  @SuppressWarnings("ImmutableEnumChecker") // nobody changes the bytes
  enum Flood {
    /** What is no message, from a seat: typing, PINGs, nonsense, unknown commands. */
    NO_MESSAGES(
        "DEALER",
        json("{'type': 'enter', 'user': 'flood'}"),
        RawPeer.concat(
            times(json("{'type': 'typing'}"), 50),
            times(RawPeer.command("PING", new byte[] {0, 0}), 50),
            times(json("{'type': 'nonsense'}"), 50),
            times(RawPeer.command("X-NOTHING", new byte[0]), 50))),
    /** Messages at one table after the other. */
    NEXT(
        "DEALER",
        json("{'type': 'enter', 'user': 'hopper'}"),
        RawPeer.concat(
            times(json("{'type': 'say', 'message': 'buy!'}"), 10), json("{'type': 'next'}"))),
    /** Questions to the door; the answers are not read. */
    QUESTIONS(
        "REQ",
        new byte[0],
        times(
            RawPeer.concat(
                RawPeer.frame(1, new byte[0]),
                RawPeer.frame(0, "What?".getBytes(StandardCharsets.UTF_8))),
            500)),
    /** Questions to the door for a seat, which it has after a while no more; answers are read. */
    SEATS(
        "REQ",
        new byte[0],
        times(RawPeer.concat(RawPeer.frame(1, new byte[0]), RawPeer.message("FindChat")), 10)),
    /** A classic member's subscription, withdrawn and made again. */
    SUBSCRIPTIONS(
        "SUB",
        new byte[0],
        times(
            RawPeer.concat(
                RawPeer.command("CANCEL", new byte[0]), RawPeer.command("SUBSCRIBE", new byte[0])),
            200));

    private final String type;
    private final byte[] first;
    private final byte[] again;

    Flood(String type, byte[] first, byte[] again) {
      this.type = type;
      this.first = first;
      this.again = again;
    }
  }

  private Flooder() {}

  static byte[] json(String text) {
    return RawPeer.message(text.replace('\'', '"'));
  }

  static byte[] times(byte[] bytes, int n) {
    byte[][] all = new byte[n][];
    Arrays.fill(all, bytes);
    return RawPeer.concat(all);
  }

  /** Runs it until it ends; what it did. */
  static String run(int door, Flood what, String from, int connections, int seconds)
      throws IOException, InterruptedException {
    return run(door, what, from, connections, seconds, List.of());
  }

  /** The same inside CURVE, for a server with this public key in Z85. */
  static String runSealed(
      int door, Flood what, String from, int connections, int seconds, String key)
      throws IOException, InterruptedException {
    return run(door, what, from, connections, seconds, List.of(key));
  }

  private static String run(
      int door, Flood what, String from, int connections, int seconds, List<String> key)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                Integer.toString(door),
                what.name(),
                from,
                Integer.toString(connections),
                Integer.toString(seconds)));
    arguments.addAll(key);
    return AttackProcess.run(Flooder.class, seconds, arguments);
  }

  /**
   * Arguments: the door's port, what to send, the addresses that it comes from in turn with commas
   * between, connections, seconds; inside CURVE also the server's key.
   */
  static void main(String[] arguments) throws Exception {
    int door = Integer.parseInt(arguments[0]);
    Flood what = Flood.valueOf(arguments[1]);
    int connections = Integer.parseInt(arguments[3]);
    LongAdder taken = new LongAdder();
    LongAdder heard = new LongAdder();
    List<RawPeer> peers = new ArrayList<>();
    List<RawPeer> floods = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    String[] from = arguments[2].split(",", -1);
    Optional<Supplier<CurveClient>> keys = keys(arguments);
    for (int i = 0; i < connections; i++) {
      RawPeer peer = joined(door, what, from[i % from.length], keys, peers);
      peers.add(peer);
      if (what != Flood.QUESTIONS) {
        boolean sealed = keys.isPresent();
        Thread.ofVirtual().start(() -> listen(peer, what == Flood.SEATS, sealed, heard));
      }
      peer.send(what.first);
      floods.add(peer);
    }
    // from now on: at the lowest priority, it may take longer to join than to flood
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[4]));
    for (RawPeer peer : floods) {
      threads.add(Thread.ofVirtual().start(() -> flood(peer, what.again, end, taken)));
    }
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(10_000_000);
    }
    for (RawPeer peer : peers) {
      peer.abort(); // a write that waits for the server ends with this, and nothing is sent behind
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.printf(
        "%s, %d connections: %d bytes taken, %d messages heard%n",
        what, connections, taken.sum(), heard.sum());
  }

  private static Optional<Supplier<CurveClient>> keys(String[] arguments) {
    return arguments.length < 6
        ? Optional.empty()
        : CurvePublicKey.ofZ85(arguments[5]).map(key -> CurveClient.of(key, new SecureRandom()));
  }

  private static RawPeer joined(
      int door, Flood what, String from, Optional<Supplier<CurveClient>> keys, List<RawPeer> peers)
      throws IOException {
    if (keys.isPresent()) {
      return joinedSealed(door, what, from, keys.get(), peers);
    }
    if (what != Flood.SUBSCRIPTIONS) {
      return RawPeer.join(door, what.type, from);
    }
    RawClient member = RawClient.join(RawClient.ask(door, from), from);
    member.say("{\"user\": \"toggles\", \"message\": \"here\"}");
    peers.add(member.pub());
    return member.sub();
  }

  private static RawPeer joinedSealed(
      int door, Flood what, String from, Supplier<CurveClient> keys, List<RawPeer> peers)
      throws IOException {
    if (what != Flood.SUBSCRIPTIONS) {
      return RawPeer.joinSealed(door, what.type, from, keys.get());
    }
    ClassicClient.Ports ports = RawClient.ask(door, from);
    RawPeer speaks = RawPeer.joinSealed(ports.publisherPort(), "PUB", from, keys.get());
    RawPeer hears = RawPeer.joinSealed(ports.broadcast(), "SUB", from, keys.get());
    hears.send(RawPeer.command("SUBSCRIBE", new byte[0]));
    speaks.send(RawPeer.message("{\"user\": \"toggles\", \"message\": \"here\"}"));
    peers.add(speaks);
    return hears;
  }

  private static void flood(RawPeer peer, byte[] bytes, long end, LongAdder taken) {
    try {
      while (System.nanoTime() < end) {
        peer.send(bytes);
        taken.add(bytes.length);
      }
    } catch (IOException e) {
      // it was closed, by either side
    }
  }

  private static void listen(RawPeer peer, boolean answers, boolean sealed, LongAdder heard) {
    try {
      if (sealed) {
        peer.drain();
        return;
      }
      while (true) {
        if (answers) {
          peer.delimiter();
        }
        var _ = peer.message();
        heard.increment();
      }
    } catch (IOException e) {
      // it is closed
    }
  }
}
