package prosa.desktop.model;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import prosa.client.ChatEvent;
import prosa.client.EarlierMessage;
import prosa.client.EndReason;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.MissedCount;
import prosa.client.NewcomerLinks;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.client.SafetyCode;
import prosa.client.SeenMessages;
import prosa.client.UnsentMessage;
import prosa.messages.DayDivider;
import prosa.messages.Messages;
import prosa.protocol.ErrorCode;
import prosa.protocol.Names;
import prosa.protocol.Sanitizer;

/**
 * Everything that the window shows of a session: the transcript, the connection's state, the
 * prompts, and the room as the client's {@link RoomState} has it.
 *
 * <p>It decides what is shown and announced. It draws nothing and sends nothing. It is used on one
 * thread only.
 */
public final class ChatModel {
  /** Between two sounds. */
  private static final Duration QUIET = Duration.ofSeconds(3);

  private final Messages messages;
  private final InstantSource clock;
  private final ChatModelListener listener;
  private final Transcript transcript;
  private final PendingPrompts prompts = new PendingPrompts();
  private RoomState state = new RoomState();
  private RoomDisplay room = new RoomDisplay(state);
  private ConnectionStatus status;
  private boolean entered;
  private boolean invited;
  private EntryChoices choices = new EntryChoices(true, false, false);

  /** Whether who enters as this session did comes to an encrypted table. */
  private boolean asksEncryption;

  /** Whether the last seat was at an encrypted table. */
  private boolean wasEncrypted;

  private Instant quietUntil = Instant.MIN;
  private final SeenMessages seen = new SeenMessages();
  private final NewcomerLinks newcomerLinks = new NewcomerLinks();
  private final MissedCount missed = new MissedCount();
  private String contact = "";

  /** The table that was seen last, and what the user was called there: for a report at the end. */
  private String table = "?";

  private String ownName = "";
  private Instant ballotUntil = Instant.MAX;
  private final DayDivider days;

  public ChatModel(Messages messages, InstantSource clock, ChatModelListener listener) {
    this.messages = messages;
    this.clock = clock;
    this.listener = listener;
    transcript = new Transcript(listener);
    days = new DayDivider(messages);
    status = new ConnectionStatus(ConnectionStatus.Kind.OUT, messages.text("notConnected"));
  }

  // ---- what is shown

  public Transcript transcript() {
    return transcript;
  }

  public RoomDisplay room() {
    return room;
  }

  public ConnectionStatus status() {
    return status;
  }

  /** Who is writing, as a sentence; empty if nobody is. */
  public String writing() {
    return messages.typing(room.writers());
  }

  /** What stands above the chat, the most urgent first. */
  public List<Prompt> prompts() {
    return status.kind() == ConnectionStatus.Kind.OVER
        ? List.of(new Prompt.Over(status.sentence(), choices))
        : prompts.list(room);
  }

  /** The window's title, with what is unread. */
  public String title(String name) {
    return room.titled(name);
  }

  /** What was seen at this table, for the user to send to the host. */
  public String report(String server) {
    return String.join("\n", messages.report(table, server, ownName, seen.lines(), contact));
  }

  // ---- actions of the user

  /** No session yet, or none any more: the state of an earlier one is cleared. */
  public void begin(RoomState next) {
    begin(next, false, false);
  }

  /**
   * A session begins: the state of an earlier one is cleared.
   *
   * @param byInvitation whether an invitation says the table
   * @param encrypted whether only an encrypted table will do
   */
  void begin(RoomState next, boolean byInvitation, boolean encrypted) {
    transcript.clear();
    entered = false;
    beginAgain(next, byInvitation, encrypted);
  }

