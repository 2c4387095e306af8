package prosa.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static prosa.client.JsonVectors.bytes;
import static prosa.client.JsonVectors.text;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import prosa.client.RoomCipher.Fault;
import prosa.client.RoomCipher.Opened;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** The vectors of {@code room-cipher.json}, which the page's tests have, too. */
final class RoomCipherTest {
  @SuppressWarnings("ArrayRecordComponent") // nobody changes them
  record Vector(
      byte[] secret,
      byte[] salt,
      byte[] stream,
      String room,
      int place,
      String text,
      List<String> sealed,
      int[] code) {
    RoomCipher cipher() {
      return new RoomCipher(secret, salt, room, stream);
    }
  }

  static List<Vector> vectors() throws IOException {
    return JsonVectors.all(
        "room-cipher.json",
        json ->
            new Vector(
                bytes(json, "secret"),
                bytes(json, "salt"),
                bytes(json, "stream"),
                text(json, "room"),
                Integer.parseInt(text(json, "place")),
                text(json, "text"),
                list(json, "sealed"),
                list(json, "code").stream().mapToInt(Integer::parseInt).toArray()));
  }

  private static List<String> list(JsonParser json, String name) {
    assertThat(json.nextName()).isEqualTo(name);
    assertThat(json.nextToken()).isEqualTo(JsonToken.START_ARRAY);
    List<String> list = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(json.getString());
    }
    return list;
  }

  private static Opened closed(Fault why) {
    return new Opened.Closed(why);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void eachVectorIsSealedOpenedAndHasItsCode(Vector vector) {
    RoomCipher writer = vector.cipher();
    RoomCipher reader = vector.cipher();
    for (String sealed : vector.sealed()) {
      assertThat(writer.seal(vector.place(), vector.text())).isEqualTo(sealed);
      assertThat(reader.open(vector.place(), sealed)).isEqualTo(new Opened.Text(vector.text()));
    }
    assertThat(reader.code()).isEqualTo(vector.code());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void nothingIsOpenedAtAnotherPlaceInAnotherRoomOrWithABitChanged(Vector vector) {
    String sealed = vector.sealed().getFirst();
    RoomCipher reader = vector.cipher();
    assertThat(reader.open(vector.place() + 1, sealed)).isEqualTo(closed(Fault.FORGED));
    assertThat(
            new RoomCipher(vector.secret(), vector.salt(), "Chat99", vector.stream())
                .open(vector.place(), sealed))
        .isEqualTo(closed(Fault.FORGED));
    byte[] raw = Base64.getUrlDecoder().decode(sealed.substring(3));
    for (int at = 0; at < raw.length; at++) {
      raw[at] ^= 1;
      String changed = "e1." + Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
      assertThat(reader.open(vector.place(), changed)).isEqualTo(closed(Fault.FORGED));
      raw[at] ^= 1;
    }
  }

  @Test
  void whatIsRepeatedReorderedOrOldIsNoticed() throws IOException {
    Vector vector = vectors().getFirst();
    RoomCipher writer = vector.cipher();
    RoomCipher reader = vector.cipher();
    List<String> said = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      said.add(writer.seal(1, "text " + i));
    }
    assertThat(reader.open(1, said.get(1))).isEqualTo(new Opened.Text("text 1", 1, false));
    assertThat(reader.open(1, said.get(0))).isEqualTo(new Opened.Text("text 0", 0, true));
    assertThat(reader.open(1, said.get(0))).isEqualTo(closed(Fault.REPEATED));
    assertThat(reader.open(1, said.get(99))).isEqualTo(new Opened.Text("text 99", 97, false));
    assertThat(reader.open(1, said.get(36))).isEqualTo(new Opened.Text("text 36", 0, true));
    assertThat(reader.open(1, said.get(35))).isEqualTo(closed(Fault.OLD));
    assertThat(reader.open(1, said.get(99))).isEqualTo(closed(Fault.REPEATED));
  }

  @Test
  void whatMayHaveBeenMissedIsNotMissing() throws IOException {
    Vector vector = vectors().getFirst();
    RoomCipher writer = vector.cipher();
    RoomCipher reader = vector.cipher();
    reader.midway(1);
    var _ = writer.seal(1, "before");
    assertThat(reader.open(1, writer.seal(1, "first"))).isEqualTo(new Opened.Text("first"));
    var _ = writer.seal(1, "lost");
    assertThat(reader.open(1, writer.seal(1, "next"))).isEqualTo(new Opened.Text("next", 1, false));
  }

  @Test
  void whatIsKeptMayComeAgainUntilALaterOneHasCome() throws IOException {
    Vector vector = vectors().getFirst();
    RoomCipher writer = vector.cipher();
    RoomCipher reader = vector.cipher();
    String first = writer.seal(1, "Ana");
    String second = writer.seal(1, "Aninha");
    assertThat(reader.openLatest(1, first)).isEqualTo(new Opened.Text("Ana"));
    assertThat(reader.openLatest(1, first)).isEqualTo(new Opened.Text("Ana"));
    assertThat(reader.openLatest(1, second)).isEqualTo(new Opened.Text("Aninha"));
    assertThat(reader.openLatest(1, first)).isEqualTo(closed(Fault.OLD));
  }

  @Test
  void theMostBytesAreThoseThatFit() throws IOException {
    for (int characters : new int[] {200, 1_024, 8_192}) {
      RoomCipher writer = vectors().getFirst().cipher();
      int most = RoomCipher.mostBytes(characters);
      assertThat(writer.seal(1, "x".repeat(most))).hasSizeLessThanOrEqualTo(characters);
      assertThat(writer.seal(1, "x".repeat(most + 1))).hasSizeGreaterThan(characters);
    }
  }

  @Test
  void whatIsNoEnvelopeIsNotOpened() throws IOException {
    Vector vector = vectors().getFirst();
    RoomCipher reader = vector.cipher();
    String other = "e2." + vector.sealed().getFirst().substring(3);
    String padded = vector.sealed().getFirst() + "=";
    for (String text :
        List.of("", "oi", "e1.", "e1.====", "e1." + "A".repeat(40_000), other, padded)) {
      assertThat(reader.open(1, text)).as(text).isEqualTo(closed(Fault.FORGED));
    }
  }

  @Test
  void moreStreamsThanAreRememberedAreNotOpened() throws IOException {
    Vector vector = vectors().getFirst();
    RoomCipher reader = vector.cipher();
    SecureRandom random = new SecureRandom();
    for (int i = 0; i <= RoomCipher.MOST_STREAMS; i++) {
      String sealed =
          new RoomCipher(vector.secret(), vector.salt(), vector.room(), random).seal(1, "oi");
      assertThat(reader.open(1, sealed))
          .isEqualTo(i < RoomCipher.MOST_STREAMS ? new Opened.Text("oi") : closed(Fault.CROWDED));
    }
    String other =
        new RoomCipher(vector.secret(), vector.salt(), vector.room(), random).seal(2, "oi");
    assertThat(reader.open(2, other)).as("at another place").isEqualTo(new Opened.Text("oi"));
  }

  @Test
  void aStreamBelongsToOnePlace() throws IOException {
    RoomCipher writer = vectors().getFirst().cipher();
    assertThat(writer.seal(1, "oi")).startsWith("e1.");
    assertThatThrownBy(() -> writer.seal(2, "oi")).isInstanceOf(IllegalStateException.class);
  }
}
