package prosa.integration;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import prosa.protocol.Rate;
import prosa.protocol.ReadLimits;
import prosa.server.ServerConfig;
import prosa.server.classic.PortRange;
import prosa.server.limits.BudgetConfig;
import prosa.server.operations.CidrBlock;
import prosa.server.placement.PlacementConfig;
import prosa.server.placement.SeatLimits;
import prosa.server.room.RoomConfig;
import prosa.zmtp.ZmtpLimits;

/** What a trial changes of a server's defaults; the times are short where trials wait for them. */
record TestServerConfig(
    int capacity,
    Duration reservation,
    Duration hold,
    Duration linger,
    Duration privateLinger,
    Rate rate,
    int queueBytes,
    Duration stuck,
    Duration heartbeat,
    Duration dead,
    Duration enterWithin,
    int loops) {

  static TestServerConfig defaults() {
    return new TestServerConfig(
        10,
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofMinutes(10),
        Rate.OFF,
        256 * 1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(15),
        2);
  }

  TestServerConfig seats(int most) {
    return new TestServerConfig(
        most,
        reservation,
        hold,
        linger,
        privateLinger,
        rate,
        queueBytes,
        stuck,
        heartbeat,
        dead,
        enterWithin,
        loops);
  }

  /** How long a reservation waits, a lost seat is held, and an empty room stays. */
  TestServerConfig timeout(
      Duration reserved, Duration held, Duration empty, Duration emptyPrivate) {
    return new TestServerConfig(
        capacity,
        reserved,
        held,
        empty,
        emptyPrivate,
        rate,
        queueBytes,
        stuck,
        heartbeat,
        dead,
        enterWithin,
        loops);
  }

  TestServerConfig holding(Duration held) {
    return timeout(reservation, held, linger, privateLinger);
  }

  TestServerConfig pace(Rate fastest) {
    return new TestServerConfig(
        capacity,
        reservation,
        hold,
        linger,
        privateLinger,
        fastest,
        queueBytes,
        stuck,
        heartbeat,
        dead,
        enterWithin,
        loops);
  }

  TestServerConfig queue(int bytes, Duration stuckAfter) {
    return new TestServerConfig(
        capacity,
        reservation,
        hold,
        linger,
        privateLinger,
        rate,
        bytes,
        stuckAfter,
        heartbeat,
        dead,
        enterWithin,
        loops);
  }

  TestServerConfig pulse(Duration ping, Duration deadAfter) {
    return new TestServerConfig(
        capacity,
        reservation,
        hold,
        linger,
        privateLinger,
        rate,
        queueBytes,
        stuck,
        ping,
        deadAfter,
        enterWithin,
        loops);
  }

  TestServerConfig entering(Duration within) {
    return new TestServerConfig(
        capacity,
        reservation,
        hold,
        linger,
        privateLinger,
        rate,
        queueBytes,
        stuck,
        heartbeat,
        dead,
        within,
        loops);
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
        new RoomConfig(capacity, usual.frame(), ReadLimits.defaults(), rate, queueBytes, stuck),
        new ZmtpLimits(
            usual.handshake(),
            usual.handshakeFrame(),
            usual.frame(),
            0,
            usual.parts(),
            usual.subscriptions(),
            usual.prefix(),
            heartbeat,
            dead),
        1 << 20,
        enterWithin,
        256,
        List.of(CidrBlock.parse("127.0.0.0/8")),
        95,
        loops,
        BudgetConfig.defaults());
  }
}
