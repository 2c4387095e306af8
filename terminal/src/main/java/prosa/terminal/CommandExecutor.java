package prosa.terminal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ChatInput;
import prosa.client.CommandName;
import prosa.client.FrontEndActions;
import prosa.client.MemberInfo;
import prosa.client.RoomSnapshot;
import prosa.client.RoomState;
import prosa.messages.Language;
import prosa.messages.Messages;
import prosa.protocol.Sanitizer;
import prosa.protocol.VoteReason;
import prosa.terminal.OpenQuestions.QuestionKind;

/**
 * Executes typed lines: sends a message, sends a request to the server, or answers locally. While a
 * question is open, some words answer it, such as yes and no. On the {@code screen} thread only.
 */
final class CommandExecutor {
  /** What commands ask of the chat that they are given in. */
  interface ChatActions {
    /** Goes to the room of a code or of an invitation's link. */
    void join(String codeOrLink);

    /** This will come back as said, refused or returned, under this id. */
    void said(String id, String text);

    /** Empties the screen. */
    void clear();

    /** What was seen here, for the user to send to the host. */
    List<String> report();

    /** Who can read at this table, and the code to compare. */
    List<String> readers();
  }

  private final Messages messages;
  private final MemberList members;
  private final StatusLine state;
  private final OutputArea output;
  private final ChatActions owner;

  private final OpenQuestions questions = new OpenQuestions(System::nanoTime, likeAnswers());
  private OptionalLong openVote = OptionalLong.empty();

  CommandExecutor(
      Messages messages,
      MemberList members,
      StatusLine state,
      OutputArea output,
      ChatActions owner) {
    this.messages = messages;
    this.members = members;
    this.state = state;
    this.output = output;
    this.owner = owner;
  }

  /** Another room is on offer: yes goes there. */
  void offered(ChatClient chat) {
    ask(QuestionKind.ELSEWHERE, chat::nextWithWayBack, this::stays);
  }

  /** Leaves the table for another; first asks, if only an invitation leads back. */
  void leave(RoomState room, Runnable go) {
    if (room.snapshot().filter(RoomSnapshot::asksBeforeLeaving).isEmpty()) {
      asks(go);
    } else {
      askToLeave(room, go);
    }
  }

  private void askToLeave(RoomState room, Runnable go) {
    output.note(
        String.join(
            " ",
            messages.text("leaveForAnother"),
            leavingNote(room),
            messages.text("offerAnswers")));
    ask(QuestionKind.LEAVE, () -> asks(go), this::stays);
  }

  /** Whether to go to another server is asked: the next line may be yes, which does this, or no. */
  void askWhetherToGo(Runnable yes) {
    ask(QuestionKind.SERVER, yes, this::stays);
  }

  /** What leaving the table means for the seat there. */
  String leavingNote(RoomState room) {
    boolean isPrivate = room.snapshot().filter(RoomSnapshot::isPrivate).isPresent();
    return messages.text(isPrivate ? "leavePrivateNote" : "leaveNote");
  }

  private void stays() {
    output.note(messages.text("youStay"));
  }

  private void ask(QuestionKind kind, Runnable yes, Runnable no) {
    Map<String, Runnable> answers = new HashMap<>();
    words("answersYes").forEach(word -> answers.put(word, yes));
    words("answersNo").forEach(word -> answers.put(word, no));
    questions.ask(kind, answers);
  }

  private List<String> words(String key) {
    return List.of(messages.text(key).split(" "));
  }

  /** What people answer with in one of the languages. */
  private static Set<String> likeAnswers() {
    Set<String> words = new HashSet<>(List.of("👍", "👎", "✅", "❌"));
    for (Language language : Language.offered()) {
      Messages messages = Messages.in(language);
      for (String key : List.of("answersYes", "answersNo", "answersUnclear")) {
        words.addAll(List.of(messages.text(key).split(" ")));
      }
    }
    return words;
  }

