package prosa.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.classic.PortRange;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.CidrBlock;
import prosa.server.placement.PlacementConfig;
import prosa.server.room.RoomConfig;
import prosa.zmtp.ZmtpLimits;

/**
 * Configurations of servers under test: loopback, a port of the system's choice, no message rate.
 */
public final class TestConfig {
  private TestConfig() {}

  /** The defaults, with these classic ports. */
  static ServerConfig onPorts(PortRange classic) {
    return of(
        classic,
        Duration.ofMinutes(10),
        PlacementConfig.defaults(),
        Duration.ofSeconds(10),
        ZmtpLimits.defaults());
  }

  /**
   * One that differs in these.
   *
   * @param classicRest how long a classic port rests after its room has closed
   * @param stuck how long a member may take nothing of what waits for it
   */
  public static ServerConfig of(
      PortRange classic,
      Duration classicRest,
      PlacementConfig rules,
      Duration stuck,
      ZmtpLimits wire) {
    RoomConfig room =
        new RoomConfig(
            rules.capacity(), wire.frame(), ReadLimits.defaults(), Rate.OFF, 256 * 1024, stuck);
    return new ServerConfig(
        Optional.of(InetAddress.getLoopbackAddress()),
        0,
        classic,
        classicRest,
        rules,
        room,
        wire,
        1 << 20,
        Duration.ofSeconds(15),
        256,
        List.of(CidrBlock.parse("127.0.0.0/8")),
        95,
        1,
        BudgetConfig.defaults());
  }
}