  /** Another session begins; the transcript stays, unsent texts included. */
  void beginAgain(RoomState next, boolean byInvitation, boolean encrypted) {
    invited = byInvitation;
    asksEncryption = encrypted;
    wasEncrypted = encrypted;
    contact = ""; // that of the host before
    next.watched(state.watched());
    state = next;
    room = new RoomDisplay(next);
    prompts.forget();
    status = new ConnectionStatus(ConnectionStatus.Kind.OUT, messages.text("notConnected"));
    everythingChanged();
  }

  /** A session at another server takes the place of this one, as the user asked. */
  void beginElsewhere(RoomState next, boolean byInvitation, boolean encrypted) {
    for (TranscriptItem.Bubble text : transcript.waiting()) {
      transcript.settle(text.as(DeliveryStatus.UNSENT, messages.text("unsaidSeatGone")));
    }
    beginAgain(next, byInvitation, encrypted);
  }

  /** The user sent a text; the client knows it by {@code id}. */
  void wrote(String id, String text, boolean action) {
    divideDays();
    transcript.await(
        new TranscriptItem.Bubble(
            id,
            room.ownPlace(),
            room.ownName(),
            text,
            action,
            true,
            false,
            clock.instant(),
            DeliveryStatus.WAITING,
            ""));
  }

  /** Tells a screen reader something that is seen otherwise. */
  public void announce(String sentence) {
    listener.announce(sentence);
  }

  /** The window came to the front, or went to the back. */
  public void front(boolean now) {
    state.watched(now);
    listener.titleChanged();
  }

  /** Mutes or unmutes a member; does nothing if it has left. */
  public void mute(MemberInfo member, boolean on) {
    state.mute(member, on);
    listener.roomChanged();
  }

  /** Whether to alert the user when somebody joins. */
  public void call(boolean wanted) {
    prompts.call(wanted);
    listener.promptsChanged();
  }

  /** The offer is declined or accepted. */
  public void dropOffer() {
    prompts.dropOffer();
    listener.promptsChanged();
  }

  /** Asks whether to leave this table for another. */
  void askDeparture(Prompt.Departure asked) {
    prompts.departure(asked);
    listener.promptsChanged();
    listener.announce(asked.question() + " " + asked.note());
  }

  /** The user has answered that. */
  public void dropDeparture() {
    prompts.dropDeparture();
    listener.promptsChanged();
  }

  /** The user wants a member to be moved away: asks why. */
  public void whyVote(MemberInfo member) {
    prompts.whyVote(new Prompt.WhyVote(member, distinct(member)));
    listener.promptsChanged();
  }

  /** The reason was given, or will not be. */
  public void dropWhyVote() {
    prompts.dropWhyVote();
    listener.promptsChanged();
  }

  /** The user has voted. */
  public void dropBallot(long vote) {
    prompts.dropBallot(vote);
    listener.promptsChanged();
  }

  /** The user goes back to the table that was left, or cannot any more. */
  void dropWayBack() {
    prompts.dropWayBack();
    listener.promptsChanged();
  }

  public void dropInvitation() {
    prompts.dropInvitation();
    listener.promptsChanged();
  }

  /** Shows an answer to the user in the transcript. */
  public void hint(String sentence) {
    notice(sentence);
  }

  /** Gives an input line back that came to nothing, to be corrected. */
  void giveBack(String line) {
    listener.returned(line);
  }

  /** Clears the transcript, except for waiting and unsent texts. */
  void clear() {
    transcript.clearSaid();
  }

  /** Advances the time; to be called about once a second. */
  public void tick() {
    if (state.expireTyping()) {
      listener.roomChanged();
    }
    if (!clock.instant().isBefore(ballotUntil)) {
      ballotUntil = Instant.MAX;
      prompts.dropBallot();
      listener.promptsChanged();
    }
    if (prompts.offersWayBack() && state.wayBack().isEmpty()) {
      dropWayBack();
    }
  }

  // ---- events of the client

