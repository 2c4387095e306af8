package prosa.server.room;

import prosa.net.SendQueue;
import prosa.protocol.ClassicReader;
import prosa.server.operations.EmergencyLevel;
import prosa.zmtp.Subscriptions;

/** A seated classic client as its two connections see it. On the room's loop. */
public interface ClassicParticipant {

  /** It lost one of its two connections; the other waits for a limited time. */
  void suspend();

  /** It has both connections again. */
  void resume(SendQueue next, Subscriptions filters);

  /** Its seat is free. */
  void leave();

  /** Whether it may send in this emergency; other messages are dropped. */
  boolean maySpeak(EmergencyLevel emergency);

  /**
   * Sends a message to the room.
   *
   * @param accepted a reader that has just accepted it
   * @param text the bytes it accepted, from 0 to {@code length}
   * @return how many messages it costs beyond the one that it is
   */
  int say(ClassicReader accepted, byte[] text, int length);
}
