package prosa.testing;

import static prosa.testing.SocketMember.ENTER;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Connections of members that end at a step, in any way, at once or some microseconds later: so the
 * end meets a connection on one event loop, on another, and between the two. {@code
 * -Dprosa.ends.seed} repeats a run's choices.
 */
public final class ConnectionEnds {
  /** The seed of this run's choices. */
  public static final long SEED = Long.getLong("prosa.ends.seed", new SecureRandom().nextLong());

  private static final int THREADS = 4;
  private static final Pattern PORTS =
      Pattern.compile("to_server\": ?(\\d+).*?from_server\": ?(\\d+)");

  private static final String SAY = "{\"type\": \"say\", \"message\": \"x\"}";
  private static final String LEAVE = "{\"type\": \"leave\"}";
  private static final String NEXT = "{\"type\": \"next\"}";
  private static final String INVITE = "{\"type\": \"invite\"}";
  private static final String KEEP = "{\"type\": \"next\", \"keep\": true}";
  private static final String RETURN = "{\"type\": \"return\"}";
  private static final String HOLD = "{\"type\": \"hold\", \"seconds\": 1}";
  private static final String VOTE = "{\"type\": \"vote\", \"place\": 1, \"reason\": \"spam\"}";
  private static final String BALLOT = "{\"type\": \"ballot\", \"vote\": 1, \"yes\": true}";

  private ConnectionEnds() {}

  /** How far a member of a transport that carries JSON texts comes. */
  public enum MemberStep {
    CONNECTED,
    HALF_OPENED,
    OPENED,
    GREETED,
    ENTERS,
    ENTERS_AND_SAYS,
    ENTERS_AND_LEAVES,
    ENTERS_AND_ASKS_FOR_ANOTHER_TABLE,
    ENTERS_AND_INVITES,
    SEATED,
    ASKS_FOR_ANOTHER_TABLE,
    LEAVES,
    LEAVES_AND_ENTERS,
    RESUMES,
    RESUMES_BESIDE_ITS_OLD_CONNECTION,
    RESUMES_TWICE_AT_ONCE,
    KEEPS_ITS_SEAT_AND_GOES_ON,
    KEEPS_ITS_SEAT_AND_RETURNS,
    RETURNS,
    HOLDS_ITS_SEAT,
    VOTES
  }

  /** How far a classic client comes. */
  public enum ClassicStep {
    ASKS,
    HALF_ASKED,
    HAS_PORTS,
    HALF_GREETED,
    SPEAKS_ONLY,
    HEARS_ONLY,
    SITS,
    SITS_AND_CANCELS
  }

  /** Makes a connection, on which nothing was sent. */
  public interface Connects {
    SocketMember connect() throws Exception;
  }

  /** Makes a connection that ends. */
  public interface Ends {
    void once(Random chance) throws Exception;
  }

