package prosa.server.room;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.net.SendQueue;
import prosa.protocol.ClassicReader;
import prosa.protocol.Names;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.WriteBatch;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.EmergencyLevel;
import prosa.server.placement.ClientAddress;
import prosa.zmtp.Subscriptions;

/**
 * A classic client whose two connections are here and whose seat is in a room of another node. What
 * it says before it has its seat there, or while the room goes to another node, waits, {@link
 * #MOST_WAITING} messages at most; further ones are dropped and counted. On the relay room's loop.
 */
final class RelayedClassicMember implements ClassicParticipant {
  /** The most messages that wait for the seat. */
  static final int MOST_WAITING = 64;

  private static final long AGAIN_MILLIS = 100;

  private final RelayRoom room;
  private final long number;
  private final int place;
  private final ClientAddress client;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private String secret;
  private String user = "";
  private @Nullable SendQueue sendQueue;
  private Subscriptions subscriptions;
  private boolean entered;
  private boolean gone;
  private int tries;
  private long enteredAt;
  private boolean sat;
  private long satDown;

  RelayedClassicMember(
      RelayRoom room,
      long number,
      int place,
      ClientAddress client,
      String secret,
      SendQueue sendQueue,
      Subscriptions subscriptions) {
    this.room = room;
    this.number = number;
    this.place = place;
    this.client = client;
    this.secret = secret;
    this.sendQueue = sendQueue;
    this.subscriptions = subscriptions;
  }

  long number() {
    return number;
  }

  int place() {
    return place;
  }

  ClientAddress client() {
    return client;
  }

  int satSeconds(long now) {
    return sat ? (int) TimeUnit.NANOSECONDS.toSeconds(now - satDown) : 0;
  }

  String secret() {
    return secret;
  }

  String user() {
    return user;
  }

  int tried() {
    return tries;
  }

  void enter() {
    entered = false;
    tries++;
    enteredAt = room.loop().nanos().getAsLong();
    room.uplink()
        .up(new ClusterMessage.Enter(number, secret, "?", -1, 0, true, false, "", client, ""));
  }

  void enterAgainIfLate(long now) {
    if (!entered && RelayRoom.isLate(now - enteredAt, tries)) {
      enter();
    }
  }

  void seated(String next) {
    secret = next;
    if (entered) {
      return;
    }
    if (!sat) {
      sat = true;
      satDown = room.loop().nanos().getAsLong();
    }
    entered = true;
    tries = 0;
    if (sendQueue == null) {
      room.uplink().up(new ClusterMessage.Here(number, false));
    }
    sayWaiting();
  }

  private void sayWaiting() {
    while (entered && !waiting.isEmpty()) {
      room.uplink().up(new ClusterMessage.Text(number, waiting.removeFirst()));
    }
  }

  /**
   * The room was on its way to another node when this was said. It is said again when the member
   * has its seat there, or in a moment if the room stays; what is said meanwhile waits behind it.
   */
  void sayLater(byte[] text) {
    hold(text);
    var _ = room.eventLoop().schedule(this::sayWaiting, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void hold(byte[] text) {
    if (waiting.size() < MOST_WAITING) {
      waiting.add(text);
    } else {
      room.counters().add(Count.DROPPED, 1);
    }
  }

  /** It has no seat there any more: its connections are closed. */
  void dismissed() {
    gone = true;
    room.remove(this);
    var _ = abort();
    room.seatService().removeClassic(room, place);
  }

  @Override
  public void suspend() {
    if (sendQueue != null) {
      sendQueue = null;
      room.uplink().up(new ClusterMessage.Here(number, false));
    }
  }

  @Override
  public void resume(SendQueue next, Subscriptions filters) {
    sendQueue = next;
    subscriptions = filters;
    room.uplink().up(new ClusterMessage.Here(number, true));
  }

  @Override
  public void leave() {
    if (!gone) {
      gone = true;
      sendQueue = null;
      room.remove(this);
      room.uplink().up(new ClusterMessage.Gone(number, true));
    }
  }

  /** The owner of the room decides that. */
  @Override
  public boolean maySpeak(EmergencyLevel emergency) {
    return true;
  }

  @Override
  public int say(ClassicReader accepted, byte[] text, int length) {
    user = Names.listed(accepted.user());
    byte[] own = Arrays.copyOf(text, length);
    if (entered && waiting.isEmpty()) {
      room.uplink().up(new ClusterMessage.Text(number, own));
    } else {
      hold(own);
    }
    NewcomerBrake brake = room.loop().config().moderation().newcomers();
    long now = room.loop().nanos().getAsLong();
    return brake.concerns(text, length) ? brake.extraCost(accepted.message(), satDown, now) : 0;
  }

  /** Hands over a round; the number of messages that were dropped. */
  int deliver(WriteBatch round) {
    return sendQueue == null || !entered ? 0 : round.writeTo(sendQueue, subscriptions);
  }

  boolean stuck(long now, long nanos) {
    return sendQueue != null && sendQueue.stuck(now, nanos);
  }

  /** The bytes that wait for it. */
  long waiting() {
    return sendQueue == null ? 0 : sendQueue.waiting();
  }

  /** Closes its connection without waiting for its queue; false if it was closed before. */
  boolean abort() {
    return sendQueue != null && sendQueue.abort();
  }
}
