package prosa.zmtp;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a server's cookies: a new one each minute, and the one before, which still opens what
 * was made with it. So a cookie is good for one minute at least and two at most, and what a server
 * of CURVE knows of a connection between WELCOME and INITIATE, a secret key of a moment, is with
 * the peer only. Any thread.
 *
 * @see <a href="https://rfc.zeromq.org/spec/26/">RFC 26, "The WELCOME Command"</a>
 */
final class CookieKeys {
  static final long ROTATION_NANOS = 60_000_000_000L;

  /** Length of the nonce that a cookie begins with. */
  static final int NONCE = 16;

  /** Length of a cookie. */
  static final int LENGTH = NONCE + CurveCrypto.TAG + 2 * CurveCrypto.KEY;

  private static final Bytes PREFIX = Bytes.of("COOKIE--");

  private final Consumer<byte[]> random;
  private final LongSupplier clock;
  private final byte[] current = new byte[CurveCrypto.KEY];
  private final byte[] previous = new byte[CurveCrypto.KEY];
  private long since;
  private boolean hasPrevious;

  /**
   * Keys, the first of which is of now.
   *
   * @param random fills an array
   * @param clock nanoseconds
   */
  CookieKeys(Consumer<byte[]> random, LongSupplier clock) {
    this.random = random;
    this.clock = clock;
    this.since = clock.getAsLong();
    random.accept(current);
  }

  /** A cookie of {@code text}, 64 bytes. */
  byte[] seal(byte[] text) {
    byte[] nonce = new byte[NONCE];
    random.accept(nonce);
    byte[] box = CurveCrypto.seal(CurveCrypto.secretKey(current()), prefixed(nonce), text);
    byte[] cookie = Arrays.copyOf(nonce, LENGTH);
    System.arraycopy(box, 0, cookie, NONCE, box.length);
    return cookie;
  }

  /**
   * What is in a cookie.
   *
   * @throws ZmtpException if it is none of ours, or too old
   */
  byte[] open(byte[] cookie) throws ZmtpException {
    byte[] nonce = prefixed(Arrays.copyOf(cookie, NONCE));
    byte[] box = Arrays.copyOfRange(cookie, NONCE, LENGTH);
    byte[] now = current();
    byte[] before = previous();
    try {
      return CurveCrypto.open(CurveCrypto.secretKey(now), nonce, box);
    } catch (ZmtpException notOfNow) {
      if (before == null) {
        throw notOfNow;
      }
      return CurveCrypto.open(CurveCrypto.secretKey(before), nonce, box);
    }
  }

  /** Whether the cookie is the one with this nonce. */
  static boolean isOf(byte[] cookie, byte[] nonce) {
    return MessageDigest.isEqual(Arrays.copyOf(cookie, NONCE), nonce);
  }

  private synchronized byte[] current() {
    rotate();
    return current.clone();
  }

  private synchronized byte @Nullable [] previous() {
    rotate();
    return hasPrevious ? previous.clone() : null;
  }

  private void rotate() {
    long now = clock.getAsLong();
    long age = now - since;
    if (age >= ROTATION_NANOS) {
      hasPrevious = age < 2 * ROTATION_NANOS;
      if (hasPrevious) {
        System.arraycopy(current, 0, previous, 0, current.length);
      } else {
        Arrays.fill(previous, (byte) 0);
      }
      random.accept(current);
      since = hasPrevious ? since + ROTATION_NANOS : now;
    }
  }

  private static byte[] prefixed(byte[] nonce) {
    return CurveMechanism.nonce(PREFIX, nonce);
  }
}