  /** Whether this was meant for a question, which is said then: it is not told to the table. */
  private boolean isMeantForQuestion(String text) {
    String shown = Sanitizer.line(text);
    return switch (questions.read(text)) {
      case UNCLEAR -> {
        long numbers = questions.known().stream().filter(one -> one.matches("[0-9]")).count();
        output.error(
            messages.text(
                "unclearAnswer",
                shown,
                numbers > 0
                    ? messages.text("answersNumber", numbers)
                    : messages.text("answersShort")));
        yield true;
      }
      case TOO_LATE -> {
        output.error(messages.text("lateAnswer", shown));
        yield true;
      }
      case TEXT -> false;
    };
  }

  /** A vote is open: yes and no are votes. */
  void voteBegan(ChatClient chat, ChatEvent.VoteBegan vote) {
    if (vote.mayVote()) {
      ask(
          QuestionKind.VOTE,
          () -> asks(() -> chat.ballot(vote.vote(), true)),
          () -> asks(() -> chat.ballot(vote.vote(), false)));
      openVote = OptionalLong.of(vote.vote());
    }
  }

  /** The vote is over; its question, if that is still open, too. */
  void voteOver(long vote) {
    if (openVote.isPresent() && openVote.getAsLong() == vote) {
      questions.drop(QuestionKind.VOTE);
      openVote = OptionalLong.empty();
    }
  }

  /** Somebody asks for a new key: yes agrees. */
  void keyAsked(ChatClient chat) {
    ask(QuestionKind.NEW_KEY, chat::newKey, chat::declineNewKey);
  }

  /** There is a new key, or none; its question, if that is still open, is over. */
  void keySettled() {
    questions.drop(QuestionKind.NEW_KEY);
  }

  /** The reasons by number, of which the next line names one, or no. */
  private void askWhy(ChatClient chat, MemberInfo member) {
    Map<String, Runnable> answers = new HashMap<>();
    List<String> lines = new ArrayList<>();
    boolean encrypted = chat.room().snapshot().filter(RoomSnapshot::encrypted).isPresent();
    lines.add(messages.text("voteWhy", distinct(chat.room(), member)));
    int next = 1;
    for (VoteReason reason : VoteReason.values()) {
      String number = Integer.toString(next++);
      answers.put(number, () -> asks(() -> chat.vote(member, reason)));
      lines.add("%4s  %s".formatted(number, messages.text("voteReason." + reason.code())));
    }
    words("answersNo")
        .forEach(word -> answers.put(word, () -> output.note(messages.text("voteNotAsked"))));
    lines.add(
        String.join(
            " ",
            messages.text("voteWhyNumber"),
            messages.voteLeads(encrypted, member.classic()),
            messages.text("voteNote")));
    output.block(lines);
    questions.ask(QuestionKind.WHY, answers);
  }

  private String distinct(RoomState room, MemberInfo member) {
    return messages.marked(
        OutputKind.TERMINAL.name(member), member.classic(), room.placeToShow(member));
  }

  /**
   * There is no table any more: the next line names another kind by its number.
   *
   * @param ownRoom what a table without strangers is called
   */
  void askWhereTo(Runnable any, Runnable own, String ownRoom) {
    output.block(
        List.of(
            messages.text("whereToSit"),
            "%4d  %s".formatted(1, messages.text("anyRoom")),
            "%4d  %s".formatted(2, ownRoom)));
    questions.ask(QuestionKind.ELSEWHERE, Map.of("1", any, "2", own));
  }

  /**
   * Withdraws the question whether to go elsewhere: somebody has come, or there is a seat again.
   */
  void dropOffer() {
    questions.drop(QuestionKind.ELSEWHERE);
  }

  /** Withdraws all questions about the table; another server is as far away as before. */
  void dropQuestions() {
    questions.dropAboutRoom();
  }

