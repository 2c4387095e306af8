package prosa.server.room;

import io.netty.buffer.ByteBuf;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ProtocolException;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;
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

  private static final Rate TYPING = new Rate(3, 1);
  private static final Rate REQUESTS = new Rate(10, 1);
  private static final Rate REFUSALS = new Rate(50, 10);

  private final Room room;
  private final DirectMember member;
  private final Acknowledged acknowledged = new Acknowledged();
  private final Budget messages;
  private @Nullable Budget typing; // made when first needed, as most never are
  private @Nullable Budget requests;
  private @Nullable Budget refusals;
  private boolean fresh;
  private int waits;

  Speech(Room room, DirectMember member) {
    long now = System.nanoTime();
    this.room = room;
    this.member = member;
    this.messages = new Budget(room.loop().terms().rate(), now);
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
      case ToServer.Typing _ -> typing();
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
    long wait = messages.take(System.nanoTime());
    if (wait > 0) {
      room.counters().add(Count.TOO_FAST);
      Rate rate = room.loop().terms().rate();
      refuse(from, Refusals.tooFast(rate.burst(), rate.perSecond(), wait, say.id()));
      return;
    }
    OptionalLong before = say.id().map(acknowledged::numberOf).orElse(OptionalLong.empty());
    if (before.isPresent()) {
      member.tell(
          new ToMember.Said(
              before.getAsLong(),
              member.place(),
              member.name(),
              say.message(),
              say.action(),
              say.id()));
      return;
    }
    OptionalLong number = room.broadcast().add(member, say);
    if (number.isPresent()) {
      say.id().ifPresent(mark -> acknowledged.put(mark, number.getAsLong()));
    } else {
      Rate rate = room.loop().terms().rate();
      refuse(from, Refusals.tooFast(rate.burst(), rate.perSecond(), NO_MEMORY_MILLIS, say.id()));
    }
  }

  /** Beyond its budget, typing is not passed on; nothing that matters is lost. */
  private void typing() {
    long now = System.nanoTime();
    typing = budget(typing, TYPING, now);
    if (typing.take(now) == 0) {
      room.typing(member);
    }
  }

  private boolean mayAsk(Line from) {
    long now = System.nanoTime();
    requests = budget(requests, REQUESTS, now);
    long wait = requests.take(now);
    if (wait > 0) {
      room.counters().add(Count.TOO_FAST);
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
    long now = System.nanoTime();
    refusals = budget(refusals, REFUSALS, now);
    long wait = refusals.take(now);
    if (wait > 0) {
      await(from);
      var _ = from.channel().eventLoop().schedule(() -> readOn(from), wait, TimeUnit.MILLISECONDS);
    }
  }

  private static Budget budget(@Nullable Budget made, Rate rate, long now) {
    return made == null ? new Budget(rate, now) : made;
  }
}
