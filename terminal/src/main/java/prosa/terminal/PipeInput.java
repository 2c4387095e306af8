package prosa.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import prosa.client.ChatClient;
import prosa.client.ChatInput;
import prosa.client.CommandName;
import prosa.client.RequestType;
import prosa.client.UnsentMessage;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.Names;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ReadLimits;
import prosa.terminal.InputLines.Line;

/**
 * The input of a filter: lines to send, or commands in JSON, each kept from reading until it is
 * acknowledged or refused.
 *
 * <p>A thread named {@code input} reads them and is stopped while {@value #AHEAD} wait to be heard,
 * so that a long input waits in its pipe and not in memory. All else here is for the filter's own
 * thread, to which {@code input} hands what it has read.
 */
final class PipeInput {
  private static final int AHEAD = 64;

  private final InputLines lines;
  private final PipeOptions options;
  private final boolean encrypted;
  private final Consumer<Runnable> tasks;
  private final PipeInputListener listener;
  private final Semaphore ahead = new Semaphore(AHEAD);

  /** What was said and not acknowledged, by its id, in order. */
  private final Map<String, UnsentMessage> unconfirmed = new LinkedHashMap<>();

  private final List<UnsentMessage> returned = new ArrayList<>();
  private final Map<String, String> givenIds = new HashMap<>();
  private final ProtocolReader reader =
      new ProtocolReader(ReadLimits.defaults().withText(Integer.MAX_VALUE));
  private final Map<RequestType, Integer> asked = new EnumMap<>(RequestType.class);
  private boolean ended;
  private long taken;

  /** Is called on the filter's thread. */
  interface PipeInputListener {
    /** There are no more lines, and what went wrong if that is why. */
    void ended(Optional<IOException> failure);

    /** This line is no text in the charset. */
    void noText(long line);

    /** This line is no command in JSON. */
    void noCommand(long line, BadCommand why);
  }

  /**
   * Why a line is no command.
   *
   * @param reason for programs
   * @param kind for people: a code of the protocol, or what else it is
   * @param type of the command, if it is known
   * @param sentence in English
   * @param id that the line has, if any
   */
  record BadCommand(
      ErrorCode reason, String kind, String type, String sentence, Optional<String> id) {
    private static BadCommand of(ProtocolException why) {
      String sentence =
          why.reason() == ErrorCode.UNKNOWN_TYPE ? "No command has this type." : why.sentence();
      return new BadCommand(why.reason(), why.reason().code(), "", sentence, why.refused().id());
    }

    private static BadCommand of(ClientMessage command, String kind, String sentence) {
      return new BadCommand(
          ErrorCode.UNKNOWN_TYPE, kind, command.type().wireName(), sentence, command.id());
    }
  }

  /**
   * @param encrypted whether it is for an encrypted room
   * @param tasks runs what it is given on the filter's thread
   */
  PipeInput(
      InputStream in,
      PipeOptions options,
      boolean encrypted,
      Consumer<Runnable> tasks,
      PipeInputListener listener) {
    lines =
        options.json()
            ? InputLines.ofJson(in, options.charset())
            : new InputLines(in, options.charset());
    this.options = options;
    this.encrypted = encrypted;
    this.tasks = tasks;
    this.listener = listener;
  }

  /** Begins to read, and to say what is read. */
  void open(ChatClient client) {
    Thread.ofPlatform().daemon().name("input").start(() -> read(client));
  }

