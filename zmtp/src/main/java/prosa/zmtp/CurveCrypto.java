package prosa.zmtp;

import io.netty.util.concurrent.FastThreadLocal;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * NaCl's {@code crypto_box} and {@code crypto_secretbox} (X25519, XSalsa20, Poly1305) out of Bouncy
 * Castle's parts: the only class that uses that library's ciphers, which are loaded only where
 * CURVE is used.
 *
 * <p>A box is 16 bytes of authenticator, then the encrypted text. All methods may be called on any
 * thread; what they need to work with is kept for each thread, so that a message costs no object of
 * its own.
 *
 * @see <a href="https://nacl.cr.yp.to/box.html">NaCl, "Public-key authenticated encryption"</a>
 */
final class CurveCrypto {
  /** Length of every key, in bytes. */
  static final int KEY = 32;

  /** Length of a nonce, in bytes. */
  static final int NONCE = 24;

  /** By how much a box is longer than what is in it. */
  static final int TAG = 16;

  private static final FastThreadLocal<Work> WORK =
      new FastThreadLocal<>() {
        @Override
        protected Work initialValue() {
          return new Work();
        }
      };

  private CurveCrypto() {}

  /** These, one behind the other. */
  static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** The engines of one thread, and its room for a text and a box. */
  static final class Work {
    private static final int LARGEST_KEPT = 64 * 1024;

    private final XSalsa20Engine cipher = new XSalsa20Engine();
    private final Poly1305 authenticator = new Poly1305();
    private final byte[] firstBlock = new byte[KEY];
    private final byte[] tag = new byte[TAG];
    private final byte[] nonce = new byte[NONCE];
    private byte[] text = new byte[1024];
    private byte[] box = new byte[1024 + TAG];

    /** The nonce, to be filled in. */
    byte[] nonce() {
      return nonce;
    }

    /** Room for {@code length} bytes of text, or more; its content is of the call before. */
    byte[] text(int length) {
      if (length <= text.length) {
        return text;
      }
      byte[] longer = new byte[length];
      if (length <= LARGEST_KEPT) {
        text = longer;
      }
      return longer;
    }

    /** Room for {@code length} bytes of a box, or more. */
    byte[] box(int length) {
      if (length <= box.length) {
        return box;
      }
      byte[] longer = new byte[length];
      if (length <= LARGEST_KEPT) {
        box = longer;
      }
      return longer;
    }

    /** Writes the box of the first {@code length} bytes of {@code text} to {@code box}. */
    void seal(KeyParameter key, byte[] nonce, byte[] text, int length, byte[] box) {
      begin(cipher, authenticator, firstBlock, key, nonce);
      cipher.processBytes(text, 0, length, box, TAG);
      authenticator.update(box, TAG, length);
      authenticator.doFinal(box, 0);
    }

    /**
     * Writes what is in the box, the first {@code length} bytes of {@code box}, to {@code text}.
     *
     * @return false, and nothing is written, if it was not made with this key and nonce
     */
    boolean open(KeyParameter key, byte[] nonce, byte[] box, int length, byte[] text) {
      if (length < TAG) {
        return false;
      }
      begin(cipher, authenticator, firstBlock, key, nonce);
      authenticator.update(box, TAG, length - TAG);
      authenticator.doFinal(tag, 0);
      if (!MessageDigest.isEqual(tag, Arrays.copyOf(box, TAG))) {
        return false;
      }
      cipher.processBytes(box, TAG, length - TAG, text, 0);
      return true;
    }
  }

  /** The authenticator's key is what the cipher makes of its first 32 bytes. */
  private static void begin(
      XSalsa20Engine cipher,
      Poly1305 authenticator,
      byte[] firstBlock,
      KeyParameter key,
      byte[] nonce) {
    cipher.init(true, new ParametersWithIV(key, nonce));
    Arrays.fill(firstBlock, (byte) 0);
    cipher.processBytes(firstBlock, 0, KEY, firstBlock, 0);
    authenticator.init(new KeyParameter(firstBlock));
  }

