package prosa.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Boxes and keys against what NaCl, RFC 7748, RFC 32 and libzmq's manual publish. */
class CurveCryptoTest {
  private static final byte[] ALICE_SECRET =
      WireBytes.hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
  private static final byte[] ALICE_PUBLIC =
      WireBytes.hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
  private static final byte[] BOB_SECRET =
      WireBytes.hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
  private static final byte[] BOB_PUBLIC =
      WireBytes.hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
  private static final byte[] FIRST_KEY =
      WireBytes.hex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
  private static final byte[] NONCE =
      WireBytes.hex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37");
  private static final byte[] TEXT =
      WireBytes.hex(
          "be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a"
              + "1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057"
              + "e2f6556ad6b1318a024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040"
              + "e082f937763848645e0705");
  private static final byte[] BOX =
      WireBytes.hex(
          "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4"
              + "476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738"
              + "b48eeee314a7cc8ab932164548e526ae90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de"
              + "56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74e355a5");

  @Test
  void publicKeysAreThoseOfRfc7748() {
    assertThat(CurveCrypto.publicKey(ALICE_SECRET)).isEqualTo(ALICE_PUBLIC);
    assertThat(CurveCrypto.publicKey(BOB_SECRET)).isEqualTo(BOB_PUBLIC);
  }

  @Test
  void theSharedKeyIsNaclsOnBothSides() throws ZmtpException {
    assertThat(CurveCrypto.sharedKey(ALICE_SECRET, BOB_PUBLIC).getKey()).isEqualTo(FIRST_KEY);
    assertThat(CurveCrypto.sharedKey(BOB_SECRET, ALICE_PUBLIC).getKey()).isEqualTo(FIRST_KEY);
  }

  @Test
  void theBoxIsNacls() throws ZmtpException {
    var key = CurveCrypto.sharedKey(ALICE_SECRET, BOB_PUBLIC);

    assertThat(CurveCrypto.seal(key, NONCE, TEXT)).isEqualTo(BOX);
    assertThat(CurveCrypto.open(key, NONCE, BOX)).isEqualTo(TEXT);
    assertThat(CurveCrypto.seal(CurveCrypto.secretKey(FIRST_KEY), NONCE, TEXT)).isEqualTo(BOX);
  }