  /** An event of the client; the {@link RoomState} has handled it already. */
  public void apply(ChatEvent event) {
    missed.before(event).forEach(count -> notice(messages.text("missed", count)));
    switch (event) {
      case ChatEvent.Connecting(var server) ->
          status(
              ConnectionStatus.Kind.CONNECTING, messages.text("connectingTo", server.toString()));
      case ChatEvent.Unreachable(var server, var why) ->
          status(
              ConnectionStatus.Kind.UNREACHABLE,
              messages.connectError(why, server.toString())
                  + (why.isTriedAgain() ? " " + messages.text("stillTrying") : ""));
      case ChatEvent.Seated(RoomSnapshot _, JoinKind how) -> seated(how);
      case ChatEvent.Lost _ -> {
        status(ConnectionStatus.Kind.LOST, messages.text("lost", 0));
        listener.roomChanged();
      }
      case ChatEvent.Ended(EndReason why) -> ended(why);
      case ChatEvent.Said(Message message) -> said(message);
      case ChatEvent.Reacted(MemberInfo member, String reaction, var about, boolean off) -> {
        if (!state.muted(member.place()) && !state.hides(about)) {
          notice(
              messages.text(
                  off ? "reactedOff" : "reacted",
                  distinct(member),
                  Sanitizer.line(reaction),
                  about(about)));
        }
      }
      case ChatEvent.Held(String behind, int _) -> held(Sanitizer.line(behind));
      case ChatEvent.Joined(MemberInfo member) -> joined(member);
      case ChatEvent.Left(MemberInfo member) -> {
        memberNotice("rose", member);
        listener.promptsChanged();
      }
      case ChatEvent.WentAway(MemberInfo member, boolean elsewhere) ->
          memberNotice(elsewhere ? "wentElsewhere" : "wentAway", member);
      case ChatEvent.CameBack(MemberInfo member) -> memberNotice("cameBack", member);
      case ChatEvent.Renamed(MemberInfo member, String before, boolean mine) ->
          renamed(member, before, mine);
      case ChatEvent.Passed(long count) -> notice(messages.text("passed", count));
      case ChatEvent.Typing _ -> listener.roomChanged();
      case ChatEvent.Unopened unopened ->
          notice(
              messages.unopened(unopened.fault(), unopened.member().shownName(), unopened.count()));
      case ChatEvent.Missed _ -> {} // told as soon as it is known how much of it others said
      case ChatEvent.Offered(String offered) -> offered(Sanitizer.line(offered));
      case ChatEvent.Invited(String code, String link) -> {
        prompts.invited(Sanitizer.line(code), Sanitizer.line(link));
        listener.promptsChanged();
      }
      case ChatEvent.About about -> about(about);
      case ChatEvent.VoteBegan vote -> voteBegan(vote);
      case ChatEvent.KeyAsked asked -> keyAsked(asked);
      case ChatEvent.KeyChanged changed -> keyChanged(changed);
      case ChatEvent.KeyStays stays -> {
        dropNewKey();
        notice(messages.keyStays(stays.why(), stays.mine(), stays.member().shownName()));
      }
      case ChatEvent.KeyMissed _ -> {
        dropNewKey();
        notice(messages.text("keyMissed"));
        listener.alert(Alert.MESSAGE);
      }
      case ChatEvent.Balloted _ -> notice(messages.text("voteCounted"));
      case ChatEvent.VoteEnded vote -> voteEnded(vote);
      case ChatEvent.Draining(int seconds) -> notice(messages.text("draining", seconds));
      case ChatEvent.StaysOpen _ -> notice(messages.text("staysOpen"));
      case ChatEvent.Refused(
              var request,
              var reason,
              String sentence,
              Optional<UnsentMessage> text) -> {
        String told = Sanitizer.line(sentence);
        String why =
            switch (request) {
              case ABOUT -> messages.aboutRefusal(reason.code(), told);
              case RETURN -> messages.returnRefusal(reason.code(), told);
              case SAY, RENAME, NEXT, INVITE, VOTE, BALLOT, NEW_KEY, PRIVATE_ROOM, JOIN ->
                  messages.refusal(reason.code(), told);
            };
        text.ifPresentOrElse(unsent -> markUnsent(unsent, why), () -> notice(why));
      }
      case ChatEvent.Returned(List<UnsentMessage> texts) ->
          texts.forEach(text -> markUnsent(text, messages.text("unsaidSeatGone")));
    }
  }

