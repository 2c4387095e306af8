package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static prosa.client.JsonVectors.bytes;
import static prosa.client.JsonVectors.text;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The vectors of {@code new-key.json}, which the page's tests have, too. */
final class KeyExchangeTest {
  @SuppressWarnings("ArrayRecordComponent") // nobody changes them
  record Party(int place, KeyExchange exchange, byte[] key, byte[] commitment, byte[] box) {}

  /** The one who starts, and the others. */
  record Vector(RoomSecret before, RoomSecret secret, List<Party> parties) {
    Party starter() {
      return parties.getFirst();
    }

    List<Party> others() {
      return parties.subList(1, parties.size());
    }

    /** Each knows to what the others are bound, and which keys they have shown. */
    Vector met() {
      for (Party one : parties) {
        others().forEach(other -> one.exchange().bound(other.place(), other.commitment()));
        for (Party other : others()) {
          if (other.place() != one.place()) {
            assertThat(one.exchange().shown(other.place(), other.key())).isTrue();
          }
        }
      }
      return this;
    }
  }

  static List<Vector> vectors() throws IOException {
    return JsonVectors.all(
        "new-key.json",
        json -> {
          byte[] run = bytes(json, "run");
          byte[] salt = bytes(json, "salt");
          RoomSecret before = RoomSecret.of(bytes(json, "before"));
          byte[] fresh = bytes(json, "fresh");
          RoomSecret secret = RoomSecret.of(bytes(json, "secret"));
          text(json, "starter");
          return new Vector(before, secret, parties(json, run, salt, fresh));
        });
  }

  private static List<Party> parties(JsonParser json, byte[] run, byte[] salt, byte[] fresh)
      throws GeneralSecurityException {
    List<Party> parties = new ArrayList<>();
    assertThat(json.nextName()).isEqualTo("members");
    assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      int place = Integer.parseInt(json.getString());
      byte[] number = next(json);
      byte[] key = next(json);
      byte[] commitment = next(json);
      byte[] box = next(json);
      parties.add(
          new Party(
              place, new KeyExchange(run, salt, pair(number, key), fresh), key, commitment, box));
    }
    return parties;
  }

  private static byte[] next(JsonParser json) {
    json.nextToken();
    return Base64.getUrlDecoder().decode(json.getString());
  }

  private static KeyPair pair(byte[] number, byte[] key) throws GeneralSecurityException {
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec("secp256r1"));
    ECParameterSpec curve = parameters.getParameterSpec(ECParameterSpec.class);
    ECPoint point =
        new ECPoint(
            new BigInteger(1, Arrays.copyOfRange(key, 1, 33)),
            new BigInteger(1, Arrays.copyOfRange(key, 33, 65)));
    KeyFactory factory = KeyFactory.getInstance("EC");
    return new KeyPair(
        factory.generatePublic(new ECPublicKeySpec(point, curve)),
        factory.generatePrivate(new ECPrivateKeySpec(new BigInteger(1, number), curve)));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void allHaveTheSameSecret(Vector vector) {
    Party starter = vector.starter();
    for (Party one : vector.parties()) {
      assertThat(one.exchange().publicKey()).isEqualTo(one.key());
      assertThat(one.exchange().commitment(one.place(), one.place() == starter.place()))
          .isEqualTo(one.commitment());
    }
    vector.met();
    assertThat(starter.exchange().made(starter.place(), vector.before()))
        .isEqualTo(vector.secret());
    for (Party one : vector.others()) {
      assertThat(starter.exchange().box(starter.place(), one.place())).isEqualTo(one.box());
      assertThat(
              one.exchange()
                  .opened(
                      starter.place(),
                      starter.commitment(),
                      starter.key(),
                      one.place(),
                      one.box(),
                      vector.before()))
          .contains(vector.secret());
    }
  }

  private static byte[] changed(byte[] bytes) {
    byte[] changed = bytes.clone();
    changed[20] ^= 1;
    return changed;
  }

  @Test
  void whatIsNotAsItWasAgreedOnIsRefused() throws IOException, GeneralSecurityException {
    Vector vector = vectors().get(1).met();
    Party starter = vector.starter();
    Party one = vector.parties().get(1);
    Party two = vector.parties().get(2);
    KeyExchange exchange = one.exchange();
    int from = starter.place();
    byte[] bound = starter.commitment();
    byte[] key = starter.key();
    int place = one.place();
    RoomSecret before = vector.before();
    assertThat(exchange.opened(from, bound, key, place, one.box(), before)).isPresent();
    assertThat(exchange.opened(from, changed(bound), key, place, one.box(), before)).isEmpty();
    assertThat(exchange.opened(from, bound, changed(key), place, one.box(), before))
        .as("no point of the curve")
        .isEmpty();
    assertThat(exchange.opened(from, bound, two.key(), place, one.box(), before)).isEmpty();
    assertThat(exchange.opened(from, bound, key, place, changed(one.box()), before)).isEmpty();
    assertThat(exchange.opened(from, bound, key, place, two.box(), before)).isEmpty();
    assertThat(exchange.opened(from, bound, key, place, one.box(), RoomSecret.random()))
        .isPresent()
        .isNotEqualTo(java.util.Optional.of(vector.secret()));
    assertThat(starter.exchange().shown(place, two.key())).isFalse();
    assertThat(starter.exchange().shown(9, one.key())).isFalse();
  }

  @Test
  void whoSitsInBetweenHasMadeAnotherSecretForEachSide() {
    SecureRandom random = new SecureRandom();
    byte[] run = new byte[KeyExchange.RUN];
    byte[] salt = new byte[RoomCipher.SALT];
    RoomSecret before = RoomSecret.random();
    List<RoomSecret> secrets = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      KeyExchange starter = new KeyExchange(run, salt, random);
      KeyExchange other = new KeyExchange(run, salt, random);
      List.of(starter, other).forEach(one -> one.bound(2, other.commitment(2, false)));
      assertThat(starter.shown(2, other.publicKey())).isTrue();
      RoomSecret made = starter.made(1, before);
      assertThat(
              other.opened(
                  1,
                  starter.commitment(1, true),
                  starter.publicKey(),
                  2,
                  starter.box(1, 2),
                  before))
          .contains(made);
      secrets.add(made);
    }
    assertThat(secrets).doesNotHaveDuplicates();
  }
}
