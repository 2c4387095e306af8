package prosa.server.operations;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many file descriptors this process may use for connections. */
public final class Descriptors {
  private static final double SHARE = 0.95;

  private Descriptors() {}

  /** 95 % of the limit, less what is open already; very many where the system tells no limit. */
  public static int usable() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      double usable =
          system.getMaxFileDescriptorCount() * SHARE - system.getOpenFileDescriptorCount();
      return (int) Math.max(16, Math.min(usable, Integer.MAX_VALUE));
    }
    return Integer.MAX_VALUE;
  }
}