  /** What the host says, a notice for each part; the beginning alone for who has just entered. */
  private void about(ChatEvent.About about) {
    contact = Sanitizer.line(about.contact());
    String name = Sanitizer.lines(about.name());
    String welcome = Sanitizer.lines(about.welcome());
    List<String> parts =
        about.asked()
            ? messages.about(
                name, welcome, Sanitizer.lines(about.contact()), Sanitizer.lines(about.terms()))
            : messages.welcome(
                name, welcome, !about.contact().isEmpty() || !about.terms().isEmpty());
    parts.forEach(part -> notice(part, true));
  }

  private void voteBegan(ChatEvent.VoteBegan vote) {
    String name = distinct(vote.about());
    String sentence =
        messages.voteAsked(
            vote.mine(),
            distinct(vote.by()),
            name,
            vote.reason().code(),
            messages.voteLeads(vote.encrypted(), vote.about().classic()));
    notice(sentence);
    if (vote.mayVote()) {
      prompts.ballot(new Prompt.Ballot(vote.vote(), name, sentence));
      ballotUntil = clock.instant().plusSeconds(vote.seconds());
      listener.promptsChanged();
      listener.alert(Alert.MESSAGE);
    }
  }

  private void voteEnded(ChatEvent.VoteEnded vote) {
    prompts.dropBallot(vote.vote());
    listener.promptsChanged();
    notice(
        messages.voteEnded(vote.moved(), vote.me(), distinct(vote.about()), vote.reason().code()));
  }

  /** Who sits at this table, as a sentence. */
  String company() {
    if (room.original()) {
      return messages.text("classicTellsNobody");
    }
    return messages.text(
        "company",
        room.seats().stream()
            .filter(seat -> !seat.free())
            .map(seat -> room.member(seat.place()).map(this::distinct).orElse(seat.name()))
            .collect(Collectors.joining(", ")));
  }

  /** A member's name with its mark, and with its place if somebody else is called so. */
  public String distinct(MemberInfo member) {
    return messages.marked(member.shownName(), member.classic(), state.placeToShow(member));
  }

  private void keyAsked(ChatEvent.KeyAsked asked) {
    String sentence = messages.keyAsked(asked.mine(), asked.member().shownName(), asked.seconds());
    notice(sentence);
    if (!asked.mine()) {
      prompts.newKey(new Prompt.NewKey(sentence));
      listener.promptsChanged();
      listener.alert(Alert.MESSAGE);
    }
  }

  /** The link that is shown, if one is, opens nothing any more. */
  private void keyChanged(ChatEvent.KeyChanged changed) {
    prompts.dropInvitation();
    dropNewKey();
    messages
        .keyChanged(names(changed.with()), names(changed.without()), shown(changed.code()))
        .forEach(this::notice);
  }

  private static List<String> names(List<MemberInfo> members) {
    return members.stream().map(MemberInfo::shownName).toList();
  }

  private String shown(SafetyCode code) {
    return code.shown(messages.text("safetyWords"));
  }

  /** The user has answered whether the table is to have a new key, or it is settled. */
  void dropNewKey() {
    prompts.dropNewKey();
    listener.promptsChanged();
  }

  /** Who can read at this table, and the code to compare. */
  List<String> readers() {
    return messages.readers(room.code().map(this::shown));
  }

  /** The earlier message in a line, unless a muted member said it. */
  private String about(EarlierMessage message) {
    if (state.hides(message)) {
      return messages.text("mutedMessage");
    }
    String name = messages.marked(Sanitizer.line(message.name()), state.isClassic(message));
    return message.line().isEmpty() ? "…" : name + Sanitizer.line(message.afterName());
  }

