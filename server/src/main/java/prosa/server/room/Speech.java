package prosa.server.room;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import prosa.protocol.ProtocolException;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;
import prosa.server.limits.Rate;
import prosa.server.limits.Resource;
import prosa.server.limits.TokenBucket;
import prosa.server.line.Line;
import prosa.server.operations.Counters.Count;
import prosa.server.placement.Invitation;
import prosa.server.placement.Refusal;
import prosa.server.refusal.Refusals;

/**
 * What one direct or browser member says and asks: read, held against its budgets, and done or
 * refused. It survives the member's lines. On the room's loop.
 */
final class Speech {
  /** When to say again what there was no memory for. */
  private static final long NO_MEMORY_MILLIS = 1_000;

  private final Room room;
  private final DirectMember member;
  private final Acknowledged acknowledged = new Acknowledged();
  private final TokenBucket messages;
  private boolean fresh;
  private int waits;

  Speech(Room room, DirectMember member) {
    long now = System.nanoTime();
    this.room = room;
    this.member = member;
    this.messages = new TokenBucket(room.loop().terms().rate(), now);
  }

  /** From here on it speaks on another line. */
  void newLine() {
    fresh = false;
    waits = 0;
  }

  /** What came along with its arrival is said; what comes now shows that it is there. */
  void settled() {
    fresh = true;
  }

  /** Something arrived on a line: whoever has an earlier secret has nothing any more. */
  private void arrived(Line from) {
    if (fresh) {
      fresh = false;
      room.house().heard(room, member.place(), from.id());
    }
  }

  /** What came was longer than a frame may be. */
  void tooLong(Line from) {
    arrived(from);
    refuse(from, Refusals.tooLarge(room.loop().terms().frameBytes()));
  }

  /** What came is not one text. */
  void notText(Line from) {
    arrived(from);
    refuse(from, Refusals.notText());
  }

  /** Takes one text from the member's line. */
  void text(Line from, ByteBuf text) {
    arrived(from);
    byte[] bytes = room.loop().scratch();
    int length = text.readableBytes();
    text.getBytes(text.readerIndex(), bytes, 0, length);
    try {
      take(from, room.loop().reader().toServer(bytes, 0, length));
    } catch (ProtocolException e) {
      room.counters().add(Count.MALFORMED);
      refuse(from, e.refused());
    }
  }

  private void take(Line from, ToServer said) {
    switch (said) {
      case ToServer.Say say -> say(from, say);
      case ToServer.Typing _ -> typing(from);
      case ToServer.Rename(String user) -> {
        if (mayAsk(from)) {
          member.rename(user);
        }
      }
      case ToServer.Leave _ -> member.leave();
      case ToServer.Next _ -> {
        if (mayAsk(from)) {
          await(from); // what came behind it is done after the answer: order is kept
          room.house()
              .next(room, member.place(), from, member.name(), why -> refusedNext(from, why));
        }
      }
      case ToServer.Invite _ -> {
        if (mayAsk(from)) {
          await(from);
          room.house().invite(room, member.place(), from.id(), answer -> invited(from, answer));
        }
      }
      case ToServer.Enter _ -> refuse(from, Refusals.alreadySeated());
    }
  }

  /** Nothing more is read until {@link #readOn} has been called as often. */
  private void await(Line from) {
    waits++;
    from.pause();
  }

  private void readOn(Line from) {
    if (member.isOn(from) && --waits == 0) {
      from.resume();
    }
  }

  private void refusedNext(Line from, Refusal why) {
    refuse(from, Refusals.of(why));
    readOn(from);
  }

  private void say(Line from, ToServer.Say say) {
    Optional<Acknowledged.Said> before = say.id().flatMap(acknowledged::at);
    if (before.isPresent()) {
      repeated(from, say, before.get());
      return;
    }
    long wait = take(from);
    if (wait > 0) {
      room.counters().add(Count.TOO_FAST);
      Rate rate = room.loop().terms().rate();
      refuse(from, Refusals.tooFast(rate.burst(), rate.perSecond(), wait, say.id()));
      return;
    }
    from.budgets().messageTaken();
    room.presence().beforeHeard(member);
    OptionalLong number = room.broadcast().add(member, say);
    if (number.isPresent()) {
      say.id().ifPresent(mark -> acknowledged.put(mark, say, number.getAsLong()));
    } else {
      Rate rate = room.loop().terms().rate();
      refuse(from, Refusals.tooFast(rate.burst(), rate.perSecond(), NO_MEMORY_MILLIS, say.id()));
    }
  }

  /** Answers what has been said already; it costs no message, since none is said. */
  private void repeated(Line from, ToServer.Say say, Acknowledged.Said before) {
    if (before.is(say)) {
      member.tell(
          new ToMember.Said(
              before.number(),
              member.place(),
              member.name(),
              say.message(),
              say.action(),
              say.id()));
    } else {
      room.counters().add(Count.MALFORMED);
      refuse(from, Refusals.markUsed(say.id()));
    }
  }

  /** Takes a message from the budgets of the seat, the connection and the address, or waits. */
  private long take(Line from) {
    if (room.loop().terms().rate().off()) {
      return 0;
    }
    long now = System.nanoTime();
    long wait = messages.until(now);
    if (wait == 0) {
      wait = from.budgets().take(Resource.MESSAGES);
    }
    return wait == 0 ? messages.take(now) : wait;
  }

  /** Beyond its budget, typing is not passed on; nothing that matters is lost. */
  private void typing(Line from) {
    if (from.budgets().take(Resource.TYPING) == 0) {
      room.typing(member);
    } else {
      room.counters().add(Count.TYPING_DROPPED);
    }
  }

  private boolean mayAsk(Line from) {
    long wait = from.budgets().take(Resource.REQUESTS);
    if (wait > 0) {
      room.counters().add(Count.REQUESTS_REFUSED);
      refuse(from, Refusals.tooManyRequests(wait));
      return false;
    }
    return true;
  }

  private void invited(Line from, Invitation invitation) {
    switch (invitation) {
      case Invitation.Invited(String code) -> {
        if (member.isOn(from)) {
          member.tell(new ToMember.Invited(code, from.page() + "r/" + code));
        }
      }
      case Invitation.Refused(var why) -> refuse(from, Refusals.of(why));
    }
    readOn(from);
  }

  /** Refuses, to this line only; who makes us refuse very often is read more slowly. */
  void refuse(Line from, ToMember.Refused refused) {
    if (!member.isOn(from)) {
      return;
    }
    member.tell(refused);
    long wait = from.budgets().charge(Resource.REFUSALS);
    if (wait > 0) {
      room.counters().add(Count.REFUSALS_PAUSED);
      await(from);
      var _ = from.channel().eventLoop().schedule(() -> readOn(from), wait, TimeUnit.MILLISECONDS);
    }
  }
}
