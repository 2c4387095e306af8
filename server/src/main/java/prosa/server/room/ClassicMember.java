package prosa.server.room;

import org.jspecify.annotations.Nullable;
import prosa.net.SendQueue;
import prosa.protocol.ClassicReader;
import prosa.protocol.Names;
import prosa.protocol.ProtocolWriter;
import prosa.server.connection.WriteBatch;
import prosa.server.operations.EmergencyLevel;
import prosa.server.placement.ClientAddress;
import prosa.zmtp.Subscriptions;

/**
 * A seated classic client: what its publisher sends is relayed, and its subscriber is sent each
 * message at most once and in order, and nothing else; what its queue cannot take is dropped. While
 * it lacks one of its connections it is away: it is neither relayed nor sent anything. On the
 * room's loop.
 */
public final class ClassicMember extends RoomMember implements ClassicParticipant {
  private final Room room;
  private @Nullable SendQueue sendQueue;
  private Subscriptions subscriptions;
  private byte[] literal = {};
  private final long publisher;
  private final ClientAddress client;
  private long spoke;
  private boolean expelled;

  ClassicMember(
      Room room,
      int place,
      long publisher,
      ClientAddress client,
      SendQueue sendQueue,
      Subscriptions subscriptions) {
    super(place, room.nextMemberId(), Names.listed(""), room.loop().nanos().getAsLong());
    this.room = room;
    this.publisher = publisher;
    this.client = client;
    this.sendQueue = sendQueue;
    this.subscriptions = subscriptions;
    this.spoke = satDown() - 1;
  }

  // ---- coming and going

  /** It lost one of its two connections; the other waits for a limited time. */
  @Override
  public void suspend() {
    if (here() && room.roster().hold(this)) {
      room.flush();
      sendQueue = null;
      room.broadcast().classics(-1);
      var _ = room.presence().changed(this, false);
    }
  }

  /** It has both connections again. */
  @Override
  public void resume(SendQueue next, Subscriptions filters) {
    if (!here() && room.roster().hold(this)) {
      room.flush();
      sendQueue = next;
      subscriptions = filters;
      room.broadcast().classics(1);
      room.watch(); // what it was sent before may not be acknowledged yet
      var _ = room.presence().changed(this, true);
    }
  }

  /** Its seat is free. */
  @Override
  public void leave() {
    if (room.roster().hold(this)) {
      room.flush();
      if (here()) {
        sendQueue = null;
        room.broadcast().classics(-1);
      }
      room.removeMember(this);
    }
  }

  // ---- input

  /** Whether it may send in this emergency; other messages are dropped. */
  @Override
  public boolean maySpeak(EmergencyLevel emergency) {
    long now = room.loop().nanos().getAsLong();
    if (emergency.speakWait(satDown(), spoke) > 0) {
      return false;
    }
    spoke = now;
    return true;
  }

  /**
   * Sends a message to the room; nothing if it calls itself what somebody was called who may not
   * come back.
   *
   * @param accepted a reader that has just accepted it
   * @param text the bytes it accepted, from 0 to {@code length}
   * @return how many messages it costs beyond the one that it is
   */
  @Override
  public int say(ClassicReader accepted, byte[] text, int length) {
    if (room.isFrozen()) {
      room.holdBack(place(), text, length);
      return 0;
    }
    if (!accepted.userIs(literal)) {
      rename(accepted.user());
    }
    if (expelled) {
      return 0;
    }
    room.presence().beforeHeard(this);
    NewcomerBrake.BrakeEffect newcomer = look(accepted, text, length);
    room.broadcast().add(this, accepted, text, length, newcomer.marked());
    return newcomer.extraCost();
  }

  private NewcomerBrake.BrakeEffect look(ClassicReader accepted, byte[] text, int length) {
    NewcomerBrake brake = room.loop().config().moderation().newcomers();
    long now = room.loop().nanos().getAsLong();
    return brake.applies(satDown(), now) && brake.concerns(text, length)
        ? brake.look(accepted.message())
        : NewcomerBrake.NOTHING;
  }

  /** Lists it under the name of its latest message. */
  private void rename(String said) {
    literal = ProtocolWriter.literal(said);
    String listed = Names.listed(said);
    if (!expelled && room.votes().keepsOut(listed)) {
      expelled = true;
      room.votes().disconnect(this);
    }
    if (expelled) {
      return;
    }
    if (!listed.equals(name())) {
      name(listed);
      room.votes().seen(this);
      var _ = room.presence().changed(this, true);
    }
  }

  // ---- output

  /** Hands over a round; the number of messages that were dropped. */
  int deliver(WriteBatch round) {
    return sendQueue == null ? 0 : round.writeTo(sendQueue, subscriptions);
  }

  @Override
  public boolean here() {
    return sendQueue != null;
  }

  @Override
  public boolean classic() {
    return true;
  }

  @Override
  ClientAddress client() {
    return client;
  }

  @Override
  long connectionId() {
    return publisher;
  }

  @Override
  boolean isReseated() {
    return false;
  }

  @Override
  long waiting() {
    return sendQueue == null ? 0 : sendQueue.waiting();
  }

  /** The subscriber, who owns the channel, is closed by it. */
  @Override
  boolean stuck(long now, long nanos) {
    return sendQueue != null && sendQueue.stuck(now, nanos);
  }

  @Override
  boolean isSettled() {
    return sendQueue == null || sendQueue.isSettled();
  }

  @Override
  boolean closeConnection() {
    return sendQueue != null && sendQueue.abort();
  }
}
