package prosa.client;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What one member computes for a new key of an encrypted room: docs/encryption.md, "A new key". One
 * for each attempt; its pair of keys (ECDH on P-256) is its own. The JDK does all of the
 * cryptography. Not for several threads at once.
 */
final class KeyExchange {
  static final int RUN = 16;
  static final int COMMITMENT = 32;
  static final int PUBLIC = 65;
  static final int BOX = 48;

  private static final String LABEL_COMMITMENT = "prosa e2e 1 new key commitment";
  private static final String LABEL_MEMBERS = "prosa e2e 1 new key members";
  private static final String LABEL_BOX = "prosa e2e 1 new key box";
  private static final String LABEL_SECRET = "prosa e2e 1 new key secret";
  private static final int COORDINATE = 32;
  private static final byte UNCOMPRESSED = 4;
  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;

  private final byte[] run;
  private final byte[] salt;
  private final KeyPair pair;
  private final byte[] fresh;

  /** The public keys of the others, by place. */
  private final SortedMap<Integer, byte[]> publics = new TreeMap<>();

  /** What the others bound themselves to, by place. */
  private final SortedMap<Integer, byte[]> commitments = new TreeMap<>();

  /**
   * An attempt.
   *
   * @param run its number
   * @param salt the room's
   */
  KeyExchange(byte[] run, byte[] salt, SecureRandom random) {
    this(run, salt, newPair(random), random(random));
  }

  /** The same with keys that are known, for tests. */
  KeyExchange(byte[] run, byte[] salt, KeyPair pair, byte[] fresh) {
    this.run = run.clone();
    this.salt = salt.clone();
    this.pair = pair;
    this.fresh = fresh.clone();
  }

