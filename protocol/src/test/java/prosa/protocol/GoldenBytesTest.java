package prosa.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenBytesTest {
  private final ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());

  static List<Golden.ServerRow> toServer() {
    return Golden.toServer();
  }

  static List<Golden.MemberRow> toMember() {
    return Golden.toMember();
  }

  static List<Golden.RequestRow> requests() {
    return Golden.requests();
  }

  static List<Golden.AnswerRow> answers() {
    return Golden.answers();
  }

  @ParameterizedTest
  @MethodSource
  void toServer(Golden.ServerRow row) throws ProtocolException {
    byte[] bytes = Golden.json(row.json()).getBytes(UTF_8);
    assertThat(text(ProtocolWriter.write(row.message()))).isEqualTo(Golden.json(row.json()));
    assertThat(reader.toServer(bytes)).isEqualTo(row.message());
  }

  @ParameterizedTest
  @MethodSource
  void toMember(Golden.MemberRow row) throws ProtocolException {
    assertThat(text(ProtocolWriter.write(row.message()))).isEqualTo(Golden.json(row.json()));
    assertThat(reader.toMember(Golden.json(row.json()).getBytes(UTF_8))).isEqualTo(row.message());
  }

  @ParameterizedTest
  @MethodSource
  void requests(Golden.RequestRow row) throws ProtocolException {
    assertThat(text(ProtocolWriter.write(row.message()))).isEqualTo(Golden.json(row.json()));
    assertThat(reader.doorRequest(Golden.json(row.json()).getBytes(UTF_8)))
        .isEqualTo(row.message());
  }

  @ParameterizedTest
  @MethodSource
  void answers(Golden.AnswerRow row) throws ProtocolException {
    assertThat(text(ProtocolWriter.write(row.message()))).isEqualTo(Golden.json(row.json()));
    assertThat(reader.doorAnswer(Golden.json(row.json()).getBytes(UTF_8))).isEqualTo(row.message());
  }

  @Test
  void everyMessageOfTheProtocolHasItsBytes() {
    assertThat(Golden.toServer())
        .extracting(Golden.ServerRow::message)
        .<Class<?>>extracting(Object::getClass)
        .containsAll(Golden.recordsOf(ClientMessage.class));
    assertThat(Golden.toMember())
        .extracting(Golden.MemberRow::message)
        .<Class<?>>extracting(Object::getClass)
        .containsAll(Golden.recordsOf(ServerMessage.class));
    assertThat(Golden.requests())
        .extracting(Golden.RequestRow::message)
        .<Class<?>>extracting(Object::getClass)
        .containsAll(Golden.recordsOf(DoorRequest.class));
    assertThat(Golden.answers())
        .extracting(Golden.AnswerRow::message)
        .<Class<?>>extracting(Object::getClass)
        .containsAll(Golden.recordsOf(DoorAnswer.class));
  }

  @Test
  void theClassicMessageIsExactlyTheOriginals() throws ProtocolException {
    ClassicMessage message = new ClassicMessage("Ana", "oi");
    assertThat(text(ProtocolWriter.write(message)))
        .isEqualTo("{\"user\": \"Ana\", \"message\": \"oi\"}");
    assertThat(reader.classic(ProtocolWriter.write(message))).isEqualTo(message);
  }

  @Test
  void anActionReachesClassicMembersWithAStar() {
    JsonBuffer sink = new JsonBuffer();
    ProtocolWriter.appendClassic(sink, ProtocolWriter.literal("Zé \"Z\""), "acena\n", true);
    assertThat(text(sink.toBytes()))
        .isEqualTo("{\"user\": \"Zé \\\"Z\\\"\", \"message\": \"* acena\\n\"}");
  }

  @Test
  void theRoomsFormOfSaidHasTheSameBytesAsTheRecords() {
    Stream<ServerMessage.Said> saids =
        Golden.toMember().stream()
            .map(Golden.MemberRow::message)
            .filter(ServerMessage.Said.class::isInstance)
            .map(ServerMessage.Said.class::cast);
    assertThat(saids)
        .isNotEmpty()
        .allSatisfy(
            said -> {
              JsonBuffer sink = new JsonBuffer();
              ProtocolWriter.appendSaid(
                  sink,
                  said.n(),
                  said.place(),
                  ProtocolWriter.literal(said.user()),
                  said.message(),
                  said.action(),
                  said.id(),
                  said.re(),
                  said.newcomer());
              assertThat(text(sink.toBytes())).isEqualTo(text(ProtocolWriter.write(said)));
            });
  }

  @Test
  void severalMessagesMayBeAppendedToOneSink() {
    JsonBuffer sink = new JsonBuffer(1);
    ProtocolWriter.append(sink, new ServerMessage.Draining());
    ProtocolWriter.append(sink, new ClientMessage.Leave());
    assertThat(text(sink.toBytes())).isEqualTo("{\"type\": \"draining\"}{\"type\": \"leave\"}");
    sink.clear();
    ProtocolWriter.append(sink, new ServerMessage.Missed(1, 2));
    assertThat(text(sink.toBytes())).isEqualTo("{\"type\": \"missed\", \"from\": 1, \"to\": 2}");
  }

  @Test
  void aRefusalCarriesTheMarkOfWhatItRefuses() {
    ProtocolException refusal =
        new ProtocolException(ErrorCode.TOO_LARGE, "a sentence", Optional.of("a1"));
    assertThat(refusal.refused())
        .isEqualTo(
            new ServerMessage.Refused(ErrorCode.TOO_LARGE, "a sentence", 0, Optional.of("a1")));
    assertThat(refusal.getStackTrace()).isEmpty();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