  /**
   * A box that is too long to be kept: it is judged while it passes by, and only the first byte of
   * its text is opened.
   */
  static final class PassingBox {
    private final Poly1305 authenticator = new Poly1305();
    private final byte[] expected;
    private final byte first;

    /**
     * A box of which the authenticator and one byte have come.
     *
     * @param tag its authenticator
     * @param boxed the first byte behind that
     */
    PassingBox(KeyParameter key, byte[] nonce, byte[] tag, byte boxed) {
      XSalsa20Engine cipher = new XSalsa20Engine();
      begin(cipher, authenticator, new byte[KEY], key, nonce);
      expected = tag;
      authenticator.update(boxed);
      first = cipher.returnByte(boxed);
    }

    /** Takes the next {@code length} bytes of it. */
    void take(byte[] bytes, int length) {
      authenticator.update(bytes, 0, length);
    }

    /** Whether all that has passed by was made with this key and nonce; to be asked once. */
    boolean isGenuine() {
      byte[] tag = new byte[TAG];
      authenticator.doFinal(tag, 0);
      return MessageDigest.isEqual(tag, expected);
    }

    /** The first byte of the text, to be believed if it is genuine. */
    byte first() {
      return first;
    }
  }

  /**
   * The key that two X25519 keys share is HSalsa20 of the agreement. XSalsa20 begins with HSalsa20
   * of its key and the first 16 bytes of its nonce; with a nonce of zeros, the key that it goes on
   * with is the one that is looked for.
   */
  private static final class SharedKey extends XSalsa20Engine {
    private static final int[] WORDS = {1, 2, 3, 4, 11, 12, 13, 14};

    byte[] of(byte[] agreement) {
      init(true, new ParametersWithIV(new KeyParameter(agreement), new byte[NONCE]));
      byte[] key = new byte[KEY];
      for (int i = 0; i < KEY; i++) {
        key[i] = (byte) (engineState[WORDS[i / 4]] >>> (8 * (i % 4)));
      }
      return key;
    }
  }

  /** What this thread works with. */
  static Work work() {
    return WORK.get();
  }

  /** The public key of a secret one. */
  static byte[] publicKey(byte[] secret) {
    byte[] key = new byte[KEY];
    X25519.scalarMultBase(secret, 0, key, 0);
    return key;
  }

  /** Whether secret keys agree on something of their own with this public one. */
  static boolean isPublicKey(byte[] key) {
    return agree(new byte[KEY], key, new byte[KEY]);
  }

  private static boolean agree(byte[] secret, byte[] theirPublic, byte[] agreement) {
    return theirPublic[KEY - 1] >= 0
        && X25519.calculateAgreement(secret, 0, theirPublic, 0, agreement, 0);
  }

  /**
   * The key of the boxes between the owners of two keys, NaCl's {@code crypto_box_beforenm}.
   *
   * @throws ZmtpException if the public key is one with which all secret keys agree on the same, or
   *     has its highest bit set, which X25519 does not look at and nobody's key has
   */
  static KeyParameter sharedKey(byte[] secret, byte[] theirPublic) throws ZmtpException {
    byte[] agreement = new byte[KEY];
    if (!agree(secret, theirPublic, agreement)) {
      throw new ZmtpException(ZmtpError.DECRYPTION);
    }
    KeyParameter key = new KeyParameter(new SharedKey().of(agreement));
    Arrays.fill(agreement, (byte) 0);
    return key;
  }

  /** The key of secret boxes. */
  static KeyParameter secretKey(byte[] key) {
    return new KeyParameter(key);
  }

  /** A box of {@code text}. */
  static byte[] seal(KeyParameter key, byte[] nonce, byte[] text) {
    byte[] box = new byte[TAG + text.length];
    work().seal(key, nonce, text, text.length, box);
    return box;
  }

  /**
   * What is in a box.
   *
   * @throws ZmtpException if it was not made with this key and nonce
   */
  static byte[] open(KeyParameter key, byte[] nonce, byte[] box) throws ZmtpException {
    byte[] text = new byte[Math.max(0, box.length - TAG)];
    if (!work().open(key, nonce, box, box.length, text)) {
      throw new ZmtpException(ZmtpError.DECRYPTION);
    }
    return text;
  }
}
