package prosa.zmtp;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Netty's leak detector, counting what it finds; the build installs it. As {@link Check} it fails a
 * test class after which a buffer was lost.
 */
public final class LeakCounter<T> extends ResourceLeakDetector<T> {
  private static final AtomicInteger LEAKS = new AtomicInteger();

  public LeakCounter(Class<?> resource, int samplingInterval) {
    super(resource, samplingInterval);
  }

  public LeakCounter(Class<?> resource, int samplingInterval, long maxActive) {
    super(resource, samplingInterval);
  }

  @Override
  protected void reportTracedLeak(String resourceType, String records) {
    LEAKS.incrementAndGet();
    super.reportTracedLeak(resourceType, records);
  }

  @Override
  protected void reportUntracedLeak(String resourceType) {
    LEAKS.incrementAndGet();
    super.reportUntracedLeak(resourceType);
  }

  /** Collects garbage, has the detector look at it, and fails if there were buffers in it. */
  static final class Check implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
      System.gc();
      for (int i = 0; i < 1000; i++) {
        PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
      }
      if (LEAKS.get() > 0) {
        throw new AssertionError(LEAKS.get() + " buffers were never released");
      }
    }
  }
}
