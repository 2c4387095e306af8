package prosa.server.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;
import prosa.server.connection.ConnectionHandler;
import prosa.server.connection.MemberConnection;
import prosa.server.connection.ServerContext;
import prosa.server.limits.Resource;
import prosa.server.operations.Counters.Count;
import prosa.server.operations.Version;
import prosa.server.refusal.Refusals;

/**
 * Handles the connection of a direct or browser member that has no seat yet, or has left one:
 * greets it, and closes it if it does not enter in time. On the door's loop.
 */
public final class EnterHandler implements ConnectionHandler {
  private static final int MOST_REFUSALS = 20;

  /** One for all connections: to make one costs more than to read with it. */
  private static final ProtocolReader READER = new ProtocolReader(ReadLimits.defaults());

  private final ServerContext context;
  private final JoinService joinService;
  private final DoorQuestions questions;
  private @Nullable ScheduledFuture<?> deadline;
  private int refused;

  /** Answers questions to the door that come in a REQ socket's form. */
  interface DoorQuestions {
    /**
     * Answers the message of these parts; false, and nothing is done, if it is no such question.
     *
     * @param refused is told why, if the answer is a refusal: once it is sent
     */
    boolean answer(List<ByteBuf> parts, Consumer<ErrorCode> refused);
  }

  /** A handler for one connection. */
  public EnterHandler(ServerContext context, JoinService joinService) {
    this(context, joinService, (_, _) -> false);
  }

  /**
   * A handler for one connection.
   *
   * @param questions gets its messages of several parts
   */
  EnterHandler(ServerContext context, JoinService joinService, DoorQuestions questions) {
    this.questions = questions;
    this.context = context;
    this.joinService = joinService;
  }

  /** Greets a new connection. */
  public void welcome(MemberConnection connection) {
    connection.send(
        ProtocolWriter.write(
            new ServerMessage.Hello("Prosa", Version.CURRENT, context.host().isThere())));
    waitFor(connection);
  }

  /** Waits for a connection to enter; from the moment it owns it. */
  public void waitFor(MemberConnection connection) {
    joinService.stands(connection);
    long seconds = context.enterWithin().toSeconds();
    deadline =
        connection
            .channel()
            .eventLoop()
            .schedule(
                () -> {
                  if (connection.channel().isOpen()) {
                    refuse(connection, Refusals.tooLate(seconds));
                    connection.end();
                  }
                },
                context.enterWithin().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** Some DEALER programs ask the door as a REQ socket does. */
  @Override
  public boolean parts(MemberConnection connection, List<ByteBuf> parts) {
    return questions.answer(parts, why -> refused(connection, why));
  }

  @Override
  public void text(MemberConnection connection, ByteBuf text) {
    if (!text.isReadable()) {
      return; // what a socket with ZMQ_PROBE_ROUTER sends first
    }
    try {
      switch (READER.toServer(ByteBufUtil.getBytes(text))) {
        case ClientMessage.Enter enter -> enter(connection, enter);
        case ClientMessage.RoomCommand command -> {
          if (command.type().withoutSeat() == ClientMessage.WithoutSeat.REFUSED) {
            refuse(connection, Refusals.notSeated(command.id()));
          }
        }
      }
    } catch (ProtocolException e) {
      if (e.isBadUtf8() && connection.endsForBadUtf8()) {
        return;
      }
      context.counters().add(Count.MALFORMED);
      refuse(connection, e.refused());
    }
  }

  /** Asks for a seat for somebody who was given one that is not there any more. */
  public void enterAnew(MemberConnection connection, ClientMessage.Enter enter) {
    ask(connection, enter, false);
  }

  private void enter(MemberConnection connection, ClientMessage.Enter enter) {
    boolean isNew = enter.seat().isEmpty();
    long wait = connection.budgets().take(Resource.JOINS);
    if (wait == 0 && isNew) {
      wait = context.emergency().joinWait();
    }
    if (wait > 0) {
      context.counters().add(Count.JOINS_REFUSED);
    } else if (enter.isPrivate() && isNew && enter.invite().isEmpty()) {
      wait = connection.budgets().take(Resource.PRIVATE_ROOMS);
      if (wait > 0) {
        context.counters().add(Count.PRIVATE_ROOMS_REFUSED);
        context.emergency().joinGivenBack();
      }
    }
    if (wait > 0) {
      refuse(connection, Refusals.tooManyJoins(wait));
      return;
    }
    stopWaiting(connection);
    ask(connection, enter, isNew);
  }

  /**
   * Asks for a seat.
   *
   * @param isCounted whether it is one of the few joins of an emergency, if there is one
   */
  private void ask(MemberConnection connection, ClientMessage.Enter enter, boolean isCounted) {
    joinService.enter(
        enter,
        connection,
        connection.client(),
        why -> {
          if (isCounted) {
            context.emergency().joinGivenBack();
          }
          refuse(connection, why);
          waitFor(connection);
        });
  }

  private void refuse(MemberConnection connection, ServerMessage.Refused why) {
    connection.send(ProtocolWriter.write(why));
    refused(connection, why.reason());
  }

  /** A peer that causes many refusals is read more slowly and closed in the end. */
  private void refused(MemberConnection connection, ErrorCode why) {
    context.counters().refused(why);
    long wait = connection.budgets().charge(Resource.REFUSALS);
    if (++refused >= MOST_REFUSALS) {
      connection.end();
    } else if (wait > 0) {
      context.counters().add(Count.REFUSALS_PAUSED);
      connection.rest(wait);
    }
  }

  private void stopWaiting(MemberConnection connection) {
    joinService.goes(connection);
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void tooLong(MemberConnection connection, long size) {
    refuse(connection, Refusals.tooLarge(context.frameBytes()));
  }

  @Override
  public void notText(MemberConnection connection) {
    refuse(connection, Refusals.notText());
  }

  @Override
  public void writable(MemberConnection connection) {}

  @Override
  public void closed(MemberConnection connection) {
    stopWaiting(connection);
  }
}
