package prosa.server.connection;

import java.time.Duration;
import java.util.List;
import prosa.net.OutgoingMemory;
import prosa.net.Transport;
import prosa.server.limits.AddressBudgets;
import prosa.server.operations.ConnectionCounter;
import prosa.server.operations.Counters;
import prosa.server.operations.RateLimitedLogger;
import prosa.zmtp.MechanismSelector;
import prosa.zmtp.NullMechanism;
import prosa.zmtp.ZmtpLimits;

/** The shared context of connections, with the default limits, for tests without a server. */
public final class TestContext {
  private TestContext() {}

  public static ServerContext of(Counters counters, AddressBudgets budgets) {
    return of(counters, budgets, new ConnectionCounter(List.of(), 10), ProxyConfig.NONE);
  }

  static ServerContext of(
      Counters counters, AddressBudgets budgets, ConnectionCounter counter, ProxyConfig proxies) {
    ZmtpLimits wire = ZmtpLimits.defaults();
    return new ServerContext(
        Transport.best(),
        MechanismSelector.only(NullMechanism::new),
        counter,
        counters,
        new RateLimitedLogger(),
        budgets,
        new ConnectionConfig(
            wire,
            wire,
            256 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(60),
            1024,
            proxies),
        new OutgoingMemory(OutgoingMemory.usual()),
        new prosa.server.operations.EmergencyLevel());
  }
}
