package prosa.server.room;

import java.util.Arrays;
import prosa.protocol.ClassicReader;
import prosa.protocol.Names;
import prosa.protocol.ProtocolWriter;
import prosa.server.cluster.ClusterMessage;
import prosa.server.connection.Framing;
import prosa.server.operations.EmergencyLevel;
import prosa.server.operations.RefusalCounts.KeptBack;
import prosa.server.placement.ClientAddress;

/**
 * A classic client that comes in at another node, which has its two connections and makes the
 * classic form of what is said. On the room's loop.
 */
final class RemoteClassicMember extends RoomMember {
  private final Room room;
  private final RemoteLink link;
  private final long connection;
  private final long member;
  private final ClientAddress client;
  private byte[] literal = {};
  private boolean here = true;
  private boolean linked;
  private String secret = "";
  private long spoke;

  RemoteClassicMember(
      Room room,
      int place,
      long id,
      RemoteLink link,
      long connection,
      long member,
      ClientAddress client,
      long satDown) {
    super(place, id, Names.listed(""), satDown);
    this.room = room;
    this.link = link;
    this.connection = connection;
    this.member = member;
    this.client = client;
    this.spoke = satDown - 1;
  }

  long connection() {
    return connection;
  }

  RemoteLink link() {
    return link;
  }

  long member() {
    return member;
  }

  /** It sat here on another connection: coming back renews nothing. */
  void spokeAs(RemoteClassicMember earlier) {
    spoke = earlier.spoke;
  }

  /** It hears from now on: it has its seat. */
  void arrive(String opened) {
    secret = opened;
    linked = true;
    link.members(1);
    room.broadcast().directs(Framing.ZMTP, 1);
    tellSeat();
  }

  /** Tells its node that it has its seat. */
  void tellSeat() {
    link.add(
        new ClusterMessage.Seated(
            member, place(), secret, "", room.broadcast().number(), Long.MAX_VALUE, new byte[0]));
  }

  /** It lacks one of its connections, or has both again. */
  void here(boolean now) {
    if (here != now && room.roster().hold(this)) {
      room.flush();
      here = now;
      var _ = room.presence().changed(this, now);
    }
  }

  /** Its seat is free. */
  void leave() {
    if (room.roster().hold(this)) {
      room.flush();
      unlink();
      room.removeMember(this);
    }
  }

  /** Its node is gone; the seat is held for a moment, as a place to come back to. */
  void unlink() {
    if (linked) {
      linked = false;
      link.members(-1);
      room.broadcast().directs(Framing.ZMTP, -1);
    }
  }

  void say(byte[] text) {
    ClassicReader reader = room.loop().classicReader();
    if (reader.read(text) == ClassicReader.Verdict.REFUSED) {
      return; // the other node has read it already
    }
    EmergencyLevel emergency = room.loop().emergency();
    if (!emergency.isNormal() && !maySay(emergency, reader.message())) {
      return; // the other node may be at another level
    }
    if (!reader.userIs(literal)) {
      String said = reader.user();
      literal = ProtocolWriter.literal(said);
      String listed = Names.listed(said);
      if (room.votes().keepsOut(listed)) {
        room.votes().disconnect(this);
        return;
      }
      if (!listed.equals(name())) {
        name(listed);
        room.votes().seen(this);
        var _ = room.presence().changed(this, true);
      }
    }
    room.presence().beforeHeard(this);
    NewcomerBrake brake = room.loop().config().moderation().newcomers();
    boolean newcomer =
        brake.applies(satDown(), room.loop().nanos().getAsLong())
            && brake.concerns(text, text.length)
            && brake.look(reader.message()).marked();
    room.broadcast().add(this, reader, Arrays.copyOf(text, text.length), text.length, newcomer);
  }

  private boolean maySay(EmergencyLevel emergency, String text) {
    if (!emergency.allows(text)) {
      room.counters().refusals().keptBack(KeptBack.LINK);
      return false;
    }
    if (emergency.speakWait(satDown(), spoke) > 0) {
      room.counters().refusals().keptBack(KeptBack.NEWCOMER);
      return false;
    }
    spoke = room.loop().nanos().getAsLong();
    return true;
  }

  @Override
  public boolean here() {
    return here;
  }

  @Override
  public boolean classic() {
    return true;
  }

  /** As the other node says; one of an earlier version calls each of them trusted. */
  @Override
  ClientAddress client() {
    return client;
  }

  @Override
  long connectionId() {
    return connection;
  }

  @Override
  boolean isReseated() {
    return false;
  }

  @Override
  long waiting() {
    return 0;
  }

  @Override
  boolean stuck(long now, long nanos) {
    return false;
  }

  @Override
  boolean isSettled() {
    return true;
  }

  @Override
  boolean closeConnection() {
    return false;
  }
}
