package prosa.server.room;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.ProtocolException;
import prosa.protocol.Rate;
import prosa.protocol.ServerMessage;
import prosa.protocol.TokenBucket;
import prosa.server.connection.Framing;
import prosa.server.connection.MemberConnection;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.EmergencyLevel;
import prosa.server.placement.InviteResult;
import prosa.server.placement.Refusal;
import prosa.server.refusal.Refusals;

/**
 * Reads the commands of one direct or browser member, charges them to its budgets, and executes or
 * refuses them. It outlives the member's connections. On the room's loop.
 */
final class CommandHandler {
  /** When to send again what there was no memory for. */
  private static final long NO_MEMORY_MILLIS = 1_000;

  /** When to say again what was said while the room went to another node. */
  private static final long FROZEN_MILLIS = 500;

  private final Room room;
  private final DirectMember member;

  /** The rate of its messages when it sat down. */
  private final Rate rate;

  /** Null before the first message that has an id. */
  private @Nullable RecentIds acknowledged;

  /** Null before the first message that is charged: full. */
  private @Nullable TokenBucket messages;

  private boolean fresh;
  private int waits;
  private long spoke;

  /** What waits until the others have been told who this is; null if nothing does. */
  private @Nullable FirstWord firstWord;

  /** Something on its way to the others, and what its sender is told if it cannot be done here. */
  private record FirstWord(MemberConnection from, Supplier<ServerMessage.Refused> whenFrozen) {}

  CommandHandler(Room room, DirectMember member) {
    this.room = room;
    this.spoke = member.satDown() - 1;
    this.member = member;
    this.rate = room.loop().config().rate();
  }

  /** The ids of the latest messages. */
  List<RecentIds.Known> recentIds() {
    RecentIds known = acknowledged;
    return known == null ? List.of() : known.all();
  }

  private RecentIds acknowledged() {
    RecentIds known = acknowledged;
    if (known == null) {
      known = new RecentIds();
      acknowledged = known;
    }
    return known;
  }

  /** What is known of an id that its client gave a message. */
  private Optional<RecentIds.RememberedMessage> acknowledged(Optional<String> id) {
    RecentIds known = acknowledged;
    return known == null ? Optional.empty() : id.flatMap(known::at);
  }

  private TokenBucket messages(long now) {
    TokenBucket bucket = messages;
    if (bucket == null) {
      bucket = new TokenBucket(rate, now);
      messages = bucket;
    }
    return bucket;
  }

  /** These were said at another node. */
  void remembered(List<RecentIds.Known> ids) {
    ids.forEach(id -> acknowledged().put(id));
  }

  /** The member has another connection. */
  void newLine() {
    fresh = false;
    waits = 0;
    firstWord = null;
  }

  /**
   * The room is on its way to another node: what waits is refused, so that it is sent again, and
   * what was sent behind it is read.
   */
  void frozen() {
    FirstWord word = firstWord;
    if (word != null) {
      firstWord = null;
      refuse(word.from(), word.whenFrozen().get());
      readOn(word.from());
    }
  }

  /**
   * Input received with its arrival has been handled; later input proves that it knows its secret.
   */
  void settled() {
    fresh = true;
  }

  /** Something arrived on the connection: earlier secrets of the seat are void. */
  private void arrived(MemberConnection from) {
    if (fresh) {
      fresh = false;
      room.seatService().heard(room, member.place(), from.id());
    }
  }

  /** The input was longer than a frame may be. */
  void tooLong(MemberConnection from) {
    arrived(from);
    refuse(from, Refusals.tooLarge(room.loop().config().frameBytes()));
  }

  /** The input is not a single text. */
  void notText(MemberConnection from) {
    arrived(from);
    refuse(from, Refusals.notText());
  }

