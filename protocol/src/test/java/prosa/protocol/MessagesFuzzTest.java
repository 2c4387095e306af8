package prosa.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as a message of each direction: refused with a sentence, or read and written again. */
final class MessagesFuzzTest {
  private final ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());

  @FuzzTest
  void whatIsReadForTheServerIsWrittenAndReadTheSame(byte[] bytes) {
    try {
      ClientMessage message = reader.toServer(bytes);
      assertThat(reader.toServer(ProtocolWriter.write(message))).isEqualTo(message);
    } catch (ProtocolException e) {
      assertThat(e.sentence()).isNotBlank();
    }
    try {
      DoorRequest request = reader.doorRequest(bytes);
      assertThat(reader.doorRequest(ProtocolWriter.write(request))).isEqualTo(request);
    } catch (ProtocolException e) {
      assertThat(e.sentence()).isNotBlank();
    }
  }

  @FuzzTest
  void whatIsReadForAMemberIsWrittenAndReadTheSame(byte[] bytes) {
    try {
      ServerMessage message = reader.toMember(bytes);
      assertThat(reader.toMember(ProtocolWriter.write(message))).isEqualTo(message);
    } catch (ProtocolException e) {
      assertThat(e.sentence()).isNotBlank();
    }
    try {
      DoorAnswer answer = reader.doorAnswer(bytes);
      assertThat(reader.doorAnswer(ProtocolWriter.write(answer))).isEqualTo(answer);
    } catch (ProtocolException e) {
      assertThat(e.sentence()).isNotBlank();
    }
    try {
      ClassicMessage classic = reader.classic(bytes);
      assertThat(reader.classic(ProtocolWriter.write(classic))).isEqualTo(classic);
    } catch (ProtocolException e) {
      assertThat(e.sentence()).isNotBlank();
    }
  }
}
