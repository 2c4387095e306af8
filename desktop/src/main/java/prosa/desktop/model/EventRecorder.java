package prosa.desktop.model;

import java.time.InstantSource;
import prosa.client.ChatEvent;
import prosa.client.MemberInfo;
import prosa.client.Message;
import prosa.client.UnsentMessage;
import prosa.client.Visible;

/**
 * Who writes the transcript: puts down what was said, what waits, what was not said and what
 * happened, and has what is new announced. What a muted member says is not put down.
 */
final class EventRecorder {
  private final Words words;
  private final InstantSource clock;
  private final ChatModelListener listener;
  private final Transcript transcript;
  private final RoomModel company;
  private final UnreadCounter attention;

  EventRecorder(
      Words words,
      InstantSource clock,
      ChatModelListener listener,
      Transcript transcript,
      RoomModel company,
      UnreadCounter attention) {
    this.words = words;
    this.clock = clock;
    this.listener = listener;
    this.transcript = transcript;
    this.company = company;
    this.attention = attention;
  }

  /** The person wrote something; the client knows it as {@code id}. */
  void wrote(String id, String text, boolean action) {
    transcript.await(
        new TranscriptItem.Bubble(
            id,
            company.ownPlace(),
            company.ownName(),
            text,
            action,
            true,
            clock.instant(),
            DeliveryStatus.WAITING,
            ""));
  }

  /** Somebody, the person perhaps, said something. */
  void said(Message message) {
    company.wrote(message.place());
    if (message.mine()) {
      transcript.settle(bubble(message));
      return;
    }
    listener.companyChanged();
    if (company.muted(message.place())) {
      return;
    }
    TranscriptItem.Bubble bubble = bubble(message);
    transcript.add(bubble);
    listener.announce(words.of("announce.said", bubble.shownName(), bubble.shown()));
    boolean noise = attention.said(clock.instant());
    listener.titleChanged();
    if (noise) {
      listener.alert(Alert.MESSAGE);
    }
  }

  private TranscriptItem.Bubble bubble(Message message) {
    return new TranscriptItem.Bubble(
        message.id().orElse(""),
        message.place(),
        message.name(),
        message.text(),
        message.action(),
        message.mine(),
        clock.instant(),
        DeliveryStatus.SAID,
        "");
  }

  /** A text of the person's was not said, as far as is known. */
  void unsaid(UnsentMessage text, String why) {
    DeliveryStatus how = text.perhapsSaid() ? DeliveryStatus.PERHAPS_SAID : DeliveryStatus.UNSAID;
    transcript.waiting(text.id()).ifPresent(waiting -> transcript.settle(waiting.as(how, why)));
    listener.announce(why);
  }

  /** The visit is over: what waits will not be said. */
  void nothingMore() {
    for (TranscriptItem.Bubble text : transcript.waiting()) {
      transcript.settle(text.as(DeliveryStatus.UNSAID, words.of("unsaid.over")));
    }
  }

  /** The server would not do something; if that was a text, it was not said. */
  void refused(ChatEvent.Refused refused) {
    String why = words.refusal(refused.reason(), refused.sentence());
    refused.text().ifPresentOrElse(text -> unsaid(text, why), () -> notice(why));
  }

  /** Somebody came, went, or is away: told unless muted. */
  void company(String key, MemberInfo member) {
    listener.companyChanged();
    if (!company.muted(member.place())) {
      notice(words.of(key, Visible.line(member.name())));
    }
  }

  /** Something happened. */
  void notice(String sentence) {
    transcript.add(new TranscriptItem.Notice(sentence, clock.instant()));
    listener.announce(sentence);
  }
}
