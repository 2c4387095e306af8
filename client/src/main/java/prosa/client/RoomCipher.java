package prosa.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is said in a room that only its members can read: docs/encryption.md, "Encrypted rooms".
 * Keys are made from a secret that members have and the server has not. The JDK's HKDF and AES-GCM
 * do all of it.
 *
 * <p>One for each entry: its own stream belongs to one place. Not for several threads at once. It
 * remembers {@link #MOST_STREAMS} streams of writers; further ones are not opened.
 */
final class RoomCipher {
  /** Why something was not opened. */
  enum Fault {
    /** It was not made with this room's secret, for this room and place, or was changed. */
    FORGED,
    /** It has come before. */
    REPEATED,
    /** It came after 64 later ones, so that nobody knows whether it has come before. */
    OLD,
    /** There are too many streams of this place. */
    CROWDED
  }

  /** What came: a text, or why there is none. */
  sealed interface Opened {
    /**
     * It was opened.
     *
     * @param missing how many texts of this writer should have come before and did not
     * @param late whether a later one of this writer has come before
     */
    record Text(String text, long missing, boolean late) implements Opened {
      /** In its turn. */
      Text(String text) {
        this(text, 0, false);
      }
    }

    /** It was not. */
    record Closed(Fault why) implements Opened {}
  }

  static final int SECRET = 32;
  static final int SALT = 16;

  /** Streams of one place that are kept: whoever sits there leaves the other places theirs. */
  static final int MOST_STREAMS = 256;

  private static final byte[] LABEL_TEXT = "prosa e2e 1 text".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LABEL_CODE = "prosa e2e 1 code".getBytes(StandardCharsets.US_ASCII);
  private static final String PREFIX = "e1.";
  private static final int STREAM = 16;
  private static final int HEAD = STREAM + Long.BYTES;
  private static final int TAG = 16;
  private static final int NONCE = 12;
  private static final int BLOCK = 64;
  private static final int LONGEST = 32_768;
  private static final int CODE = 6;
  private static final long LAST_COUNTER = 1L << 53; // as far as every front end counts
  private static final Opened FORGED = new Opened.Closed(Fault.FORGED);

  private final SecretKey secret;
  private final byte[] salt;
  private final byte[] room;
  private final byte[] stream;
  private final Map<Integer, Map<String, ReplayWindow>> streams = new HashMap<>();

  /** The places of which texts may be missing before the next one. */
  private final Set<Integer> midway = new HashSet<>();

  private int place;
  private long counter;

  /** A cipher for one entry to a room. */
  RoomCipher(byte[] secret, byte[] salt, String room, SecureRandom random) {
    this(secret, salt, room, random(random));
  }

  /** The same with a stream that is known, for tests: one is never to be used twice. */
  RoomCipher(byte[] secret, byte[] salt, String room, byte[] stream) {
    if (secret.length != SECRET || salt.length != SALT || stream.length != STREAM) {
      throw new IllegalArgumentException("A secret has 32 bytes, a salt and a stream 16");
    }
    this.secret = new SecretKeySpec(secret, "HKDF-PRK");
    this.salt = salt.clone();
    this.room = room.getBytes(StandardCharsets.UTF_8);
    this.stream = stream.clone();
  }

  private static byte[] random(SecureRandom random) {
    byte[] stream = new byte[STREAM];
    random.nextBytes(stream);
    return stream;
  }

  /** Seals what the member at this place says. At another place begin with another cipher. */
  String seal(int at, String text) {
    if (counter > 0 && at != place) {
      throw new IllegalStateException("A stream belongs to one place");
    }
    if (counter >= LAST_COUNTER) {
      throw new IllegalStateException("This stream has ended");
    }
    place = at;
    counter++;
    byte[] head = head(at, stream);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, head, counter)
              .doFinal(padded(text.getBytes(StandardCharsets.UTF_8)));
      byte[] all =
          ByteBuffer.allocate(HEAD + sealed.length)
              .put(stream)
              .putLong(counter)
              .put(sealed)
              .array();
      return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no AES-GCM", e);
    }
  }

  /**
   * Texts of this place may be missing before the next one: it sat there before, or the server said
   * that some were missed.
   */
  void midway(int at) {
    midway.add(at);
  }

  /** A text sealed with it has so many bytes at most if it is to have no more characters sealed. */
  static int mostBytes(int characters) {
    int bytes = (characters - PREFIX.length()) * 3 / 4 - HEAD - TAG;
    return bytes / BLOCK * BLOCK - 1;
  }

  /**
   * Opens what came from this place.
   *
   * @param at as the server says it
   */
  Opened open(int at, String sealed) {
    return open(at, sealed, false);
  }

  /** The same of what may come several times, as long as nothing later of this writer has come. */
  Opened openLatest(int at, String sealed) {
    return open(at, sealed, true);
  }

  private Opened open(int at, String sealed, boolean again) {
    Optional<byte[]> read = bytes(sealed);
    if (read.isEmpty()) {
      return FORGED;
    }
    byte[] bytes = read.get();
    byte[] theirs = Arrays.copyOf(bytes, STREAM);
    long number = ByteBuffer.wrap(bytes).getLong(STREAM);
    byte[] plain;
    try {
      plain =
          cipher(Cipher.DECRYPT_MODE, head(at, theirs), number)
              .doFinal(bytes, HEAD, bytes.length - HEAD);
    } catch (AEADBadTagException e) {
      return FORGED;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no AES-GCM", e);
    }
    Optional<String> text = unpadded(plain);
    if (text.isEmpty()) {
      return FORGED;
    }
    String name = Base64.getEncoder().encodeToString(theirs);
    Map<String, ReplayWindow> ofPlace = streams.computeIfAbsent(at, _ -> new HashMap<>());
    if (!ofPlace.containsKey(name) && ofPlace.size() >= MOST_STREAMS) {
      return new Opened.Closed(Fault.CROWDED);
    }
    ReplayWindow window = ofPlace.computeIfAbsent(name, _ -> new ReplayWindow());
    boolean late = window.isLate(number);
    long missing = window.missingBefore(number);
    if (again && late) {
      return new Opened.Closed(Fault.OLD);
    }
    Optional<Fault> fault =
        again && window.isLatest(number) ? Optional.empty() : window.take(number);
    if (fault.isPresent()) {
      return new Opened.Closed(fault.get());
    }
    boolean known = midway.remove(at);
    return new Opened.Text(text.get(), known ? 0 : missing, late);
  }

  /** The six numbers, 0 to 63, that members compare: the same for who has the same secret. */
  int[] code() {
    byte[] bits = derived(LABEL_CODE, CODE);
    int[] code = new int[CODE];
    for (int i = 0; i < CODE; i++) {
      code[i] = bits[i] & 63;
    }
    return code;
  }

  private Cipher cipher(int mode, byte[] head, long number) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    byte[] nonce = ByteBuffer.allocate(NONCE).putInt(0).putLong(number).array();
    cipher.init(
        mode,
        new SecretKeySpec(derived(head, SECRET), "AES"),
        new GCMParameterSpec(TAG * Byte.SIZE, nonce));
    cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    cipher.updateAAD(head);
    return cipher;
  }

  private byte[] derived(byte[] info, int length) {
    return derived(secret, salt, info, length);
  }

  /** HKDF with SHA-256 (RFC 5869), both steps. */
  static byte[] derived(SecretKey from, byte[] salt, byte[] info, int length) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract().addIKM(from).addSalt(salt).thenExpand(info, length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This JDK has no HKDF", e);
    }
  }

  private byte[] head(int at, byte[] whose) {
    return ByteBuffer.allocate(LABEL_TEXT.length + 1 + Short.BYTES + STREAM + room.length)
        .put(LABEL_TEXT)
        .put((byte) 0)
        .putShort((short) at)
        .put(whose)
        .put(room)
        .array();
  }

  private static Optional<byte[]> bytes(String sealed) {
    if (!sealed.startsWith(PREFIX) || sealed.length() > LONGEST) {
      return Optional.empty();
    }
    String body = sealed.substring(PREFIX.length());
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(body);
      boolean canonical =
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(body);
      return canonical && bytes.length >= HEAD + TAG + BLOCK
          ? Optional.of(bytes)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] padded(byte[] text) {
    byte[] all = Arrays.copyOf(text, (text.length / BLOCK + 1) * BLOCK);
    all[text.length] = (byte) 0x80;
    return all;
  }

  private static Optional<String> unpadded(byte[] plain) {
    int end = plain.length - 1;
    while (end >= 0 && plain[end] == 0) {
      end--;
    }
    if (end < 0 || plain[end] != (byte) 0x80) {
      return Optional.empty();
    }
    try {
      CharBuffer text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(plain, 0, end));
      return Optional.of(text.toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
