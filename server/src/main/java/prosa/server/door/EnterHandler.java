package prosa.server.door;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
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
import prosa.server.placement.ClientAddress;
import prosa.server.refusal.Refusals;

/**
 * Where a direct or browser member stands before it has a seat, and again after it left one: it is
 * greeted, and has a while to enter. On the door's loop.
 */
public final class EnterHandler implements ConnectionHandler {
  private static final int PATIENCE = 20;

  private final ServerContext context;
  private final JoinService reception;
  private final ClientAddress client;
  private final Predicate<List<ByteBuf>> asks;
  private final ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());
  private @Nullable ScheduledFuture<?> deadline;
  private int refused;

  /** An entrance for one line. */
  public EnterHandler(ServerContext context, JoinService reception, ClientAddress client) {
    this(context, reception, client, _ -> false);
  }

  /**
   * An entrance for one line.
   *
   * @param asks answers a message of several parts, if that is a question to the door
   */
  EnterHandler(
      ServerContext context,
      JoinService reception,
      ClientAddress client,
      Predicate<List<ByteBuf>> asks) {
    this.asks = asks;
    this.context = context;
    this.reception = reception;
    this.client = client;
  }

  /** Greets a new connection. */
  public void welcome(MemberConnection line) {
    line.send(ProtocolWriter.write(new ServerMessage.Hello("Prosa", Version.CURRENT)));
    waitFor(line);
  }

  /** Waits for a line to enter; from the moment it owns it. */
  public void waitFor(MemberConnection line) {
    reception.stands(line);
    long seconds = context.enterWithin().toSeconds();
    deadline =
        line.channel()
            .eventLoop()
            .schedule(
                () -> {
                  refuse(line, Refusals.tooLate(seconds));
                  line.end();
                },
                context.enterWithin().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** Some programs of DEALER ask the door in the way of a REQ. */
  @Override
  public boolean parts(MemberConnection line, List<ByteBuf> parts) {
    return asks.test(parts);
  }

  @Override
  public void text(MemberConnection line, ByteBuf text) {
    if (!text.isReadable()) {
      return; // what a socket with ZMQ_PROBE_ROUTER says first
    }
    try {
      switch (reader.toServer(ByteBufUtil.getBytes(text))) {
        case ClientMessage.Enter enter -> enter(line, enter);
        case ClientMessage.RoomCommand command -> {
          if (command.type().withoutSeat() == ClientMessage.WithoutSeat.REFUSED) {
            refuse(line, Refusals.notSeated(command.id()));
          }
        }
      }
    } catch (ProtocolException e) {
      if (e.isBadUtf8() && line.endsForBadUtf8()) {
        return;
      }
      context.counters().add(Count.MALFORMED);
      refuse(line, e.refused());
    }
  }

  private void enter(MemberConnection line, ClientMessage.Enter enter) {
    long wait = line.budgets().take(Resource.JOINS);
    if (wait > 0) {
      context.counters().add(Count.JOINS_REFUSED);
    } else if (enter.isPrivate() && enter.seat().isEmpty() && enter.invite().isEmpty()) {
      wait = line.budgets().take(Resource.PRIVATE_ROOMS);
      context.counters().add(Count.PRIVATE_ROOMS_REFUSED, wait > 0 ? 1 : 0);
    }
    if (wait > 0) {
      refuse(line, Refusals.tooManyJoins(wait));
      return;
    }
    stopWaiting(line);
    reception.enter(
        enter,
        line,
        client,
        why -> {
          refuse(line, why);
          waitFor(line);
        });
  }

  /** Says no; who does not learn from it is read more slowly, then sent away. */
  private void refuse(MemberConnection line, ServerMessage.Refused why) {
    context.counters().add(Count.REFUSED);
    line.send(ProtocolWriter.write(why));
    long wait = line.budgets().charge(Resource.REFUSALS);
    if (++refused >= PATIENCE) {
      line.end();
    } else if (wait > 0) {
      context.counters().add(Count.REFUSALS_PAUSED);
      line.rest(wait);
    }
  }

  private void stopWaiting(MemberConnection line) {
    reception.goes(line);
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  @Override
  public void tooLong(MemberConnection line, long size) {
    refuse(line, Refusals.tooLarge(context.frameBytes()));
  }

  @Override
  public void notText(MemberConnection line) {
    refuse(line, Refusals.notText());
  }

  @Override
  public void writable(MemberConnection line) {}

  @Override
  public void closed(MemberConnection line) {
    stopWaiting(line);
  }
}
