package prosa.server.operations;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import prosa.protocol.LinkDetector;
import prosa.protocol.Rate;
import prosa.protocol.TokenBucket;

/**
 * The emergency level, by which an operator slows down all clients during a flood. Each level
 * includes the effects of those before it. Thread-safe.
 */
public final class EmergencyLevel {

  /** The levels, from none on. */
  public enum Level {
    /** Normal operation. */
    NORMAL,
    /** At most {@value #JOINS_PER_SECOND} seats a second are given in all. */
    SLOW_JOINS,
    /** Members seated for less than a minute may send a message every five seconds. */
    SLOW_NEWCOMERS,
    /** Messages with a link are not relayed. */
    NO_LINKS;

    /** The level with this name, in lower case with hyphens. */
    public static Optional<Level> named(String name) {
      for (Level level : values()) {
        if (level.word().equals(name)) {
          return Optional.of(level);
        }
      }
      return Optional.empty();
    }

    /** Its name, in lower case with hyphens. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final int JOINS_PER_SECOND = 2;
  private static final int JOINS_AT_ONCE = 4;
  private static final long NEW_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long BETWEEN_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final LongSupplier nanos;
  private volatile Level level = Level.NORMAL;
  private TokenBucket joins;

  /** Normal operation. */
  public EmergencyLevel() {
    this(System::nanoTime);
  }

  EmergencyLevel(LongSupplier nanos) {
    this.nanos = nanos;
    this.joins = joins();
  }

  private TokenBucket joins() {
    return new TokenBucket(new Rate(JOINS_AT_ONCE, JOINS_PER_SECOND), nanos.getAsLong());
  }

  /** Whether this is normal operation. */
  public boolean isNormal() {
    return level == Level.NORMAL;
  }

  /** The current level. */
  public Level level() {
    return level;
  }

  /** Sets the level. */
  public synchronized void level(Level next) {
    level = next;
    joins = joins();
  }

  /** The milliseconds until one more seat may be given; 0 if it may now, and then it counts. */
  public long joinWait() {
    if (level == Level.NORMAL) {
      return 0;
    }
    synchronized (this) {
      return joins.take(nanos.getAsLong());
    }
  }

  /** The seat that {@link #joinWait} allowed was not given. */
  public void joinGivenBack() {
    if (level != Level.NORMAL) {
      synchronized (this) {
        joins.giveBack(nanos.getAsLong());
      }
    }
  }

  /**
   * The milliseconds until a member may say something.
   *
   * @param satDown when it sat down, in monotonic nanoseconds
   * @param spoke when it last said something; before {@code satDown} if it has not
   */
  public long speakWait(long satDown, long spoke) {
    if (level.compareTo(Level.SLOW_NEWCOMERS) < 0) {
      return 0;
    }
    long now = nanos.getAsLong();
    if (!isNew(satDown, now) || spoke - satDown < 0) {
      return 0;
    }
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(BETWEEN_NANOS - (now - spoke)));
  }

  /** Whether a member sat down less than a minute ago; both times in monotonic nanoseconds. */
  public static boolean isNew(long satDown, long now) {
    return now - satDown < NEW_NANOS;
  }

  /** Whether this text may be relayed. */
  public boolean allows(String text) {
    return level != Level.NO_LINKS || !LinkDetector.hasLink(text);
  }
}