  /** Takes one text from the member's connection. */
  void text(MemberConnection from, ByteBuf text) {
    arrived(from);
    byte[] bytes = room.loop().scratch();
    int length = text.readableBytes();
    text.getBytes(text.readerIndex(), bytes, 0, length);
    try {
      take(from, room.loop().reader().toServer(bytes, 0, length));
    } catch (ProtocolException e) {
      if (e.isBadUtf8() && from.endsForBadUtf8()) {
        return;
      }
      room.counters().add(Count.MALFORMED);
      refuse(from, e.refused());
    }
  }

  /** Pays for a command and executes it; one that cannot be paid for is refused or dropped. */
  private void take(MemberConnection from, ClientMessage command) {
    boolean paid =
        switch (command.type().cost()) {
          case MESSAGE -> isRepeated(command) || maySend(from, command);
          case TYPING -> mayType(from);
          case REQUEST -> mayAsk(from);
          case JOIN -> true; // charged when the seat is given up: leaving cannot be refused
        };
    if (paid) {
      execute(from, command);
    }
  }

  /** Every command of a seated member. */
  private void execute(MemberConnection from, ClientMessage command) {
    switch (command) {
      case ClientMessage.Say say -> say(from, say);
      case ClientMessage.Typing _ -> room.typing(member);
      case ClientMessage.Rename(String user) -> {
        if (room.isEncrypted() && !user.equals(SealedForm.NAME)) {
          refuse(from, Refusals.notSealed(Optional.empty()));
        } else if (room.isFrozen()) { // the other node was told the earlier name
          refuse(from, Refusals.tooManyRequests(FROZEN_MILLIS));
        } else if (!member.rename(user)) {
          refuse(from, Refusals.nameVotedAway());
        }
      }
      case ClientMessage.Leave _ -> member.leave();
      case ClientMessage.React(long n, String reaction, boolean off) -> {
        if (room.isEncrypted()) {
          refuse(from, Refusals.notSealed(Optional.empty()));
        } else if (!isSaid(n)) {
          refuse(from, Refusals.noSuchMessage(Optional.empty()));
        } else {
          onceAnnounced(
              from,
              () -> room.reacted(member, n, reaction, off),
              () -> Refusals.tooManyRequests(FROZEN_MILLIS));
        }
      }
      case ClientMessage.Hold(int seconds) ->
          room.seatService().hold(room, member.place(), from.id(), Duration.ofSeconds(seconds));
      case ClientMessage.Next(boolean keep) -> {
        await(from); // what came behind it is done after the answer: order is kept
        room.seatService()
            .next(room, member.place(), from, member.name(), keep, why -> refusedNext(from, why));
      }
      case ClientMessage.Return _ -> {
        await(from);
        room.seatService()
            .goBack(room, member.place(), from, member.name(), why -> refusedNext(from, why));
      }
      case ClientMessage.Invite _ -> {
        await(from);
        room.seatService().invite(room, member.place(), from.id(), answer -> invited(from, answer));
      }
      case ClientMessage.About(Optional<String> language) -> about(from, language.orElse(""));
      case ClientMessage.Enter _ -> refuse(from, Refusals.alreadySeated());
      case ClientMessage.Vote vote -> refuseUnlessNull(from, room.votes().begin(member, vote));
      case ClientMessage.Tell tell -> {
        if (!room.isEncrypted()) {
          refuse(from, Refusals.notEncrypted());
        } else if (!SealedForm.areSealed(tell.sealed())) {
          refuse(from, Refusals.notSealed(Optional.empty()));
        } else {
          onceAnnounced(
              from, () -> member.tellSealed(tell), () -> Refusals.tooManyRequests(FROZEN_MILLIS));
        }
      }
      case ClientMessage.Ballot ballot ->
          refuseUnlessNull(from, room.votes().ballot(member, ballot));
    }
  }

  /** Nothing more is read until {@link #readOn} has been called as often. */
  private void await(MemberConnection from) {
    waits++;
    from.pause();
  }

  private void readOn(MemberConnection from) {
    if (member.isOn(from) && --waits == 0) {
      from.resume();
    }
  }

  private void refusedNext(MemberConnection from, Refusal why) {
    refuse(from, Refusals.of(why));
    readOn(from);
  }

