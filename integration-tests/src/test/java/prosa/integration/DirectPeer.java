package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ClientMessage;
import prosa.protocol.ErrorCode;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.ServerMessage;

/**
 * A direct member: a DEALER socket of some library and what it has heard, in order. A test takes
 * one event after the other, so that nothing unexpected goes by unseen.
 */
abstract class DirectPeer implements AutoCloseable {
  private static final ProtocolReader READER = new ProtocolReader(ReadLimits.defaults());

  private final String name;
  private final LinkedBlockingQueue<ServerMessage> heard = new LinkedBlockingQueue<>();
  private volatile @Nullable String broken;

  DirectPeer(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  // ---- for the library

  /** Sends one message of these parts. */
  abstract void send(List<byte[]> parts);

  @Override
  public abstract void close();

  /** The library got a message. */
  final void received(List<byte[]> parts) {
    try {
      if (parts.size() != 1) {
        throw new IllegalArgumentException(parts.size() + " parts");
      }
      heard.add(READER.toMember(parts.getFirst()));
    } catch (ProtocolException | IllegalArgumentException e) {
      breaks(e + ": " + new String(parts.getFirst(), StandardCharsets.UTF_8));
    }
  }

  /** What it got would have ended its program. */
  final void breaks(String how) {
    broken = how;
  }

  // ---- what it says

  final void send(byte[] message) {
    send(List.of(message));
  }

  final void send(String json) {
    send(json.getBytes(StandardCharsets.UTF_8));
  }

  final void send(ClientMessage message) {
    send(ProtocolWriter.write(message));
  }

  final void says(String text) {
    send(new ClientMessage.Say(text));
  }

  final void says(String text, String id) {
    send(new ClientMessage.Say(text, false, java.util.Optional.of(id)));
  }

  // ---- what it hears

  /** The next event, if one comes in time, as {@link #known} has it. */
  final @Nullable ServerMessage within(Duration time) {
    ServerMessage event = whole(time);
    return event == null ? null : known(event);
  }

  /** The next event with all its optional fields. */
  final <T extends ServerMessage> T whole(Class<T> type) {
    ServerMessage event = whole(Await.LONG);
    if (event == null) {
      throw new AssertionError(name + " heard nothing more");
    }
    assertThat(event).as("what %s hears next", name).isInstanceOf(type);
    return type.cast(event);
  }

  /** An event without the ids of stays and the times for holding, which differ each time. */
  private static ServerMessage known(ServerMessage event) {
    return switch (event) {
      case ServerMessage.Joined joined ->
          new ServerMessage.Joined(joined.place(), joined.user(), joined.classic());
      case ServerMessage.Seated seated ->
          new ServerMessage.Seated(
              seated.room(),
              seated.user(),
              seated.place(),
              0,
              seated.seat(),
              seated.n(),
              seated.capacity(),
              false,
              seated.members().stream()
                  .map(
                      one ->
                          new ServerMessage.MemberEntry(
                              one.place(), one.user(), one.state(), one.classic()))
                  .toList(),
              new ServerMessage.Limits(
                  seated.limits().message(), seated.limits().text(), seated.limits().rate()),
              List.of(),
              Optional.empty(),
              seated.formerly());
      default -> event;
    };
  }

  private @Nullable ServerMessage whole(Duration time) {
    try {
      ServerMessage event = heard.poll(time.toMillis(), TimeUnit.MILLISECONDS);
      if (broken != null) {
        throw new AssertionError(name + " broke: " + broken);
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The next event. */
  final ServerMessage next() {
    ServerMessage event = within(Await.LONG);
    if (event == null) {
      throw new AssertionError(name + " heard nothing more");
    }
    return event;
  }

  /** The next event, which is of this type. */
  final <T extends ServerMessage> T next(Class<T> type) {
    ServerMessage event = next();
    assertThat(event).as("what %s hears next", name).isInstanceOf(type);
    return type.cast(event);
  }

  /** The next event is exactly this one. */
  final void hears(ServerMessage event) {
    assertThat(next()).as("what %s hears next", name).isEqualTo(event);
  }

  /** The next event of this type; those before it are passed over. */
  final <T extends ServerMessage> T skipsTo(Class<T> type) {
    for (ServerMessage event = next(); ; event = next()) {
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  /** The next event is a refusal with this code. */
  final ServerMessage.Refused refused(ErrorCode reason) {
    ServerMessage.Refused refused = next(ServerMessage.Refused.class);
    assertThat(refused.reason()).as("why %s was refused", name).isEqualTo(reason);
    assertThat(refused.message()).isNotBlank();
    return refused;
  }

  /**
   * Nothing waits to be heard: the answer to a question that cannot be misunderstood comes next.
   * The connection is alive, too.
   */
  final void hearsNothingElse() {
    send("{\"type\": \"is there anything else?\"}");
    refused(ErrorCode.UNKNOWN_TYPE);
  }

  // ---- sitting down

  /** Hears {@code hello}, enters with a name alone, and is seated. */
  final ServerMessage.Seated enters() {
    return enters("{\"type\": \"enter\", \"user\": \"" + name + "\"}");
  }

  final ServerMessage.Seated enters(String json) {
    next(ServerMessage.Hello.class);
    return entersAgain(json);
  }

  /** Enters on a connection that has been greeted before. */
  final ServerMessage.Seated entersAgain(String json) {
    send(json);
    return next(ServerMessage.Seated.class);
  }

  /** Hears {@code hello}, comes back with a secret, and is seated. */
  final ServerMessage.Seated comesBack(String secret, long heard) {
    return enters(
        "{\"type\": \"enter\", \"user\": \"%s\", \"seat\": \"%s\", \"heard\": %d}"
            .formatted(name, secret, heard));
  }
}
