package prosa.terminal;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.client.ChatClient;
import prosa.client.ChatEvent;
import prosa.client.ClientTimeouts;
import prosa.client.ConnectError;
import prosa.client.ConnectOptions;
import prosa.client.EndReason;
import prosa.client.JoinKind;
import prosa.client.Message;
import prosa.client.MissedCount;
import prosa.client.NewcomerLinks;
import prosa.client.RequestType;
import prosa.client.RoomState;
import prosa.client.UnsentMessage;
import prosa.messages.Messages;
import prosa.protocol.ErrorCode;

/**
 * A session without a terminal: each input line is sent, each message is written as one line to
 * standard output, and events go to standard error. It ends when all input was sent and
 * acknowledged.
 *
 * <p>How it works: all state belongs to the calling thread. Events and lines come to it as tasks in
 * one queue. A blocked standard output blocks the queue, and with it the client's reading.
 */
final class PipeChat {
  private static final long LEAVE_SECONDS = 3;
  private static final long NEVER = Long.MAX_VALUE;

  private final ConnectOptions options;
  private final Duration connectTimeout;
  private final PipeOptions pipe;
  private final StderrReporter reporter;
  private final Writer out;
  private final OutputKind outKind;
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final PipeInput input;
  private final NewcomerLinks newcomerLinks = new NewcomerLinks();
  private final MissedCount missed = new MissedCount();
  private final CountDownLatch over = new CountDownLatch(1);

  private RoomState room = new RoomState();
  private boolean seated;
  private boolean everSeated;
  private boolean leaving;
  private boolean nobodyReads;
  private int outcome = TerminalChat.DONE;
  private OptionalInt exit = OptionalInt.empty();
  private ConnectError error = ConnectError.NO_ANSWER;
  private boolean noSeat;
  private long deadline;

  /** How long members have to agree to a new key. */
  private Duration toAgree = Duration.ZERO;

  PipeChat(
      ConnectOptions options,
      Duration connectTimeout,
      PipeOptions pipe,
      Messages messages,
      InputStream in,
      OutputStream out,
      OutputKind outKind,
      PrintStream err,
      OutputKind errKind) {
    this.options = options;
    this.connectTimeout = connectTimeout;
    reporter = new StderrReporter(messages, options.server(), () -> room, err, errKind);
    this.pipe = pipe;
    this.outKind = outKind;
    boolean encrypted = options.encrypted() || options.server().secret().isPresent();
    input = new PipeInput(in, pipe, encrypted, tasks::add, new InputListener());
    this.out = new BufferedWriter(new OutputStreamWriter(out, pipe.charset()));
  }

  /** Runs to the end and returns the exit code. */
  int run() {
    await(connectTimeout);
    try (ChatClient client = ChatClient.enter(options, times(), tasks::add, this::heard)) {
      input.open(client);
      Thread goodbye = new Thread(() -> leaveInTime(client), "goodbye");
      Runtime.getRuntime().addShutdownHook(goodbye);
      while (exit.isEmpty()) {
        Runnable task = next();
        if (task == null) {
          late(client);
        } else {
          task.run();
          sayAgain(client);
          finishIfDone(client);
          flush(client);
        }
      }
      over.countDown();
      forget(goodbye);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return TerminalChat.FAILED;
    }
    return exit.getAsInt();
  }

  /** What a lost seat left unsaid is said at the present one. */
  private void sayAgain(ChatClient client) {
    if (exit.isEmpty() && input.sayAgain(client) && !pipe.json()) {
      reporter.saidAgain();
    }
  }

  /** The reason must be known before the timeout. */
  private ClientTimeouts times() {
    ClientTimeouts usual = ClientTimeouts.defaults();
    Duration half = connectTimeout.dividedBy(2);
    Duration soon = half.compareTo(usual.unreachable()) < 0 ? half : usual.unreachable();
    return new ClientTimeouts(
        soon.isPositive() ? soon : Duration.ofMillis(1),
        usual.answer(),
        usual.heartbeat(),
        usual.dead(),
        usual.backoff());
  }

