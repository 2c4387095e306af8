package prosa.server.room;

import io.netty.buffer.ByteBuf;
import prosa.protocol.Names;
import prosa.server.line.Outlet;
import prosa.server.line.Round;
import prosa.zmtp.Subscriptions;

/**
 * A classic client that is seated: its publisher is relayed and its subscriber hears. It is told
 * nothing but messages, at most once and in order; what its queue cannot take is gone.
 */
public final class ClassicMember extends Member {
  private Outlet outlet;
  private Subscriptions subscriptions;
  private byte[] literal = {};
  private boolean here = true;

  ClassicMember(int place, Outlet outlet, Subscriptions subscriptions) {
    super(place, Names.listed(""));
    this.outlet = outlet;
    this.subscriptions = subscriptions;
  }

  /** Hears again, through another connection. */
  void hearThrough(Outlet next, Subscriptions filters) {
    outlet = next;
    subscriptions = filters;
    here = true;
  }

  /** The name it last gave, as JSON. */
  byte[] literal() {
    return literal;
  }

  void literal(byte[] next) {
    literal = next;
  }

  /** Hands over a round; the number of messages that were dropped. */
  int deliver(Round round) {
    if (subscriptions.everything()) {
      return outlet.write(round.bytes(), 0, round.bytes().writerIndex()) ? 0 : round.texts();
    }
    int dropped = 0;
    ByteBuf bytes = round.bytes();
    for (int text = 0; text < round.texts(); text++) {
      int body = round.body(text);
      int end = round.end(text);
      if (subscriptions.matches(bytes, body, end - body)
          && !outlet.write(bytes, round.start(text), end)) {
        dropped++;
      }
    }
    return dropped;
  }

  @Override
  boolean here() {
    return here;
  }

  void deafen() {
    here = false;
  }

  @Override
  boolean classic() {
    return true;
  }

  /** The queue stands still: the subscriber, who owns the channel, is closed by it. */
  @Override
  boolean stuck(long now, long nanos) {
    return outlet.stuck(now, nanos);
  }

  @Override
  void hangUp() {
    outlet.abort();
  }
}
