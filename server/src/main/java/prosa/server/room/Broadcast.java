package prosa.server.room;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import prosa.net.OutgoingMemory;
import prosa.protocol.ClassicReader;
import prosa.protocol.ClientMessage;
import prosa.protocol.JsonBuffer;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ServerMessage;
import prosa.server.connection.Framing;
import prosa.server.connection.WriteBatch;
import prosa.server.operations.Counters;
import prosa.server.operations.Counters.Count;

/**
 * Collects what a room sends to its members until the end of the loop's round: messages, numbered
 * from 1 without gaps, and events. Messages go to the console, too, if it prints them.
 *
 * <p>How it works: each text is framed once per kind of member that is there, into that kind's
 * {@link WriteBatch}; {@link #flush} writes each batch to each member of its kind at once and keeps
 * nothing. Joins and leaves happen right after a flush, so that a member gets exactly what was said
 * while it was there.
 */
final class Broadcast {
  private final Runnable due;
  private final Roster roster;
  private final RoomConsole console;
  private final Counters counters;
  private final JsonBuffer sink;
  private final OutgoingMemory memory;
  private final BiConsumer<Optional<RoomMember>, RuntimeException> failed;
  private final WriteBatch classic;
  private final WriteBatch zmtp;
  private final WriteBatch web;
  private final List<RemoteLink> links = new ArrayList<>();
  private int classics;
  private int zmtps;
  private int webs;
  private long number;
  private long roundFirst = 1;
  private boolean events;
  private boolean dirty;

  /**
   * An empty broadcast.
   *
   * @param due called when there is something to flush, once for each {@link #endRound}
   * @param failed a member, or another node's members, whose part of a round could not be handed
   *     over because of a defect
   */
  Broadcast(
      RoomLoop loop,
      Roster roster,
      RoomConsole console,
      Counters counters,
      Runnable due,
      BiConsumer<Optional<RoomMember>, RuntimeException> failed) {
    this.failed = failed;
    this.roster = roster;
    this.console = console;
    this.counters = counters;
    this.due = due;
    this.sink = loop.sink();
    this.memory = loop.memory();
    this.web = new WriteBatch(Framing.WEBSOCKET, PooledByteBufAllocator.DEFAULT, memory);
    this.zmtp = new WriteBatch(Framing.ZMTP, PooledByteBufAllocator.DEFAULT, memory);
    this.classic = new WriteBatch(Framing.ZMTP, PooledByteBufAllocator.DEFAULT, memory);
  }

  /** The other nodes at which members come in. Not to be changed by others than the room. */
  List<RemoteLink> links() {
    return links;
  }

  /** The numbers go on from this one: the room was at another node before. */
  void goOnFrom(long last) {
    number = last;
    roundFirst = last + 1;
  }

  /** The number of the last message. */
  long number() {
    return number;
  }

  /** Changes the number of classic members that receive messages. */
  void classics(int change) {
    classics += change;
  }

  /** Changes the number of direct or browser members that receive messages. */
  void directs(Framing framing, int change) {
    switch (framing) {
      case ZMTP -> zmtps += change;
      case WEBSOCKET -> webs += change;
    }
  }

  /**
   * Adds what a classic member said, which {@code accepted} has just read. Without memory for it
   * nothing is said, and no number given.
   */
  void add(RoomMember from, ClassicReader accepted, byte[] text, int length, boolean newcomer) {
    if (!whole(() -> frame(from, accepted, text, length, newcomer))) {
      return;
    }
    count();
    if (console.printsMessages()) {
      console.said(accepted.user(), accepted.message());
    }
  }

  private void frame(
      RoomMember from, ClassicReader accepted, byte[] text, int length, boolean newcomer) {
    if (accepted.verdict() == ClassicReader.Verdict.PASS_UNCHANGED) {
      classic.add(text, 0, length);
    } else {
      sink.clear();
      ProtocolWriter.appendClassic(sink, accepted);
      classic.add(sink.array(), 0, sink.length());
    }
    if (zmtps + webs > 0) {
      sink.clear();
      ProtocolWriter.appendSaid(sink, number + 1, from.place(), accepted, newcomer);
      addToDirect();
    }
  }

