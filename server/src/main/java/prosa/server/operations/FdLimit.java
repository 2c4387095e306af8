package prosa.server.operations;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The number of file descriptors that this process may use for connections. */
public final class FdLimit {
  private FdLimit() {}

  /**
   * A share of the limit, minus the descriptors already open; unlimited where the system has no
   * limit.
   *
   * @param percent the share of the limit that connections may reach
   */
  public static int usable(int percent) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      double usable =
          system.getMaxFileDescriptorCount() * (percent / 100.0)
              - system.getOpenFileDescriptorCount();
      return (int) Math.max(16, Math.min(usable, Integer.MAX_VALUE));
    }
    return Integer.MAX_VALUE;
  }
}