  private void seated(JoinKind how) {
    boolean sameRoom = how.isSameStay();
    newcomerLinks.seated(how);
    table = room.name().orElse("?");
    wasEncrypted = room.encrypted();
    ownName = room.ownName();
    prompts.dropOffer();
    if (!sameRoom) {
      seen.clear();
      prompts.dropInvitation();
      prompts.dropVotes();
      prompts.dropNewKey();
    }
    if (!how.isSameCompany()) {
      prompts.dropDeparture(); // about a table that is left
      prompts.dropWayBack();
    }
    status(
        ConnectionStatus.Kind.SEATED,
        room.name()
            .map(name -> messages.text("connectedAt", name))
            .map(at -> kind().map(kind -> at + " · " + kind).orElse(at))
            .orElseGet(() -> messages.text("connectedClassic")));
    if (!entered) {
      entered = true;
      listener.entered();
    } else if (how != JoinKind.RENEWED) {
      notice(arrival(how));
    }
    if (!sameRoom && room.encrypted()) {
      readers().forEach(this::notice);
    }
    listener.roomChanged();
    listener.promptsChanged();
  }

  /** Who can come and read, in a word, if not everybody. */
  private Optional<String> kind() {
    if (room.encrypted()) {
      return Optional.of(messages.text("encryptedMark"));
    }
    return room.isPrivate() ? Optional.of(messages.text("privateMark")) : Optional.empty();
  }

  private String arrival(JoinKind how) {
    String table = room.name().orElse("");
    String me = room.ownName();
    return switch (how) {
      case NEW -> messages.text("youSit", table, me);
      case RESUMED, RENEWED -> messages.text("backAtSeat");
      case AFRESH -> messages.text("seatGone", table, me);
      case MOVED -> messages.text("youMoved", table, me);
      case RETURNED -> messages.text("backAtRoom", table, me);
      case CONTINUED -> messages.text("roomGoesOn", table, me);
    };
  }

  /** Why a session is over, as a sentence. */
  String ending(EndReason why) {
    return switch (why) {
      case EndReason.Left _ -> messages.text("youLeft");
      case EndReason.Refused(ErrorCode reason, String sentence) ->
          messages.refusal(reason.code(), Sanitizer.line(sentence));
      case EndReason.Removed(ErrorCode reason, String sentence) ->
          messages.refusal(reason.code(), Sanitizer.line(sentence));
      case EndReason.NotEncrypted _ -> messages.text("endedNotEncrypted");
      case EndReason.ResumedElsewhere _ ->
          messages.text("refused." + ErrorCode.RESUMED_ELSEWHERE.code());
    };
  }

  private void ended(EndReason why) {
    String sentence = ending(why);
    choices = EntryChoices.after(why, invited, wasEncrypted, asksEncryption);
    for (TranscriptItem.Bubble text : transcript.waiting()) {
      transcript.settle(text.as(DeliveryStatus.UNSENT, messages.text("unsaidOver")));
    }
    status(ConnectionStatus.Kind.OVER, sentence);
    listener.roomChanged();
    listener.promptsChanged();
    if (!entered) {
      listener.turnedAway(sentence);
    }
  }

  private void joined(MemberInfo member) {
    boolean first = room.people() == 2;
    memberNotice("satDown", member);
    prompts.dropOffer();
    boolean called = first && prompts.takeCall();
    listener.promptsChanged();
    if (called) {
      listener.alert(Alert.CALL);
    }
  }

  private void renamed(MemberInfo member, String before, boolean mine) {
    String name = member.shownName();
    ownName = mine ? name : ownName;
    if (mine) {
      notice(messages.text("youAreCalled", name));
    } else if (!state.muted(member.place())) { // a name can say something, too
      notice(
          messages.text(
              "renamed", Sanitizer.line(before), messages.marked(name, member.classic())));
    }
    listener.roomChanged();
  }