  private void read(ChatClient client) {
    Optional<IOException> failure = Optional.empty();
    try {
      for (Optional<Line> line = lines.next(); line.isPresent(); line = lines.next()) {
        Line next = line.get();
        ahead.acquire();
        tasks.accept(() -> take(client, next));
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Optional<IOException> why = failure;
    tasks.accept(
        () -> {
          ended = true;
          listener.ended(why);
        });
  }

  private void take(ChatClient client, Line line) {
    switch (line) {
      case Line.NoText(long number) -> {
        taken = number;
        ahead.release();
        listener.noText(number);
      }
      case Line.Text(long number, String text) -> {
        taken = number;
        if (!options.blank() && Names.showsNothing(text)) {
          ahead.release();
        } else if (options.json()) {
          command(client, number, text);
        } else if (encrypted && asksForNewKey(text)) {
          newKey(client, true);
        } else {
          boolean escaped =
              encrypted && ChatInput.isQuoted(text) && asksForNewKey(text.substring(1));
          String said = escaped ? text.substring(1) : text;
          said(client.say(said), said, false, 0);
        }
      }
    }
  }

  /** The only line that is a command, and only in an encrypted room: nothing else agrees there. */
  private static boolean asksForNewKey(String line) {
    return ChatInput.of(line) instanceof ChatInput.Command(CommandName command, String _)
        && command == CommandName.NEWKEY;
  }

  private void newKey(ChatClient client, boolean agrees) {
    ahead.release();
    if (agrees) {
      asked.put(RequestType.NEW_KEY, 1); // asked for twice, there is one answer
      client.newKey();
    } else {
      client.declineNewKey();
    }
  }

  private void command(ChatClient client, long line, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ClientMessage command;
    try {
      Optional<Boolean> newKey = reader.newKey(bytes);
      if (newKey.isPresent()) {
        newKey(client, newKey.get());
        return;
      }
      command = reader.toServer(bytes);
    } catch (ProtocolException e) {
      ahead.release();
      listener.noCommand(line, BadCommand.of(e));
      return;
    }
    if (command instanceof ClientMessage.React || command instanceof ClientMessage.Hold) {
      ahead.release();
      String why = "Only a page sends " + command.type().wireName() + ".";
      listener.noCommand(line, BadCommand.of(command, "page-only", why));
      return;
    }
    if (command instanceof ClientMessage.Tell) {
      ahead.release();
      String why = "What is sealed is told by the client itself.";
      listener.noCommand(line, BadCommand.of(command, "sealed", why));
      return;
    }
    Optional<String> said = client.execute(command);
    if (said.isEmpty()) {
      ahead.release();
      request(command).ifPresent(request -> asked.merge(request, 1, Integer::sum));
      return;
    }
    command.id().ifPresent(given -> givenIds.put(said.get(), given));
    if (command instanceof ClientMessage.Say say) {
      said(said.get(), say.message(), say.action(), say.re());
    }
  }

  private void said(String id, String text, boolean action, long re) {
    unconfirmed.put(id, new UnsentMessage(id, text, action, re, false));
  }

  /** What is answered in a while. */
  private static Optional<RequestType> request(ClientMessage command) {
    return switch (command) {
      case ClientMessage.Enter enter ->
          Optional.of(enter.invite().isPresent() ? RequestType.JOIN : RequestType.PRIVATE_ROOM);
      case ClientMessage.Rename _ -> Optional.of(RequestType.RENAME);
      case ClientMessage.Next _ -> Optional.of(RequestType.NEXT);
      case ClientMessage.Return _ -> Optional.of(RequestType.RETURN);
      case ClientMessage.Invite _ -> Optional.of(RequestType.INVITE);
      case ClientMessage.About _ -> Optional.of(RequestType.ABOUT);
      case ClientMessage.Vote _ -> Optional.of(RequestType.VOTE);
      case ClientMessage.Ballot _ -> Optional.of(RequestType.BALLOT);
      case ClientMessage.Say _,
          ClientMessage.React _,
          ClientMessage.Hold _,
          ClientMessage.Typing _,
          ClientMessage.Tell _,
          ClientMessage.Leave _ ->
          Optional.empty();
    };
  }

  /** This was answered, accepted or refused. */
  void answered(RequestType request) {
    asked.computeIfPresent(request, (_, count) -> count > 1 ? count - 1 : null);
  }

  /**
   * Whether all lines were read, and delivered or refused, but some requests are not answered yet.
   */
  boolean awaitsAnswersOnly() {
    return ended && unconfirmed.isEmpty() && !asked.isEmpty();
  }

  /** Whether a new key is awaited, to which others have still to agree. */
  boolean awaitsNewKey() {
    return asked.containsKey(RequestType.NEW_KEY);
  }

  /** Nothing more will be answered. */
  void unanswered() {
    asked.clear();
  }

  /** The id of an own message as the program that wrote it calls it. */
  String givenId(String id) {
    return givenIds.getOrDefault(id, id);
  }

  /** These were not said before a seat was lost. */
  void returned(List<UnsentMessage> texts) {
    returned.addAll(texts);
    texts.forEach(text -> unconfirmed.put(text.id(), text));
  }

  /** What was read and will not be said, for the session is over. */
  List<UnsentMessage> unsaid() {
    return List.copyOf(unconfirmed.values());
  }

  /** Of these, what {@link #returned} was not told of. */
  List<UnsentMessage> unreturned() {
    return unsaid().stream().filter(text -> !returned.contains(text)).toList();
  }

  /** The number of the last line that was read; 0 before the first. */
  long taken() {
    return taken;
  }

  /**
   * In a pipeline a line is sent even if nobody else is in the room.
   *
   * @return whether some of it was perhaps said before
   */
  boolean sayAgain(ChatClient client) {
    boolean twice = returned.stream().anyMatch(UnsentMessage::perhapsSaid);
    for (UnsentMessage text : returned) {
      unconfirmed.remove(text.id());
      String again = text.action() ? client.act(text.text()) : client.say(text.text());
      said(again, text.text(), text.action(), 0); // numbers of the table before mean nothing here
      String given = givenIds.remove(text.id());
      if (given != null) {
        givenIds.put(again, given);
      }
    }
    returned.clear();
    return twice;
  }

  /** This one was acknowledged or never will be. */
  void settled(String id) {
    if (unconfirmed.remove(id) != null) {
      ahead.release();
    }
    givenIds.remove(id);
  }

  /** Whether all lines were read. */
  boolean ended() {
    return ended;
  }

  /** Whether all lines were read, and delivered, answered or refused. */
  boolean done() {
    return ended && unconfirmed.isEmpty() && asked.isEmpty();
  }
}