  /** Executes a typed line. */
  void execute(String line, ChatClient chat) {
    if (answersQuestion(line)) {
      return;
    }
    switch (ChatInput.of(line)) {
      case ChatInput.Say(String text) when isMeantForQuestion(text) -> {}
      case ChatInput.Say(String text) -> {
        questions.saidSomething();
        owner.said(chat.say(text), text);
        waits(text);
      }
      case ChatInput.Command(CommandName name, String argument) -> {
        name.execute(argument, chat, new Actions(chat));
        if (name.asksServer()) {
          waitsForConnection();
        }
      }
      case ChatInput.MissingArgument(CommandName name, String word) ->
          output.error(messages.text("usage." + name.word(), word));
      case ChatInput.SurplusArgument(CommandName _, String word) ->
          output.error(messages.text("standsAlone", word));
      case ChatInput.UnknownCommand(String word) ->
          output.error(messages.text("unknownCommand", Sanitizer.line(word)));
      case ChatInput.Nothing _ -> {}
    }
  }

  /** What commands do on this screen. */
  private final class Actions implements FrontEndActions {
    private final ChatClient chat;

    Actions(ChatClient chat) {
      this.chat = chat;
    }

    @Override
    public void act(String text) {
      questions.saidSomething();
      owner.said(chat.act(text), text);
      waits(text);
    }

    @Override
    public void next() {
      leave(chat.room(), chat::nextWithWayBack);
    }

    @Override
    public void back() {
      asks(chat::goBack);
    }

    @Override
    public void noWayBack() {
      output.error(messages.text("noWayBack"));
    }

    @Override
    public void privateRoom() {
      if (chat.room().snapshot().filter(RoomSnapshot::leavesSomebody).isPresent()) {
        askToLeave(chat.room(), chat::privateRoom);
      } else {
        leave(chat.room(), chat::privateRoom);
      }
    }

    @Override
    public void encryptedRoom() {
      if (chat.room().snapshot().isPresent()) {
        askToLeave(chat.room(), chat::encryptedRoom);
      } else {
        asks(chat::encryptedRoom);
      }
    }

    @Override
    public void join(String codeOrLink) {
      owner.join(codeOrLink);
    }

    @Override
    public void listMembers() {
      output.block(members.lines(chat.room()));
    }

    @Override
    public void mute(MemberInfo member, boolean on) {
      chat.room().mute(member, on);
      output.note(messages.text(on ? "nowMuted" : "nowUnmuted", distinct(chat.room(), member)));
    }

    @Override
    public void vote(MemberInfo member) {
      askWhy(chat, member);
    }

    @Override
    public void report() {
      output.block(owner.report());
    }

    @Override
    public void code() {
      output.block(owner.readers());
    }

    @Override
    public void nobodyCalled(String name) {
      output.error(messages.text("nobodyCalled", Sanitizer.line(name)));
    }

    @Override
    public void severalCalled(String name, List<MemberInfo> members) {
      output.error(
          messages.severalCalled(
              Sanitizer.line(name),
              members.stream()
                  .map(
                      one ->
                          messages.marked(
                              OutputKind.TERMINAL.name(one), one.classic(), one.place()))));
    }

    @Override
    public void about() {
      chat.about(messages.language().tag());
    }

    @Override
    public void clear() {
      owner.clear();
    }

    @Override
    public void help() {
      output.block(messages.text("helpTerminal").lines().toList());
    }

    @Override
    public void quit() {} // the thread that reads lines sees to it
  }

  /** Whether a typed line answers an open question; then that is done. */
  boolean answersQuestion(String line) {
    Optional<Runnable> action = questions.answer(line);
    action.ifPresent(Runnable::run);
    return action.isPresent();
  }

  /** Asks the server for something; says so if that has to wait. */
  private void asks(Runnable request) {
    request.run();
    waitsForConnection();
  }

  private void waitsForConnection() {
    if (!state.connected()) {
      output.note(messages.text("waitsForConnection"));
    }
  }

  /** A line that cannot be sent yet is not lost. */
  private void waits(String text) {
    if (!state.connected()) {
      output.note(Sanitizer.line(text) + "  " + "(" + messages.text("unsent") + ")");
    }
  }
}