  private void offered(String offered) {
    prompts.offered(offered);
    listener.promptsChanged();
    listener.announce(messages.text("offer", offered));
  }

  /** The seat that was left is held: for a while there is a way back to it. */
  private void held(String behind) {
    String sentence = messages.text("youLeftRoom", behind);
    prompts.wayBack(sentence);
    listener.promptsChanged();
    listener.announce(sentence);
  }

  private void status(ConnectionStatus.Kind kind, String sentence) {
    status = new ConnectionStatus(kind, sentence);
    listener.statusChanged();
    listener.announce(sentence);
  }

  private void everythingChanged() {
    listener.statusChanged();
    listener.roomChanged();
    listener.promptsChanged();
    listener.titleChanged();
  }

  // ---- entries of the transcript

  /** A message of a member, possibly the user's own. */
  private void said(Message message) {
    divideDays();
    boolean mention = room.mentionsMe(message);
    TranscriptItem.Bubble bubble =
        new TranscriptItem.Bubble(
            message.id().orElse(""),
            message.place(),
            message.name(),
            Names.showsNothing(message.text()) ? messages.text("nothingToSee") : message.text(),
            message.action(),
            message.mine(),
            mention,
            clock.instant(),
            DeliveryStatus.SAID,
            "",
            message.newcomer() && !message.mine(),
            message.mine() ? Optional.empty() : room.member(message.place()));
    String name = messages.marked(bubble.shownName(), state.isClassic(message));
    if (message.mine()) {
      transcript.settle(bubble);
      seen.add(message, name, clock.instant());
      tellOfLinks(message);
      return;
    }
    listener.roomChanged();
    if (state.hides(message)) {
      return;
    }
    message
        .answers()
        .ifPresent(about -> notice(messages.text("answered", author(message), about(about))));
    transcript.add(bubble);
    seen.add(message, name, clock.instant());
    listener.announce(messages.text("spoken", name, bubble.shown()));
    tellOfLinks(message);
    listener.titleChanged();
    if (!state.watched() && !clock.instant().isBefore(quietUntil)) {
      quietUntil = clock.instant().plus(QUIET);
      listener.alert(Alert.MESSAGE);
    }
  }

  private String author(Message said) {
    String name = Sanitizer.line(said.name());
    return state.at(said.place()).map(this::distinct).orElse(name);
  }

  private void tellOfLinks(Message message) {
    if (newcomerLinks.isNews(message)) {
      notice(messages.text("newcomerLinks"));
    }
  }

  /** A text of the user was not sent, as far as is known. */
  private void markUnsent(UnsentMessage text, String why) {
    DeliveryStatus how = text.perhapsSaid() ? DeliveryStatus.PERHAPS_SAID : DeliveryStatus.UNSENT;
    transcript.waiting(text.id()).ifPresent(waiting -> transcript.settle(waiting.as(how, why)));
    listener.announce(why);
  }

  /** A member came, left or lost its connection: shown unless it is muted. */
  private void memberNotice(String key, MemberInfo member) {
    listener.roomChanged();
    if (!state.muted(member.place())) {
      notice(messages.text(key, messages.marked(member.shownName(), member.classic())));
    }
  }

  /** An entry is about to be added: the day stands above it, if it is another one. */
  private void divideDays() {
    Instant now = clock.instant();
    days.next(LocalDate.ofInstant(now, ZoneId.systemDefault()))
        .ifPresent(day -> transcript.add(new TranscriptItem.Notice(day, now)));
  }

  private void notice(String sentence) {
    notice(sentence, false);
  }

  private void notice(String sentence, boolean ofHost) {
    divideDays();
    transcript.add(new TranscriptItem.Notice(sentence, clock.instant(), ofHost));
    listener.announce(sentence);
  }
}
