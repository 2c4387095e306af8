package prosa.desktop.model;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import prosa.client.ChatEvent;
import prosa.client.EndReason;
import prosa.client.JoinKind;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.RoomSnapshot;
import prosa.client.UnsentMessage;
import prosa.client.Visible;

/**
 * Everything that the window shows of a visit, kept up by what the client tells.
 *
 * <p>It decides what is seen, counted and announced; it draws nothing and asks the server nothing.
 * On one thread only.
 */
public final class ChatModel {
  private final Words words;
  private final InstantSource clock;
  private final ChatModelListener listener;
  private final Transcript transcript;
  private final RoomModel company = new RoomModel();
  private final UnreadCounter attention = new UnreadCounter();
  private final PendingPrompts questions = new PendingPrompts();
  private final EventRecorder scribe;
  private ConnectionStatus status;
  private boolean entered;

  public ChatModel(Words words, InstantSource clock, ChatModelListener listener) {
    this.words = words;
    this.clock = clock;
    this.listener = listener;
    transcript = new Transcript(listener);
    scribe = new EventRecorder(words, clock, listener, transcript, company, attention);
    status = new ConnectionStatus(ConnectionStatus.Kind.OUT, words.of("status.out"));
  }

  // ---- what is to be seen

  public Transcript transcript() {
    return transcript;
  }

  public RoomModel company() {
    return company;
  }

  public UnreadCounter attention() {
    return attention;
  }

  public ConnectionStatus status() {
    return status;
  }

  /** Who is writing, as a sentence; empty if nobody is. */
  public String writing() {
    return words.writing(company.writers());
  }

  /** What stands above the talk, the most urgent first. */
  public List<Prompt> cards() {
    return status.kind() == ConnectionStatus.Kind.OVER
        ? List.of(new Prompt.Over(status.sentence()))
        : questions.cards(company.alone());
  }

  // ---- what the person does

  /** A visit begins: nothing of an earlier one is left. */
  void begin() {
    transcript.clear();
    company.stand();
    attention.forget();
    entered = false;
    questions.forget();
    status = new ConnectionStatus(ConnectionStatus.Kind.OUT, words.of("status.out"));
    everythingChanged();
  }

  /** The person wrote something; the client knows it as {@code id}. */
  void wrote(String id, String text, boolean action) {
    scribe.wrote(id, text, action);
  }

  /** The window came to the front, or went to the back. */
  public void front(boolean now) {
    attention.front(now);
    listener.titleChanged();
  }

  public void mute(int place, boolean on) {
    company.mute(place, on);
    listener.companyChanged();
  }

  /** Whether to be called when somebody sits down. */
  public void call(boolean wanted) {
    questions.call(wanted);
    listener.cardsChanged();
  }

  /** The offer is declined, or taken up. */
  public void dropOffer() {
    questions.dropOffer();
    listener.cardsChanged();
  }

  public void dropInvitation() {
    questions.dropInvitation();
    listener.cardsChanged();
  }

  /** Time passes: to be called about once a second. */
  public void tick() {
    if (company.tick(clock.instant())) {
      listener.companyChanged();
    }
  }

  // ---- what the client tells

  /** Something happened. */
  public void apply(ChatEvent event) {
    switch (event) {
      case ChatEvent.Connecting(var server) ->
          status(
              ConnectionStatus.Kind.CONNECTING, words.of("status.connecting", server.toString()));
      case ChatEvent.Unreachable(var server, var why) ->
          status(ConnectionStatus.Kind.UNREACHABLE, words.trouble(why, server.toString()));
      case ChatEvent.Seated(RoomSnapshot table, JoinKind how) -> seated(table, how);
      case ChatEvent.Lost _ -> status(ConnectionStatus.Kind.LOST, words.of("status.lost"));
      case ChatEvent.Ended(EndReason why) -> ended(why);
      case ChatEvent.Said(Message message) -> scribe.said(message);
      case ChatEvent.Joined(MemberInfo member) -> joined(member);
      case ChatEvent.Left(MemberInfo member) -> left(member);
      case ChatEvent.WentAway(MemberInfo member) -> {
        company.put(member);
        scribe.company("notice.away", member);
      }
      case ChatEvent.CameBack(MemberInfo member) -> {
        company.put(member);
        scribe.company("notice.back", member);
      }
      case ChatEvent.Renamed(MemberInfo member, String before, boolean mine) ->
          renamed(member, before, mine);
      case ChatEvent.Passed(long count) -> scribe.notice(words.of("notice.passed", count));
      case ChatEvent.Typing(MemberInfo member) -> {
        company.writes(member, clock.instant());
        listener.companyChanged();
      }
      case ChatEvent.Missed missed -> scribe.notice(words.of("notice.missed", missed.count()));
      case ChatEvent.Offered(String room) -> offered(Visible.line(room));
      case ChatEvent.Invited(String code, String link) -> {
        questions.invited(Visible.line(code), Visible.line(link));
        listener.cardsChanged();
      }
      case ChatEvent.Draining _ -> scribe.notice(words.of("notice.draining"));
      case ChatEvent.Refused refused -> scribe.refused(refused);
      case ChatEvent.Returned(List<UnsentMessage> texts) ->
          texts.forEach(text -> scribe.unsaid(text, words.of("unsaid.seat-lost")));
    }
  }

  private void seated(RoomSnapshot table, JoinKind how) {
    boolean same = how == JoinKind.RESUMED || how == JoinKind.RENEWED;
    company.sit(table, same);
    questions.dropOffer();
    if (!same) {
      questions.dropInvitation();
    }
    status(
        ConnectionStatus.Kind.SEATED,
        company
            .room()
            .map(room -> words.of("status.seated", room))
            .orElseGet(() -> words.of("status.original")));
    if (!entered) {
      entered = true;
      listener.entered();
    } else if (how != JoinKind.RENEWED) {
      scribe.notice(
          words.of("arrival." + how.name().toLowerCase(Locale.ROOT), company.room().orElse("")));
    }
    listener.companyChanged();
    listener.cardsChanged();
  }

  private void ended(EndReason why) {
    String sentence = words.ending(why);
    scribe.nothingMore();
    status(ConnectionStatus.Kind.OVER, sentence);
    listener.cardsChanged();
    if (!entered) {
      listener.turnedAway(sentence);
    }
  }

  private void joined(MemberInfo member) {
    boolean first = company.alone();
    company.put(member);
    scribe.company("notice.joined", member);
    questions.dropOffer();
    boolean called = first && questions.takeCall();
    listener.cardsChanged();
    if (called) {
      listener.alert(Alert.CALL);
    }
  }

  private void left(MemberInfo member) {
    company.remove(member);
    scribe.company("notice.left", member);
    listener.cardsChanged();
  }

  private void renamed(MemberInfo member, String before, boolean mine) {
    if (mine) {
      company.rename(member.name());
      scribe.notice(words.of("notice.renamed-me", Visible.line(member.name())));
    } else {
      company.put(member);
      scribe.notice(words.of("notice.renamed", Visible.line(before), Visible.line(member.name())));
    }
    listener.companyChanged();
  }

  private void offered(String room) {
    questions.offered(room);
    listener.cardsChanged();
    listener.announce(words.of("offer.question", room));
  }

  private void status(ConnectionStatus.Kind kind, String sentence) {
    status = new ConnectionStatus(kind, sentence);
    listener.statusChanged();
    listener.announce(sentence);
  }

  private void everythingChanged() {
    listener.statusChanged();
    listener.companyChanged();
    listener.cardsChanged();
    listener.titleChanged();
  }
}