  private void say(MemberConnection from, ClientMessage.Say say) {
    Optional<RecentIds.RememberedMessage> before = acknowledged(say.id());
    if (before.isPresent()) {
      repeated(from, say, before.get());
      return;
    }
    if (room.isEncrypted() && !isSealed(say)) {
      refuse(from, Refusals.notSealed(say.id()));
      return;
    }
    if (say.re() != 0 && !isSaid(say.re())) {
      refuse(from, Refusals.noSuchMessage(say.id()));
      return;
    }
    onceAnnounced(from, () -> relay(from, say), () -> tooFast(FROZEN_MILLIS, say.id()));
  }

  private void relay(MemberConnection from, ClientMessage.Say say) {
    if (!room.loop().emergency().isNormal() && !maySayInEmergency(from, say)) {
      return;
    }
    from.budgets().messageTaken();
    long now = room.loop().nanos().getAsLong();
    NewcomerBrake brake = room.loop().config().moderation().newcomers();
    NewcomerBrake.BrakeEffect newcomer = NewcomerBrake.NOTHING;
    if (brake.applies(member.satDown(), now)) {
      newcomer = room.isEncrypted() ? NewcomerBrake.SEALED : brake.look(say.message());
    }
    OptionalLong number = room.broadcast().add(member, say, newcomer.marked());
    if (number.isPresent()) {
      chargeExtra(from, newcomer.extraCost(), now);
      say.id().ifPresent(mark -> acknowledged().put(mark, say, number.getAsLong()));
    } else {
      refuseForRate(from, NO_MEMORY_MILLIS, say.id());
    }
  }

  /**
   * Does what the others notice, once they have been told who this is. Until then, a few seconds,
   * nothing more is read: order is kept. While the room is on its way to another node nothing is
   * done.
   */
  private void onceAnnounced(
      MemberConnection from, Runnable what, Supplier<ServerMessage.Refused> whenFrozen) {
    if (room.isFrozen()) {
      refuse(from, whenFrozen.get());
      return;
    }
    long wait = room.presence().untilHeard(member);
    if (wait == 0) {
      what.run();
      return;
    }
    await(from);
    FirstWord word = new FirstWord(from, whenFrozen);
    firstWord = word;
    var _ =
        room.loop()
            .loop()
            .schedule(
                () -> {
                  if (word.equals(firstWord) && member.isOn(from)) {
                    firstWord = null;
                    onceAnnounced(from, what, whenFrozen);
                    readOn(from);
                  }
                },
                wait,
                TimeUnit.MILLISECONDS);
  }

  /** The seat and its connection pay, so that another seat costs no less. */
  private void chargeExtra(MemberConnection from, int extra, long now) {
    if (extra > 0
        && !from.isRemote()
        && !room.loop().config().rate().off()) { // the node that has the socket charges
      var _ = messages(now).charge(extra, now);
      var _ = from.budgets().charge(Resource.MESSAGES, extra);
    }
  }

  private boolean maySayInEmergency(MemberConnection from, ClientMessage.Say say) {
    EmergencyLevel emergency = room.loop().emergency();
    long wait = emergency.speakWait(member.satDown(), spoke);
    if (wait > 0) {
      room.counters().add(Count.TOO_FAST);
      refuse(from, Refusals.tooManyRequests(wait, say.id()));
      return false;
    }
    if (!room.isEncrypted() && !emergency.allows(say.message())) {
      refuse(from, Refusals.noLinks(say.id()));
      return false;
    }
    spoke = room.loop().nanos().getAsLong();
    return true;
  }

  /** Whether only members can read it, and what it is about. */
  private static boolean isSealed(ClientMessage.Say say) {
    return SealedForm.isSealed(say.message()) && !say.action() && say.re() == 0;
  }

  /** Whether a message of this number was said here. */
  private boolean isSaid(long n) {
    return n >= 1 && n <= room.broadcast().number();
  }

