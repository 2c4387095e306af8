package prosa.desktop.model;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import prosa.client.Arrival;
import prosa.client.ChatEvent;
import prosa.client.Ending;
import prosa.client.Member;
import prosa.client.Message;
import prosa.client.Table;
import prosa.client.Text;
import prosa.client.Visible;
import prosa.protocol.Reason;

/**
 * Everything that the window shows of a visit, kept up by what the client tells.
 *
 * <p>It decides what is seen, counted and announced; it draws nothing and asks the server nothing.
 * On one thread only.
 */
public final class Scene {
  private final Words words;
  private final InstantSource clock;
  private final SceneListener listener;
  private final Transcript transcript;
  private final Company company = new Company();
  private final Attention attention = new Attention();
  private Status status;
  private boolean entered;
  private boolean call;
  private Optional<Card.Offer> offer = Optional.empty();
  private Optional<Card.Invitation> invitation = Optional.empty();

  public Scene(Words words, InstantSource clock, SceneListener listener) {
    this.words = words;
    this.clock = clock;
    this.listener = listener;
    transcript = new Transcript(listener);
    status = new Status(Status.Kind.OUT, words.of("status.out"));
  }

  // ---- what is to be seen

  public Transcript transcript() {
    return transcript;
  }

  public Company company() {
    return company;
  }

  public Attention attention() {
    return attention;
  }

  public Status status() {
    return status;
  }

  /** Who is writing, as a sentence; empty if nobody is. */
  public String writing() {
    List<String> names = company.writers();
    return switch (names.size()) {
      case 0 -> "";
      case 1 -> words.of("writing.one", names.get(0));
      case 2 -> words.of("writing.two", names.get(0), names.get(1));
      default -> words.of("writing.many");
    };
  }

  /** What stands above the talk, the most urgent first. */
  public List<Card> cards() {
    List<Card> cards = new ArrayList<>();
    if (status.kind() == Status.Kind.OVER) {
      cards.add(new Card.Over(status.sentence()));
      return cards;
    }
    offer.ifPresent(cards::add);
    invitation.ifPresent(cards::add);
    if (company.alone() && offer.isEmpty()) {
      cards.add(new Card.Alone(call));
    }
    return cards;
  }

  // ---- what the person does

  /** A visit begins: nothing of an earlier one is left. */
  void begin() {
    transcript.clear();
    company.stand();
    attention.forget();
    entered = false;
    call = false;
    status = new Status(Status.Kind.OUT, words.of("status.out"));
    offer = Optional.empty();
    invitation = Optional.empty();
    everythingChanged();
  }

  /** The person wrote something; the client knows it as {@code id}. */
  void wrote(String id, String text, boolean action) {
    transcript.await(
        new Item.Bubble(
            id,
            company.ownPlace(),
            company.ownName(),
            text,
            action,
            true,
            clock.instant(),
            Delivery.WAITING,
            ""));
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
    call = wanted;
    listener.cardsChanged();
  }

  /** The offer is declined, or taken up. */
  public void dropOffer() {
    offer = Optional.empty();
    listener.cardsChanged();
  }

