package prosa.trials;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ProtocolWriter;
import prosa.protocol.ReadLimits;
import prosa.protocol.Reason;
import prosa.protocol.ToMember;
import prosa.protocol.ToServer;

/**
 * A direct member: a DEALER socket of some library and what it has heard, in order. A trial takes
 * one event after the other, so that nothing unexpected goes by unseen.
 */
abstract class DirectPeer implements AutoCloseable {
  private static final ProtocolReader READER = new ProtocolReader(ReadLimits.defaults());

  private final String name;
  private final LinkedBlockingQueue<ToMember> heard = new LinkedBlockingQueue<>();
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

  final void send(ToServer message) {
    send(ProtocolWriter.write(message));
  }

  final void says(String text) {
    send(new ToServer.Say(text));
  }

  final void says(String text, String id) {
    send(new ToServer.Say(text, false, java.util.Optional.of(id)));
  }

  // ---- what it hears

  /** The next event, if one comes in time. */
  final @Nullable ToMember within(Duration time) {
    try {
      ToMember event = heard.poll(time.toMillis(), TimeUnit.MILLISECONDS);
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
  final ToMember next() {
    ToMember event = within(Patience.LONG);
    if (event == null) {
      throw new AssertionError(name + " heard nothing more");
    }
    return event;
  }

  /** The next event, which is of this type. */
  final <T extends ToMember> T next(Class<T> type) {
    ToMember event = next();
    assertThat(event).as("what %s hears next", name).isInstanceOf(type);
    return type.cast(event);
  }

  /** The next event is exactly this one. */
  final void hears(ToMember event) {
    assertThat(next()).as("what %s hears next", name).isEqualTo(event);
  }

  /** The next event of this type; those before it are passed over. */
  final <T extends ToMember> T skipsTo(Class<T> type) {
    for (ToMember event = next(); ; event = next()) {
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  /** The next event is a refusal with this code. */
  final ToMember.Refused refused(Reason reason) {
    ToMember.Refused refused = next(ToMember.Refused.class);
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
    refused(Reason.UNKNOWN_TYPE);
  }

  // ---- sitting down

  /** Hears {@code hello}, enters with a name alone, and is seated. */
  final ToMember.Seated enters() {
    return enters("{\"type\": \"enter\", \"user\": \"" + name + "\"}");
  }

  final ToMember.Seated enters(String json) {
    next(ToMember.Hello.class);
    return entersAgain(json);
  }

  /** Enters on a connection that has been greeted before. */
  final ToMember.Seated entersAgain(String json) {
    send(json);
    return next(ToMember.Seated.class);
  }

  /** Hears {@code hello}, comes back with a secret, and is seated. */
  final ToMember.Seated comesBack(String secret, long heard) {
    return enters(
        "{\"type\": \"enter\", \"user\": \"%s\", \"seat\": \"%s\", \"heard\": %d}"
            .formatted(name, secret, heard));
  }
}