  private @Nullable Runnable next() throws InterruptedException {
    return deadline == NEVER
        ? tasks.take()
        : tasks.poll(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
  }

  /** Handles events of the input, on this thread. */
  private final class InputListener implements PipeInput.PipeInputListener {
    @Override
    public void ended(Optional<IOException> failure) {
      failure.ifPresent(
          why -> {
            outcome = TerminalChat.FAILED;
            reporter.unread(why);
          });
      if (!seated && !leaving && !staysFor()) {
        await(connectTimeout);
      }
    }

    @Override
    public void noText(long line) {
      outcome = TerminalChat.FAILED;
      reporter.noText(line, pipe.charset());
      if (pipe.json()) {
        String why = "The line is no text in " + pipe.charset() + ".";
        print(JsonLine.badInput(line, ErrorCode.BAD_JSON, why, Optional.empty()));
      }
    }

    @Override
    public void noCommand(long line, PipeInput.BadCommand why) {
      outcome = TerminalChat.FAILED;
      reporter.noCommand(line, why);
      print(JsonLine.badInput(line, why.reason(), why.sentence(), why.id()));
    }
  }

  /** Whether it waits for another seat for as long as that takes. */
  private boolean staysFor() {
    return pipe.listen() && everSeated;
  }

  private void finishIfDone(ChatClient client) {
    if (seated && input.done() && !pipe.listen() && !leaving) {
      leave(client);
    } else if (seated && input.awaitsAnswersOnly() && deadline == NEVER) {
      await(input.awaitsNewKey() ? connectTimeout.plus(toAgree) : connectTimeout);
    }
  }

  private void leave(ChatClient client) {
    leaving = true;
    await(Duration.ofSeconds(LEAVE_SECONDS));
    client.close();
  }

  // ---- output

  private void heard(ChatClient client, ChatEvent event) {
    room = client.room();
    if (event instanceof ChatEvent.Ended(EndReason why)) {
      tellUnsaid(client, why);
    }
    if (pipe.json()) {
      print(
          noSeat && event instanceof ChatEvent.Ended
              ? JsonLine.endedWithoutSeat(error)
              : JsonLine.of(event, client.room(), input::givenId));
    }
    if (!pipe.json()) {
      missed.before(event).forEach(reporter::missed);
    }
    if (event instanceof ChatEvent.Said(Message message)) {
      if (!pipe.json()) {
        reporter.tell(event, everSeated); // what it answers is nothing that was said now
        print(
            PlainLine.of(
                message,
                outKind,
                client.room(),
                pipe.timestamps() ? Optional.of(Instant.now()) : Optional.empty()));
        if (newcomerLinks.isNews(message)) {
          reporter.newcomerLinks(outKind);
        }
      }
      message.id().ifPresent(input::settled);
      return;
    }
    if (!pipe.json() || event instanceof ChatEvent.Ended) {
      reporter.tell(event, everSeated);
    }
    switch (event) {
      case ChatEvent.Seated(var _, JoinKind how) -> {
        newcomerLinks.seated(how);
        if (everSeated && how == JoinKind.RETURNED) {
          input.answered(RequestType.RETURN);
        }
        if (everSeated && how == JoinKind.MOVED) {
          input.answered(RequestType.NEXT);
          input.answered(RequestType.JOIN);
          input.answered(RequestType.PRIVATE_ROOM);
        }
        seated = true;
        everSeated = true;
        deadline = NEVER;
      }
      case ChatEvent.Lost _ -> {
        seated = false;
        error = ConnectError.BROKEN_OFF;
        if (input.ended() && !leaving) {
          if (staysFor()) {
            deadline = NEVER; // also for an answer, which comes at the next seat
          } else {
            await(connectTimeout);
          }
        }
      }
      case ChatEvent.Unreachable(var _, ConnectError why) -> {
        error = why;
        if (!why.isTriedAgain() || !(everSeated || why.mayPass())) {
          giveUp(client);
        }
      }
      case ChatEvent.Refused(
              RequestType request,
              var reason,
              var sentence,
              Optional<UnsentMessage> text) -> {
        outcome = TerminalChat.FAILED;
        input.answered(request);
        text.ifPresent(refused -> input.settled(refused.id()));
      }
      case ChatEvent.Renamed(var _, var _, boolean mine) -> {
        if (mine) {
          input.answered(RequestType.RENAME);
        }
      }
      case ChatEvent.Invited _ -> input.answered(RequestType.INVITE);
      case ChatEvent.About _ -> input.answered(RequestType.ABOUT);
      case ChatEvent.VoteBegan vote -> {
        if (vote.mine()) {
          input.answered(RequestType.VOTE);
        }
      }
      case ChatEvent.Balloted _ -> input.answered(RequestType.BALLOT);
      case ChatEvent.KeyAsked asked -> {
        toAgree = Duration.ofSeconds(asked.seconds());
        deadline = seated && !leaving ? NEVER : deadline; // there is more time now
      }
      case ChatEvent.KeyChanged _, ChatEvent.KeyStays _, ChatEvent.KeyMissed _ ->
          input.answered(RequestType.NEW_KEY);
      case ChatEvent.Returned(List<UnsentMessage> texts) -> input.returned(texts);
      case ChatEvent.Ended(EndReason why) ->
          exit = OptionalInt.of(why instanceof EndReason.Left ? outcome : TerminalChat.FAILED);
      default -> {} // told, and no more
    }
  }

  /**
   * The session is over. Where there never was a seat, why there was none says that nothing was
   * said.
   */
  private void tellUnsaid(ChatClient client, EndReason why) {
    if (pipe.json()) {
      List<UnsentMessage> late = input.unreturned(); // too late for the client to return them
      if (!late.isEmpty()) {
        print(JsonLine.of(new ChatEvent.Returned(late), client.room(), input::givenId));
      }
    } else if (everSeated) {
      reporter.notSaid(input.unsaid());
    }
    if (everSeated && !input.ended() && !(why instanceof EndReason.Left)) {
      reporter.readTo(input.taken());
    }
  }

  private void print(String line) {
    try {
      out.write(TextEncoding.encodable(line, pipe.charset()) + "\n");
    } catch (IOException e) {
      tasks.add(() -> unwritten(e));
    }
  }

  private void flush(ChatClient client) {
    if (tasks.isEmpty() || leaving) {
      try {
        out.flush();
      } catch (IOException e) {
        unwritten(e);
      }
    }
    if (nobodyReads && !leaving) {
      leave(client);
    }
  }

  /** The next program of the pipeline has seen enough, or the output cannot be stored. */
  private void unwritten(IOException why) {
    if (!nobodyReads && !BrokenPipe.is(why)) {
      outcome = TerminalChat.FAILED;
      reporter.unwritten(why);
    }
    nobodyReads = true;
  }

  // ---- when to give up

  private void await(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  private void late(ChatClient client) {
    deadline = NEVER;
    if (leaving) {
      exit = OptionalInt.of(outcome);
    } else if (seated) {
      outcome = TerminalChat.FAILED;
      input.unanswered();
      finishIfDone(client);
    } else {
      reporter.notWithin(connectTimeout, error);
      leaveWithoutSeat(client);
    }
  }

  /** Waiting does not help: somebody has to do something about it. */
  private void giveUp(ChatClient client) {
    if (leaving) {
      return;
    }
    if (!everSeated) {
      reporter.noSeat(error);
    }
    leaveWithoutSeat(client);
  }

  private void leaveWithoutSeat(ChatClient client) {
    outcome = TerminalChat.FAILED;
    noSeat = true;
    leave(client);
  }

  /** When a signal ends the program: leaves, if that takes only a moment. */
  private void leaveInTime(ChatClient client) {
    client.close();
    try {
      var _ = over.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // it runs already
    }
  }
}