  public void dropInvitation() {
    invitation = Optional.empty();
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
          status(Status.Kind.CONNECTING, words.of("status.connecting", server.toString()));
      case ChatEvent.Unreachable(var server, var why) ->
          status(Status.Kind.UNREACHABLE, words.trouble(why, server.toString()));
      case ChatEvent.Seated(Table table, Arrival how) -> seated(table, how);
      case ChatEvent.Lost _ -> status(Status.Kind.LOST, words.of("status.lost"));
      case ChatEvent.Ended(Ending why) -> ended(why);
      case ChatEvent.Said(Message message) -> said(message);
      case ChatEvent.Joined(Member member) -> joined(member);
      case ChatEvent.Left(Member member) -> left(member);
      case ChatEvent.WentAway(Member member) -> {
        company.put(member);
        companyNotice("notice.away", member);
      }
      case ChatEvent.CameBack(Member member) -> {
        company.put(member);
        companyNotice("notice.back", member);
      }
      case ChatEvent.Renamed(Member member, String before, boolean mine) ->
          renamed(member, before, mine);
      case ChatEvent.Typing(Member member) -> {
        company.writes(member, clock.instant());
        listener.companyChanged();
      }
      case ChatEvent.Missed missed -> notice(words.of("notice.missed", missed.count()));
      case ChatEvent.Offered(String room) -> offered(Visible.line(room));
      case ChatEvent.Invited(String code, String link) -> {
        invitation = Optional.of(new Card.Invitation(Visible.line(code), Visible.line(link)));
        listener.cardsChanged();
      }
      case ChatEvent.Draining _ -> notice(words.of("notice.draining"));
      case ChatEvent.Refused refused -> refused(refused);
      case ChatEvent.Returned(List<Text> texts) ->
          texts.forEach(text -> unsaid(text, words.of("unsaid.seat-lost")));
    }
  }

  private void seated(Table table, Arrival how) {
    boolean same = how == Arrival.RESUMED || how == Arrival.RENEWED;
    company.sit(table, same);
    offer = Optional.empty();
    if (!same) {
      invitation = Optional.empty();
    }
    status(
        Status.Kind.SEATED,
        company
            .room()
            .map(room -> words.of("status.seated", room))
            .orElseGet(() -> words.of("status.original")));
    if (!entered) {
      entered = true;
      listener.entered();
    } else if (how != Arrival.RENEWED) {
      notice(words.of("arrival." + how.name().toLowerCase(Locale.ROOT), company.room().orElse("")));
    }
    listener.companyChanged();
    listener.cardsChanged();
  }

  private void ended(Ending why) {
    String sentence =
        switch (why) {
          case Ending.Left _ -> words.of("over.left");
          case Ending.Refused(Reason reason, String text) -> words.refusal(reason, text);
          case Ending.ResumedElsewhere _ -> words.of("over.resumed-elsewhere");
        };
    for (Item.Bubble text : transcript.waiting()) {
      transcript.settle(text.as(Delivery.UNSAID, words.of("unsaid.over")));
    }
    status(Status.Kind.OVER, sentence);
    listener.cardsChanged();
    if (!entered) {
      listener.turnedAway(sentence);
    }
  }

  private void said(Message message) {
    company.wrote(message.place());
    if (message.mine()) {
      transcript.settle(bubble(message));
      return;
    }
    listener.companyChanged();
    if (company.muted(message.place())) {
      return;
    }
    Item.Bubble bubble = bubble(message);
    transcript.add(bubble);
    listener.announce(words.of("announce.said", bubble.shownName(), bubble.shown()));
    boolean noise = attention.said(clock.instant());
    listener.titleChanged();
    if (noise) {
      listener.alert(Alert.MESSAGE);
    }
  }

  private Item.Bubble bubble(Message message) {
    return new Item.Bubble(
        message.id().orElse(""),
        message.place(),
        message.name(),
        message.text(),
        message.action(),
        message.mine(),
        clock.instant(),
        Delivery.SAID,
        "");
  }

  private void joined(Member member) {
    boolean first = company.alone();
    company.put(member);
    companyNotice("notice.joined", member);
    offer = Optional.empty();
    listener.cardsChanged();
    if (first && call) {
      call = false;
      listener.alert(Alert.CALL);
    }
  }

  private void left(Member member) {
    company.remove(member);
    companyNotice("notice.left", member);
    listener.cardsChanged();
  }

  private void renamed(Member member, String before, boolean mine) {
    if (mine) {
      company.rename(member.name());
      notice(words.of("notice.renamed-me", Visible.line(member.name())));
    } else {
      company.put(member);
      notice(words.of("notice.renamed", Visible.line(before), Visible.line(member.name())));
    }
    listener.companyChanged();
  }

  private void offered(String room) {
    offer = Optional.of(new Card.Offer(room));
    listener.cardsChanged();
    listener.announce(words.of("offer.question", room));
  }

  private void refused(ChatEvent.Refused refused) {
    String why = words.refusal(refused.reason(), refused.sentence());
    refused.text().ifPresentOrElse(text -> unsaid(text, why), () -> notice(why));
  }

  private void unsaid(Text text, String why) {
    Delivery how = text.perhapsSaid() ? Delivery.PERHAPS_SAID : Delivery.UNSAID;
    transcript.waiting(text.id()).ifPresent(waiting -> transcript.settle(waiting.as(how, why)));
    listener.announce(why);
  }

  private void companyNotice(String key, Member member) {
    listener.companyChanged();
    if (!company.muted(member.place())) {
      notice(words.of(key, Visible.line(member.name())));
    }
  }

  private void notice(String sentence) {
    transcript.add(new Item.Notice(sentence, clock.instant()));
    listener.announce(sentence);
  }

  private void status(Status.Kind kind, String sentence) {
    status = new Status(kind, sentence);
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
