package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Somebody reserves seats all the time for which nobody comes, while people come. */
final class ReservationFloodTest {

  private static final int STEP_MILLIS = 10;
  private static final int STEPS = 2_500;

  /** A newcomer every 0.7 s. */
  private static final int STEPS_BETWEEN_NEWCOMERS = 70;

  private static final int CLASSIC_ROOMS = 500;

  private final TestPlacement tables = TestPlacement.of(10);
  private final Set<RoomId> withPorts = new HashSet<>();
  private final List<Newcomer> newcomers = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  private record Newcomer(RoomId room, int step, boolean direct) {
    @Override
    public String toString() {
      return (direct ? "direct" : "classic") + " after " + step * STEP_MILLIS + " ms in " + room;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "trusted, 1, false",
    "trusted, 1, true",
    "trusted, 10, false",
    "trusted, 10, true",
    "one, 10, false",
    "one, 10, true",
    "forty, 10, false",
    "forty, 10, true"
  })
  void newcomersAreSeatedBesideSomebodyWhoIsThere(String flood, int each, boolean direct) {
    List<String> alone = new ArrayList<>();
    int reservations = 0;
    for (int step = 0; step < STEPS; step++) {
      for (int i = 0; i < each; i++) {
        ClientAddress flooder = flooder(flood, reservations++);
        if (direct) {
          tables.placement.reserveDirect(JoinRequest.anywhere(), step, flooder, tables.now);
        } else {
          var _ = findChat(flooder);
        }
      }
      if (step % STEPS_BETWEEN_NEWCOMERS == STEPS_BETWEEN_NEWCOMERS - 1) {
        come(flood.equals("trusted") ? flooder(flood, 0) : person(step), step);
      }
      tables.pass(Duration.ofMillis(STEP_MILLIS));
      for (Newcomer newcomer : newcomers) {
        if (step - newcomer.step == 2_000 / STEP_MILLIS && seated(newcomer.room) < 2) {
          alone.add(newcomer.toString());
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(newcomers).hasSize(STEPS / STEPS_BETWEEN_NEWCOMERS);
    assertThat(alone)
        .as("some may have come before it was known that nobody uses the reservations")
        .hasSizeLessThanOrEqualTo(flood.equals("trusted") ? 5 : 1);
    assertThat(tables.placement.totals().rooms()).isLessThan(300);
  }

  private static ClientAddress flooder(String kind, int reservation) {
    return switch (kind) {
      case "trusted" -> new ClientAddress("127.0.0.1", true);
      case "one" -> new ClientAddress("192.0.2.1", false);
      default -> new ClientAddress("192.0.2." + reservation % 40, false);
    };
  }

  private static ClientAddress person(int step) {
    return new ClientAddress("198.51.100." + step / STEPS_BETWEEN_NEWCOMERS, false);
  }

  /** By turns a direct member and a classic one, which stay. */
  private void come(ClientAddress who, int step) {
    boolean direct = step / STEPS_BETWEEN_NEWCOMERS % 2 == 0;
    if (direct) {
      long connection = tables.newConnection();
      JoinResult answer =
          tables.placement.enter(JoinRequest.anywhere(), connection, who, tables.now);
      if (answer instanceof JoinResult.Taken taken) {
        newcomers.add(new Newcomer(taken.room(), step, true));
        return;
      }
    } else {
      Optional<RoomId> found = findChat(who);
      if (found.isPresent()) {
        tables.publisher(found.get(), who);
        tables.subscriber(found.get(), who);
        newcomers.add(new Newcomer(found.get(), step, false));
        return;
      }
    }
    refused.add((direct ? "direct" : "classic") + " after " + step * STEP_MILLIS + " ms");
  }

  /** As the server asks: where ports are open if no more can be opened. */
  private Optional<RoomId> findChat(ClientAddress who) {
    Reservation answer =
        withPorts.size() < CLASSIC_ROOMS
            ? tables.placement.reserveClassic(who, tables.now)
            : tables.placement.reserveClassicAtOpenPorts(who, tables.now);
    if (answer instanceof Reservation.Reserved reserved) {
      if (withPorts.add(reserved.room())) {
        tables.placement.portsOpened(reserved.room(), tables.now);
      }
      return Optional.of(reserved.room());
    }
    return Optional.empty();
  }

  private long seated(RoomId room) {
    return RoomView.of(tables.placement, room).orElseThrow().seats().stream()
        .filter(seat -> seat.state() == SeatState.SEATED)
        .count();
  }
}
