package prosa.server.room;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;

/**
 * Offers other tables to whoever sits alone in a room, at most at {@link #RATE}: somebody who comes
 * and goes elsewhere would fill the screen with them. Beyond the rate, the latest offer is made
 * when its turn comes, if it is still one, and those before it are not. On the room's loop.
 */
final class OfferPacer {
  /** Offers at once, and a second. */
  static final Rate RATE = new Rate(4, 1);

  /** Runs a task on the room's loop later. */
  interface Later {
    void run(Runnable task, long millis);
  }

  /** An offer that waits for its turn. */
  private record Waiting(Runnable offer, BooleanSupplier stillIsOne) {}

  private final TokenBucket offers;
  private final LongSupplier nanos;
  private final Later later;
  private @Nullable Waiting latest;

  /** No offer yet. */
  OfferPacer(LongSupplier nanos, Later later) {
    this.offers = new TokenBucket(RATE, nanos.getAsLong());
    this.nanos = nanos;
    this.later = later;
  }

  /** Makes an offer, now or when its turn comes. */
  void make(Runnable offer, BooleanSupplier stillIsOne) {
    boolean waits = latest != null;
    long wait = waits ? 0 : offers.take(nanos.getAsLong());
    if (!waits && wait == 0) {
      offer.run();
      return;
    }
    latest = new Waiting(offer, stillIsOne);
    if (!waits) {
      later.run(this::makeLatest, wait);
    }
  }

  private void makeLatest() {
    Waiting next = latest;
    latest = null;
    if (next != null && next.stillIsOne().getAsBoolean()) {
      make(next.offer(), next.stillIsOne());
    }
  }
}
