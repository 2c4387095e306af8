package prosa.server.connection;

import java.time.Duration;
import java.util.List;
import prosa.net.OutgoingMemory;
import prosa.net.Transport;
import prosa.server.limits.AddressBudgets;
import prosa.server.operations.ConnectionCounter;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.zmtp.NullMechanism;
import prosa.zmtp.ZmtpLimits;

/** What the connections of a server share, with the usual limits, for tests without a server. */
public final class TestContext {
  private TestContext() {}

  public static ServerContext of(Counters counters, AddressBudgets budgets) {
    ZmtpLimits wire = ZmtpLimits.defaults();
    return new ServerContext(
        Transport.best(),
        NullMechanism::new,
        new ConnectionCounter(List.of(), 10),
        counters,
        new RateLimitedLogger(),
        budgets,
        wire,
        wire,
        256 * 1024,
        new OutgoingMemory(OutgoingMemory.usual()),
        Duration.ofSeconds(10),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60),
        1024,
        new prosa.server.operations.EmergencyLevel(),
        ProxyConfig.NONE);
  }
}
