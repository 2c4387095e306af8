package prosa.integration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.ServerConfig;
import prosa.server.classic.PortRange;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.CidrBlock;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.SeatLimits;
import prosa.server.room.ModerationConfig;
import prosa.server.room.RoomConfig;
import prosa.zmtp.ZmtpLimits;

/**
 * The settings of servers under test that differ from the defaults; times are short where tests
 * wait for them.
 */
final class TestServerConfig implements Cloneable {
  private int capacity = 10;
  private Duration reservation = Duration.ofSeconds(15);
  private Duration hold = Duration.ofSeconds(30);
  private Duration linger = Duration.ofSeconds(10);
  private Duration privateLinger = Duration.ofMinutes(10);
  private Rate rate = Rate.OFF;
  private int queueBytes = 256 * 1024;
  private Duration stuck = Duration.ofSeconds(10);
  private Duration heartbeat = Duration.ofSeconds(20);
  private Duration dead = Duration.ofSeconds(60);
  private Duration enterWithin = Duration.ofSeconds(15);

  private ModerationConfig moderation = ModerationConfig.defaults();

  private TestServerConfig() {}

  static TestServerConfig defaults() {
    return new TestServerConfig();
  }

  private TestServerConfig changed(Consumer<TestServerConfig> change) {
    try {
      TestServerConfig copy = (TestServerConfig) clone();
      change.accept(copy);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  TestServerConfig seats(int most) {
    return changed(c -> c.capacity = most);
  }

  /** How long a reservation waits, a lost seat is held, and an empty room stays. */
  TestServerConfig timeout(
      Duration reserved, Duration held, Duration empty, Duration emptyPrivate) {
    return changed(
        c -> {
          c.reservation = reserved;
          c.hold = held;
          c.linger = empty;
          c.privateLinger = emptyPrivate;
        });
  }

  TestServerConfig holding(Duration held) {
    return changed(c -> c.hold = held);
  }

  TestServerConfig pace(Rate fastest) {
    return changed(c -> c.rate = fastest);
  }

  TestServerConfig queue(int bytes, Duration stuckAfter) {
    return changed(
        c -> {
          c.queueBytes = bytes;
          c.stuck = stuckAfter;
        });
  }

  TestServerConfig pulse(Duration ping, Duration deadAfter) {
    return changed(
        c -> {
          c.heartbeat = ping;
          c.dead = deadAfter;
        });
  }

  TestServerConfig entering(Duration within) {
    return changed(c -> c.enterWithin = within);
  }

  /** How long members must have sat at a table to count in its votes. */
  TestServerConfig votingAfter(Duration seated) {
    return changed(
        c ->
            c.moderation =
                new ModerationConfig(true, seated, ModerationConfig.defaults().newcomers()));
  }

  /** The configuration of a server on a port of the system's choice. */
  ServerConfig on(String address, PortRange classic) {
    ZmtpLimits usual = ZmtpLimits.defaults();
    return new ServerConfig(
        Optional.of(java.net.InetAddress.ofLiteral(address)),
        0,
        classic,
        Duration.ofSeconds(1),
        new PlacementConfig(
            capacity, reservation, hold, linger, privateLinger, SeatLimits.defaults()),
        new RoomConfig(capacity, usual.frame(), ReadLimits.defaults(), rate, queueBytes, stuck)
            .moderating(moderation),
        usual.withHeartbeat(heartbeat, dead),
        1 << 20,
        enterWithin,
        256,
        List.of(CidrBlock.parse("127.0.0.0/8")),
        95,
        2,
        BudgetConfig.defaults());
  }
}