  /** Lets connections end so many times, from four threads; each may take two minutes in all. */
  public static void many(int times, Ends ends) throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        Random chance = new Random(SEED + thread);
        Callable<?> work =
            () -> {
              for (int i = 0; i < (times + THREADS - 1) / THREADS; i++) {
                ends.once(chance);
              }
              return null;
            };
        running.add(pool.submit(work));
      }
      for (Future<?> thread : running) {
        thread.get(2, TimeUnit.MINUTES);
      }
    }
  }

  /** Waits for no time, or for less than half a millisecond. */
  public static void pause(Random chance) {
    long until = System.nanoTime() + (chance.nextBoolean() ? 0 : chance.nextInt(400_000));
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  /** A member's connection that ends at a step. */
  public static void at(MemberStep step, Connects connects, Random chance) throws Exception {
    SocketMember peer = connects.connect();
    switch (step) {
      case CONNECTED -> {}
      case HALF_OPENED -> peer.halfOpen(chance);
      case OPENED -> peer.beginToOpen();
      case GREETED -> peer.greeted();
      case ENTERS -> peer.greeted().texts(ENTER);
      case ENTERS_AND_SAYS -> peer.greeted().texts(ENTER, SAY);
      case ENTERS_AND_LEAVES -> peer.greeted().texts(ENTER, LEAVE);
      case ENTERS_AND_ASKS_FOR_ANOTHER_TABLE -> peer.greeted().texts(ENTER, NEXT);
      case ENTERS_AND_INVITES -> peer.greeted().texts(ENTER, INVITE);
      case SEATED -> peer.seated();
      case ASKS_FOR_ANOTHER_TABLE -> {
        peer.seated();
        peer.texts(NEXT);
      }
      case LEAVES -> {
        peer.seated();
        peer.texts(LEAVE);
      }
      case LEAVES_AND_ENTERS -> {
        peer.seated();
        peer.texts(LEAVE, ENTER);
      }
      case RESUMES -> {
        String seat = peer.seated();
        peer.end(chance);
        peer = connects.connect();
        peer.greeted().texts(resume(seat));
      }
      case KEEPS_ITS_SEAT_AND_GOES_ON -> {
        peer.seated();
        peer.texts(KEEP);
      }
      case KEEPS_ITS_SEAT_AND_RETURNS -> {
        peer.seated();
        peer.texts(KEEP, RETURN);
      }
      case RETURNS -> {
        String seat = peer.seated();
        peer.texts(KEEP);
        peer.movedFrom(seat);
        peer.texts(RETURN);
      }
      case HOLDS_ITS_SEAT -> {
        peer.seated();
        peer.texts(HOLD);
      }
      case VOTES -> {
        peer.seated();
        peer.texts(VOTE, BALLOT);
      }
      case RESUMES_TWICE_AT_ONCE -> {
        String seat = peer.seated();
        SocketMember lost = connects.connect().greeted();
        SocketMember next = connects.connect().greeted();
        boolean endsFirst = chance.nextBoolean();
        if (endsFirst) {
          peer.end(chance);
        }
        lost.texts(resume(seat));
        pause(chance);
        if (chance.nextBoolean()) {
          lost.end(chance);
          next.texts(resume(seat));
        } else {
          next.texts(resume(seat));
          lost.end(chance);
        }
        pause(chance);
        if (!endsFirst) {
          peer.end(chance);
        }
        peer = next;
      }
      case RESUMES_BESIDE_ITS_OLD_CONNECTION -> {
        String seat = peer.seated();
        SocketMember next = connects.connect();
        next.greeted().texts(resume(seat));
        pause(chance);
        next.end(chance);
      }
    }
    pause(chance);
    peer.end(chance);
  }

  private static String resume(String seat) {
    return "{\"type\": \"enter\", \"user\": \"x\", \"seat\": \"" + seat + "\"}";
  }

  /** A classic client's connections, to the door and to its ports, that end at a step. */
  public static void at(ClassicStep step, int door, Random chance) throws IOException {
    SocketMember asks = SocketMember.zmtp(door, "REQ");
    asks.open();
    if (step == ClassicStep.HALF_ASKED) {
      asks.send(new byte[] {1, 0, 0, 8, 'F', 'i'});
      asks.end(chance);
      return;
    }
    asks.send(SocketMember.join(new byte[] {1, 0, 0, 8}, SocketMember.ascii("FindChat")));
    if (step == ClassicStep.ASKS) {
      asks.end(chance);
      return;
    }
    Matcher ports = asks.await(PORTS);
    int toServer = Integer.parseInt(ports.group(1));
    int fromServer = Integer.parseInt(ports.group(2));
    asks.end(chance);
    if (step == ClassicStep.HAS_PORTS) {
      return;
    }
    SocketMember publisher = SocketMember.zmtp(toServer, "PUB");
    if (step == ClassicStep.HALF_GREETED) {
      publisher.send(new byte[] {(byte) 0xFF, 0, 0});
      publisher.end(chance);
      return;
    }
    if (step != ClassicStep.HEARS_ONLY) {
      publisher.open();
      publisher.send(SocketMember.zmtpText("{\"user\": \"x\", \"message\": \"a\"}"));
    }
    if (step != ClassicStep.SPEAKS_ONLY) {
      SocketMember subscriber = SocketMember.zmtp(fromServer, "SUB");
      subscriber.open();
      subscriber.send(new byte[] {0, 1, 1});
      if (step == ClassicStep.SITS_AND_CANCELS) {
        subscriber.send(new byte[] {0, 1, 0});
      }
      if (chance.nextBoolean()) {
        pause(chance);
      }
      subscriber.end(chance);
    }
    publisher.end(chance);
  }
}