  private static KeyPair newPair(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static byte[] random(SecureRandom random) {
    byte[] bytes = new byte[RoomCipher.SECRET];
    random.nextBytes(bytes);
    return bytes;
  }

  byte[] run() {
    return run.clone();
  }

  /** This member's public key: a point that is not compressed. */
  byte[] publicKey() {
    ECPoint point = ((ECPublicKey) pair.getPublic()).getW();
    return ByteBuffer.allocate(PUBLIC)
        .put(UNCOMPRESSED)
        .put(coordinate(point.getAffineX()))
        .put(coordinate(point.getAffineY()))
        .array();
  }

  /**
   * To what this member binds itself before any public key is known.
   *
   * @param starts whether it makes the secret, to which it is bound then, too
   */
  byte[] commitment(int place, boolean starts) {
    return commitment(place, publicKey(), starts ? fresh : new byte[0]);
  }

  private byte[] commitment(int place, byte[] publicKey, byte[] made) {
    return sha256(label(LABEL_COMMITMENT), run, twoBytes(place), publicKey, made);
  }

  /** Another member has bound itself. */
  void bound(int place, byte[] commitment) {
    commitments.put(place, commitment.clone());
  }

  /**
   * A member, other than the one who started, has shown its public key.
   *
   * @return whether it is the one to which it was bound
   */
  boolean shown(int place, byte[] publicKey) {
    byte[] expected = commitments.get(place);
    boolean right =
        expected != null
            && point(publicKey).isPresent()
            && MessageDigest.isEqual(expected, commitment(place, publicKey, new byte[0]));
    if (right) {
      publics.put(place, publicKey.clone());
    }
    return right;
  }

  // ---- who starts: it makes the secret, and has a box for each of the others

  /** The secret that was made here, for this member, for whom {@code shown} the others are. */
  RoomSecret made(int place, RoomSecret before) {
    return secret(fresh, members(place, commitment(place, true), publicKey(), publics), before);
  }

  /** The box in which the secret is sent to {@code other}, whose public key was shown. */
  byte[] box(int place, int other) {
    byte[] members = members(place, commitment(place, true), publicKey(), publics);
    byte[] theirs = publics.getOrDefault(other, new byte[0]);
    return sealed(Cipher.ENCRYPT_MODE, boxKey(theirs, members, other), members, fresh)
        .orElseThrow();
  }

  // ---- the others

  /**
   * The secret in the box of this member.
   *
   * @param starter the place of who started
   * @param bound to what that one was bound
   * @param key its public key
   * @param place of this member
   * @return empty if anything of it is not as it was agreed on
   */
  Optional<RoomSecret> opened(
      int starter, byte[] bound, byte[] key, int place, byte[] box, RoomSecret before) {
    if (point(key).isEmpty() || !publics.keySet().equals(others(place))) {
      return Optional.empty();
    }
    SortedMap<Integer, byte[]> all = new TreeMap<>(publics);
    all.put(place, publicKey());
    commitments.put(place, commitment(place, false));
    byte[] members = members(starter, bound, key, all);
    return sealed(Cipher.DECRYPT_MODE, boxKey(key, members, place), members, box)
        .filter(made -> MessageDigest.isEqual(bound, commitment(starter, key, made)))
        .map(made -> secret(made, members, before));
  }

  private java.util.Set<Integer> others(int place) {
    java.util.Set<Integer> others = new java.util.HashSet<>(commitments.keySet());
    others.remove(place);
    return others;
  }

  // ---- what both compute

  /** All that was agreed on, in 32 bytes: another member, or another key of one, makes others. */
  private byte[] members(int starter, byte[] bound, byte[] key, SortedMap<Integer, byte[]> shown) {
    MessageDigest hash = sha256();
    hash.update(label(LABEL_MEMBERS));
    hash.update(run);
    hash.update(twoBytes(starter));
    hash.update(bound);
    hash.update(key);
    for (Map.Entry<Integer, byte[]> member : shown.entrySet()) {
      hash.update(twoBytes(member.getKey()));
      hash.update(commitments.getOrDefault(member.getKey(), new byte[0]));
      hash.update(member.getValue());
    }
    return hash.digest();
  }

  private RoomSecret secret(byte[] made, byte[] members, RoomSecret before) {
    byte[] both = ByteBuffer.allocate(2 * RoomCipher.SECRET).put(made).put(before.bytes()).array();
    return RoomSecret.of(derived(both, concat(label(LABEL_SECRET), members)));
  }

  private byte[] boxKey(byte[] theirs, byte[] members, int place) {
    try {
      KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
      agreement.init(pair.getPrivate());
      var _ =
          agreement.doPhase(
              KeyFactory.getInstance("EC")
                  .generatePublic(new ECPublicKeySpec(point(theirs).orElseThrow(), curve())),
              true);
      return derived(
          agreement.generateSecret(), concat(label(LABEL_BOX), members, twoBytes(place)));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private byte[] derived(byte[] key, byte[] info) {
    return RoomCipher.derived(new SecretKeySpec(key, "HKDF-PRK"), salt, info, RoomCipher.SECRET);
  }

  /** A key is used for one box only, so that the nonce may always be the same. */
  private static Optional<byte[]> sealed(int mode, byte[] key, byte[] members, byte[] text) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, new byte[NONCE]));
      cipher.updateAAD(members);
      return Optional.of(cipher.doFinal(text));
    } catch (javax.crypto.AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static ECParameterSpec curve() throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  /** The point of the curve that is written so; empty if it is none. */
  private static Optional<ECPoint> point(byte[] written) {
    if (written.length != PUBLIC || written[0] != UNCOMPRESSED) {
      return Optional.empty();
    }
    BigInteger x = new BigInteger(1, Arrays.copyOfRange(written, 1, 1 + COORDINATE));
    BigInteger y = new BigInteger(1, Arrays.copyOfRange(written, 1 + COORDINATE, PUBLIC));
    try {
      ECParameterSpec spec = curve();
      BigInteger p = ((ECFieldFp) spec.getCurve().getField()).getP();
      BigInteger right =
          x.pow(3).add(spec.getCurve().getA().multiply(x)).add(spec.getCurve().getB()).mod(p);
      boolean on = x.compareTo(p) < 0 && y.compareTo(p) < 0 && y.pow(2).mod(p).equals(right);
      return on ? Optional.of(new ECPoint(x, y)) : Optional.empty();
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static byte[] coordinate(BigInteger number) {
    byte[] written = number.toByteArray(); // with a sign, and no longer than it has to be
    byte[] coordinate = new byte[COORDINATE];
    int length = Math.min(written.length, COORDINATE);
    System.arraycopy(written, written.length - length, coordinate, COORDINATE - length, length);
    return coordinate;
  }

  private static byte[] label(String label) {
    return (label + '\0').getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] twoBytes(int place) {
    return ByteBuffer.allocate(Short.BYTES).putShort((short) place).array();
  }

  private static byte[] concat(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }

  private static byte[] sha256(byte[]... parts) {
    return sha256().digest(concat(parts));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("This JDK lacks P-256, SHA-256 or AES-GCM", e);
  }
}