  @Test
  void aBoxWithAnyByteChangedDoesNotOpen() throws ZmtpException {
    var key = CurveCrypto.sharedKey(ALICE_SECRET, BOB_PUBLIC);
    for (int i = 0; i < BOX.length; i++) {
      byte[] changed = BOX.clone();
      changed[i] ^= (byte) (1 << i % 8);
      assertThatThrownBy(() -> CurveCrypto.open(key, NONCE, changed))
          .isInstanceOf(ZmtpException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15})
  void whatIsShorterThanAnAuthenticatorIsNoBox(int length) throws ZmtpException {
    var key = CurveCrypto.sharedKey(ALICE_SECRET, BOB_PUBLIC);

    assertThatThrownBy(() -> CurveCrypto.open(key, NONCE, new byte[length]))
        .isInstanceOf(ZmtpException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1023, 1024, 1025, 70_000, 200_000})
  void textsOfAnyLengthComeBack(int length) throws ZmtpException {
    var key = CurveCrypto.secretKey(FIRST_KEY);
    CurveCrypto.Work work = CurveCrypto.work();
    byte[] text = work.text(length);
    for (int i = 0; i < length; i++) {
      text[i] = (byte) i;
    }
    byte[] box = work.box(length + CurveCrypto.TAG);
    work.seal(key, NONCE, text, length, box);
    byte[] opened = new byte[length];

    assertThat(work.open(key, NONCE, box, length + CurveCrypto.TAG, opened)).isTrue();

    for (int i = 0; i < length; i++) {
      assertThat(opened[i]).isEqualTo((byte) i);
    }
  }

  /** Points of low order, with which every secret key agrees on zero (RFC 7748, section 6.1). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
      })
  void aKeyOfLowOrderIsRefused(String key) {
    assertThatThrownBy(() -> CurveCrypto.sharedKey(ALICE_SECRET, WireBytes.hex(key)))
        .isInstanceOf(ZmtpException.class);
    isNoServersKey(WireBytes.hex(key));
  }

  /** Nobody could talk to a server with it: as an address's key it is a mistake. */
  private static void isNoServersKey(byte[] key) {
    assertThat(CurvePublicKey.ofZ85(Z85.encode(key))).isEmpty();
    assertThat(
            CurvePublicKey.ofUrlText(Base64.getUrlEncoder().withoutPadding().encodeToString(key)))
        .isEmpty();
    assertThatThrownBy(() -> new CurvePublicKey(Bytes.of(key)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyWithItsHighestBitSetIsRefused() {
    byte[] key = BOB_PUBLIC.clone();
    key[31] |= (byte) 0x80;

    assertThatThrownBy(() -> CurveCrypto.sharedKey(ALICE_SECRET, key))
        .isInstanceOf(ZmtpException.class);
    isNoServersKey(key);
  }

  /** RFC 32, section "Test Case". */
  @Test
  void z85IsThatOfItsRfc() {
    byte[] bytes = WireBytes.hex("864fd26fb559f75b");

    assertThat(Z85.encode(bytes)).isEqualTo("HelloWorld");
    assertThat(Z85.decode("HelloWorld")).get().isEqualTo(bytes);
    assertThat(Z85.encode(new byte[0])).isEmpty();
    assertThat(Z85.encode(WireBytes.hex("ffffffff"))).isEqualTo("%nSc0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Hello Worl", "Hell", "HelloWorl~", "%nSc1", "#####", "Hell\u00e9"})
  void whatIsNoZ85IsTold(String text) {
    assertThat(Z85.decode(text)).isEmpty();
  }

  /** The pairs of zmq_curve(7). */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = ' ',
      value = {
        "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7 JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6",
        "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"
      })
  void libzmqsPairsArePairs(String publicKey, String secretKey) {
    CurveKeyPair own = CurveKeyPair.ofSecretZ85(secretKey).orElseThrow();

    assertThat(own.publicKey().z85()).isEqualTo(publicKey);
    assertThat(own.secretZ85()).isEqualTo(secretKey);
    assertThat(CurvePublicKey.ofZ85(publicKey)).contains(own.publicKey());
    assertThat(own.toString()).doesNotContain(secretKey);
  }

  @Test
  void aCookieOfTheMinuteBeforeIsStillOpened() throws ZmtpException {
    long[] now = {0};
    byte[] next = {0};
    CookieKeys keys =
        new CookieKeys(bytes -> java.util.Arrays.fill(bytes, next[0]++), () -> now[0]);
    byte[] text = new byte[64];
    text[5] = 7;
    byte[] cookie = keys.seal(text);
    assertThat(cookie).hasSize(CookieKeys.LENGTH);

    now[0] = CookieKeys.ROTATION_NANOS + 1;
    assertThat(keys.open(cookie)).isEqualTo(text);
    assertThat(keys.seal(text)).isNotEqualTo(cookie);

    now[0] = 2 * CookieKeys.ROTATION_NANOS - 1;
    assertThat(keys.open(cookie)).isEqualTo(text);

    now[0] = 2 * CookieKeys.ROTATION_NANOS;
    assertThatThrownBy(() -> keys.open(cookie)).isInstanceOf(ZmtpException.class);
  }

  @Test
  void aCookieIsForgottenAfterALongSilence() throws ZmtpException {
    long[] now = {0};
    byte[] next = {0};
    CookieKeys keys =
        new CookieKeys(bytes -> java.util.Arrays.fill(bytes, next[0]++), () -> now[0]);
    byte[] cookie = keys.seal(new byte[64]);

    now[0] = 100 * CookieKeys.ROTATION_NANOS;

    assertThatThrownBy(() -> keys.open(cookie)).isInstanceOf(ZmtpException.class);
    assertThat(keys.open(keys.seal(new byte[64]))).isEqualTo(new byte[64]);
  }
}