  /**
   * Adds what a direct or browser member said; its number, or none if there is no memory for it.
   */
  OptionalLong add(DirectMember from, ClientMessage.Say say, boolean newcomer) {
    if (!whole(() -> frame(from, say, newcomer))) {
      return OptionalLong.empty();
    }
    count();
    if (console.printsMessages()) {
      console.said(from.name(), say.action() ? "* " + say.message() : say.message());
    }
    return OptionalLong.of(number);
  }

  private void frame(DirectMember from, ClientMessage.Say say, boolean newcomer) {
    if (classics > 0) {
      sink.clear();
      ProtocolWriter.appendClassic(sink, from.literal(), say.message(), say.action());
      classic.add(sink.array(), 0, sink.length());
    }
    sink.clear();
    ProtocolWriter.appendSaid(
        sink,
        number + 1,
        from.place(),
        from.literal(),
        say.message(),
        say.action(),
        say.id(),
        say.re(),
        newcomer);
    addToDirect();
  }

  private void count() {
    number++;
    counters.add(Count.RELAYED);
    dirty();
  }

  /** Adds an event for direct and browser members. */
  void add(ServerMessage event) {
    if (zmtps + webs == 0) {
      return;
    }
    if (whole(
        () -> {
          sink.clear();
          ProtocolWriter.append(sink, event);
          addToDirect();
        })) {
      events = true;
      dirty();
      return;
    }
    for (RoomMember member : roster.all()) {
      if (member instanceof DirectMember direct) {
        direct.markListStale(); // and is told later who sits here
      }
    }
  }

  /** Frames something for all kinds of members or, if there is no memory for it, for none. */
  private boolean whole(Runnable framing) {
    int classicTexts = classic.texts();
    int zmtpTexts = zmtp.texts();
    int webTexts = web.texts();
    try {
      framing.run();
      return true;
    } catch (OutOfMemoryError e) {
      classic.keepFirst(classicTexts);
      zmtp.keepFirst(zmtpTexts);
      web.keepFirst(webTexts);
      memory.ranOut();
      return false;
    }
  }

  private void dirty() {
    if (!dirty) {
      dirty = true;
      due.run();
    }
  }

  private void addToDirect() {
    if (zmtps > 0) {
      zmtp.add(sink.array(), 0, sink.length());
    }
    if (webs > 0) {
      web.add(sink.array(), 0, sink.length());
    }
  }

  /** The loop's round is over: everything goes out. */
  void endRound() {
    dirty = false;
    flush();
  }

  /** Sends each member what was added since the last flush. */
  void flush() {
    long first = roundFirst;
    boolean changed = events;
    roundFirst = number + 1;
    events = false;
    if (classic.isEmpty() && zmtp.isEmpty() && web.isEmpty()) {
      return;
    }
    int hearers = 0;
    try {
      for (RoomMember member : roster.all()) {
        if (member != null && member.here()) {
          hearers++;
          deliver(member, first, changed);
        }
      }
      for (RemoteLink link : links) {
        if (link.hasMembers() && !zmtp.isEmpty()) {
          deliver(link, first, changed);
        }
      }
    } finally {
      counters.add(Count.ADDRESSED, hearers * (number - first + 1));
      classic.clear();
      zmtp.clear();
      web.clear();
    }
  }

  private void deliver(RoomMember to, long first, boolean changed) {
    try {
      switch (to) {
        case ClassicMember recipient -> {
          if (!classic.isEmpty()) {
            counters.add(Count.DROPPED, recipient.deliver(classic));
          }
        }
        case DirectMember recipient when recipient.isRemote() -> recipient.passed(number);
        case RemoteClassicMember _ -> {}
        case DirectMember recipient -> {
          WriteBatch round = recipient.framing() == Framing.ZMTP ? zmtp : web;
          if (!round.isEmpty()) {
            recipient.deliver(round, first, number, changed);
          }
        }
      }
    } catch (OutOfMemoryError e) {
      memory.ranOut();
      undelivered(to, first, changed);
    } catch (RuntimeException e) { // the others hear the round all the same
      undelivered(to, first, changed);
      failed.accept(Optional.of(to), e);
    }
  }

  private void undelivered(RoomMember to, long first, boolean changed) {
    if (to instanceof DirectMember recipient) {
      recipient.undelivered(first, number, changed);
    }
  }

  private void deliver(RemoteLink to, long first, boolean changed) {
    try {
      to.batch(zmtp, first, number, changed);
    } catch (RuntimeException e) {
      failed.accept(Optional.empty(), e);
    }
  }
}
