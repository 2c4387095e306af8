package prosa.server.room;

import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import prosa.net.OutgoingMemory;
import prosa.net.SendQueue;
import prosa.protocol.ClassicReader;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.connection.FakeMemberConnection;
import prosa.server.connection.Framing;
import prosa.server.connection.ManualLoop;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.ClientAddress;
import prosa.server.placement.RoomId;
import prosa.zmtp.TestSubscriptions;

/** A room without sockets: fake connections and a manual clock. */
final class TestRoom implements AutoCloseable {
  static final int CAPACITY = 10;
  static final int FRAME = 16 * 1024;
  static final int QUEUE = 32 * 1024;
  static final Rate RATE = new Rate(10, 4);
  static final Duration STUCK = Duration.ofSeconds(10);

  final ManualLoop loop = new ManualLoop();
  final Counters counters = new Counters();
  final FakeSeatService seats = new FakeSeatService();
  final OutgoingMemory memory = new OutgoingMemory(64L << 20);
  final AddressBudgets budgets =
      new AddressBudgets(BudgetConfig.defaults(), RATE, FRAME, counters, loop::nanos, 100);
  final Room room;
  private final Console console =
      new Console(
          Console.Mode.OFF,
          new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8));
  private final Map<Integer, EmbeddedChannel> subscribers = new HashMap<>();
  private long connections;

  /** The address of the members that are seated from now on. */
  ClientAddress address = new ClientAddress("127.0.0.1", true);

  TestRoom() {
    this(ModerationConfig.defaults());
  }

  TestRoom(ModerationConfig moderation) {
    this(moderation, Optional.empty());
  }

  /**
   * A room.
   *
   * @param salt of an encrypted one
   */
  TestRoom(ModerationConfig moderation, Optional<String> salt) {
    this(moderation, salt, CAPACITY);
  }

  TestRoom(ModerationConfig moderation, Optional<String> salt, int capacity) {
    RoomConfig config =
        new RoomConfig(capacity, FRAME, ReadLimits.defaults(), RATE, QUEUE, 64L << 20, STUCK)
            .moderating(moderation);
    RoomLoop shared =
        new RoomLoop(loop.eventLoop(), config, memory, new RateLimitedLogger(), loop::nanos);
    room =
        new Room(new RoomId(7), false, salt, config.capacity(), shared, seats, console, counters);
    room.open();
  }

  /** Another room of the same loop. */
  Room another(int number) {
    Room another =
        new Room(
            new RoomId(number),
            false,
            Optional.empty(),
            CAPACITY,
            room.loop(),
            seats,
            console,
            counters);
    another.open();
    return another;
  }

  /** A connection that has been moved to the room's loop and has no seat yet. */
  FakeMemberConnection connection(Framing framing) {
    FakeMemberConnection made =
        FakeMemberConnection.open(++connections, framing, loop, budgets, QUEUE, memory);
    made.client(address);
    made.pause();
    return made;
  }

  /** Seats a newcomer, and lets everybody hear of it. */
  FakeMemberConnection sit(int place, String name) {
    FakeMemberConnection member = connection(place % 2 == 0 ? Framing.WEBSOCKET : Framing.ZMTP);
    room.seat(place, member, name, "secret-" + place, false, -1);
    loop.run();
    return member;
  }

  /** Seats a newcomer and forgets what all of them were told by then. */
  FakeMemberConnection sitQuietly(int place, String name, FakeMemberConnection... others) {
    FakeMemberConnection member = sit(place, name);
    member.heard();
    for (FakeMemberConnection other : others) {
      other.heard();
    }
    return member;
  }

  /** Seats a classic client that hears what begins with a prefix. */
  ClassicMember sitClassic(int place, String... prefixes) {
    EmbeddedChannel channel = new EmbeddedChannel();
    loop.add(channel);
    subscribers.put(place, channel);
    ClassicMember member =
        room.seatClassic(
            place,
            1_000 + place,
            address,
            new SendQueue(channel, QUEUE, memory, false),
            TestSubscriptions.to(prefixes));
    loop.run();
    return member;
  }

  /** What the classic client at this place got since it was asked last. */
  List<String> classicTexts(int place) {
    return FakeMemberConnection.texts(Framing.ZMTP, Objects.requireNonNull(subscribers.get(place)));
  }

  /** A classic client says something. */
  void say(ClassicMember member, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    ClassicReader reader = new ClassicReader(ReadLimits.defaults());
    if (reader.read(bytes) == ClassicReader.Verdict.REFUSED) {
      throw new IllegalArgumentException(json);
    }
    var _ = member.say(reader, bytes, bytes.length);
    loop.run();
  }

  @Override
  public void close() {
    loop.close();
    console.close();
  }
}
