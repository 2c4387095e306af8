package prosa.server.classic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import prosa.net.OutgoingMemory;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.connection.ServerContext;
import prosa.server.connection.TestContext;
import prosa.server.limits.AddressBudgets;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.Console;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.server.placement.Admission;
import prosa.server.placement.Refusal;
import prosa.server.placement.RoomId;
import prosa.server.room.Room;
import prosa.server.room.RoomConfig;
import prosa.server.room.RoomLoop;
import prosa.server.room.SeatService;
import prosa.zmtp.SocketType;

/** A classic client whose subscriber does not come, or that goes before it is let in. */
final class PublisherConnectionTest {
  private static final int FRAME = 16 * 1024;

  private final EmbeddedChannel peer = new EmbeddedChannel();
  private final List<String> told = new ArrayList<>();
  private Consumer<Admission> answer = _ -> {};

  @AfterEach
  void end() {
    peer.finishAndReleaseAll();
  }

  /** Somebody comes, and is let in. */
  private void connect() {
    ask();
    admit();
  }

  private void admit() {
    answer.accept(new Admission.Admitted(1, true));
  }

  /** Somebody comes. */
  private void ask() {
    Counters counters = new Counters();
    AddressBudgets budgets = new AddressBudgets(BudgetConfig.defaults(), Rate.OFF, FRAME, counters);
    ServerContext context = TestContext.of(counters, budgets);
    RoomConfig config =
        new RoomConfig(
            10, FRAME, ReadLimits.defaults(), Rate.OFF, 256 * 1024, Duration.ofSeconds(10));
    RoomLoop loop =
        new RoomLoop(
            peer.eventLoop(),
            config,
            new OutgoingMemory(OutgoingMemory.usual()),
            new RateLimitedLogger(),
            System::nanoTime);
    Console console =
        new Console(
            Console.Mode.OFF,
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    Room room =
        new Room(new RoomId(0), false, Optional.empty(), 10, loop, recording(), console, counters);
    ClassicEndpoint endpoint = new ClassicEndpoint(room, context);
    budgets.open(Optional.of("192.0.2.1")).attach(peer);
    peer.pipeline().addLast(context.classic(SocketType.SUB, new PublisherConnection(endpoint, 1)));
    byte[] greeting = new byte[64];
    greeting[0] = (byte) 0xFF;
    greeting[9] = 0x7F;
    greeting[10] = 3;
    System.arraycopy(ascii("NULL"), 0, greeting, 12, 4);
    send(greeting);
    send(frame(4, "\5READY\13Socket-Type\0\0\0\3PUB"));
  }

  /** Keeps the question that it is asked, and writes down what it is told. */
  @SuppressWarnings("unchecked")
  private SeatService recording() {
    return (SeatService)
        Proxy.newProxyInstance(
            SeatService.class.getClassLoader(),
            new Class<?>[] {SeatService.class},
            (_, method, arguments) -> {
              told.add(method.getName());
              if (method.getName().equals("admit")) {
                answer = (Consumer<Admission>) arguments[5];
              }
              return null;
            });
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] frame(int flags, String body) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(flags | (body.length() > 255 ? 2 : 0));
    for (int shift = body.length() > 255 ? 56 : 0; shift >= 0; shift -= 8) {
      frame.write((int) ((long) body.length() >>> shift));
    }
    frame.writeBytes(ascii(body));
    return frame.toByteArray();
  }

  private void send(byte[] bytes) {
    peer.writeInbound(Unpooled.wrappedBuffer(bytes));
  }

  /** Of 1 KiB. */
  private void say() {
    String json = "{\"user\": \"Ana\", \"message\": \"\"}";
    send(frame(0, json.replace("\"\"}", "\"" + "x".repeat(1024 - json.length()) + "\"}")));
  }

  @Test
  void noMoreIsHeldThanSoMuchUntilTheSubscriberIsThere() {
    connect();
    for (int i = 1; i < PublisherConnection.HELD_BYTES / 1024; i++) {
      say();
      assertThat(peer.config().isAutoRead()).as("after %s KiB", i).isTrue();
    }
    say();
    assertThat(peer.config().isAutoRead()).as("after 16 KiB").isFalse();
  }

  /** Placement may ask another node first, and hear that the connection closed before it admits. */
  @Test
  void placeOfAConnectionThatClosedBeforeItWasAdmittedIsGivenBack() {
    ask();
    var _ = peer.close();
    assertThat(told).containsExactly("admit", "disconnected");
    admit();
    assertThat(told).containsExactly("admit", "disconnected", "disconnected");
  }

  @Test
  void nothingIsToldOfAConnectionThatClosedBeforeItWasRefused() {
    ask();
    var _ = peer.close();
    answer.accept(new Admission.Refused(Refusal.NO_SEAT));
    assertThat(told).containsExactly("admit", "disconnected");
  }
}