  private boolean isRepeated(ClientMessage command) {
    return acknowledged(command.id()).isPresent();
  }

  /**
   * Answers what has been said already. It costs no message, since none is said, but as much as a
   * refusal: who repeats without end is read more slowly.
   */
  private void repeated(
      MemberConnection from, ClientMessage.Say say, RecentIds.RememberedMessage before) {
    if (before.is(say)) {
      member.tell(
          new ServerMessage.Said(
              before.number(),
              member.place(),
              member.name(),
              say.message(),
              say.action(),
              say.id(),
              say.re()));
      chargeAnswer(from);
    } else {
      room.counters().add(Count.MALFORMED);
      refuse(from, Refusals.markUsed(say.id()));
    }
  }

  private void refuseUnlessNull(MemberConnection from, ServerMessage.@Nullable Refused refused) {
    if (refused != null) {
      refuse(from, refused);
    }
  }

  private boolean maySend(MemberConnection from, ClientMessage command) {
    long wait = take(from);
    if (wait > 0) {
      room.counters().add(Count.TOO_FAST);
      refuseForRate(from, wait, command.id());
      return false;
    }
    return true;
  }

  private void refuseForRate(MemberConnection from, long waitMillis, Optional<String> id) {
    refuse(from, tooFast(waitMillis, id));
  }

  private ServerMessage.Refused tooFast(long waitMillis, Optional<String> id) {
    Rate present = room.loop().config().rate();
    return Refusals.tooFast(present.burst(), present.perSecond(), waitMillis, id);
  }

  /** Takes a message from the budgets of the seat, the connection and the address, or waits. */
  private long take(MemberConnection from) {
    if (room.loop().config().rate().off() || from.isRemote()) {
      return 0; // the node that has the socket charges
    }
    long now = room.loop().nanos().getAsLong();
    TokenBucket own = messages(now);
    long wait = own.until(now);
    if (wait == 0) {
      wait = from.budgets().take(Resource.MESSAGES);
    }
    return wait == 0 ? own.take(now) : wait;
  }

  /** Beyond its budget, typing is not passed on; nothing that matters is lost. */
  private boolean mayType(MemberConnection from) {
    if (from.budgets().take(Resource.TYPING) == 0) {
      return true;
    }
    room.counters().add(Count.TYPING_DROPPED);
    return false;
  }

  private boolean mayAsk(MemberConnection from) {
    long wait = from.budgets().take(Resource.REQUESTS);
    if (wait > 0) {
      room.counters().add(Count.REQUESTS_REFUSED);
      refuse(from, Refusals.tooManyRequests(wait));
      return false;
    }
    return true;
  }

  /** Tells what the host says; later, if that does not fit behind what waits for the member. */
  private void about(MemberConnection from, String language) {
    byte[] words = room.loop().host().encoded(language);
    room.flush();
    if (from.sendQueue().takes(words.length + Framing.HEADER)) {
      member.tell(words);
    } else {
      refuse(from, Refusals.tooManyRequests(NO_MEMORY_MILLIS));
    }
  }

  private void invited(MemberConnection from, InviteResult invitation) {
    switch (invitation) {
      case InviteResult.Invited(String code) -> {
        if (member.isOn(from)) {
          member.tell(new ServerMessage.Invited(code, from.invitation(code)));
        }
      }
      case InviteResult.Refused(var why) -> refuse(from, Refusals.of(why));
    }
    readOn(from);
  }

  /** Refuses, to this connection only; who makes us refuse very often is read more slowly. */
  void refuse(MemberConnection from, ServerMessage.Refused refused) {
    if (!member.isOn(from)) {
      return;
    }
    room.counters().refused(refused.reason());
    member.tell(refused);
    chargeAnswer(from);
  }

  private void chargeAnswer(MemberConnection from) {
    long wait = from.budgets().charge(Resource.REFUSALS);
    if (wait > 0) {
      room.counters().add(Count.REFUSALS_PAUSED);
      from.rest(wait);
    }
  }
}
