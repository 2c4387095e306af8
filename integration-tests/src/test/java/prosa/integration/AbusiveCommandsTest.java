package prosa.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import prosa.protocol.ClientMessage.CommandType;
import prosa.protocol.ProtocolException;
import prosa.protocol.ProtocolReader;
import prosa.protocol.ReadLimits;

/** The abuser gives every command that there is, with every field that it may have. */
final class AbusiveCommandsTest {
  private static final int MANY = 500;

  @ParameterizedTest
  @EnumSource
  void everyCommandIsMadeSoThatTheServerReadsIt(CommandType type) throws ProtocolException {
    AbusiveCommands commands = new AbusiveCommands(new Random(1), new AbusiveCommands.Found());
    ProtocolReader reader = new ProtocolReader(ReadLimits.defaults());
    Set<String> forms = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      byte[] made = commands.make(type);
      assertThat(reader.toServer(made).type()).isEqualTo(type);
      String json = new String(made, StandardCharsets.UTF_8);
      forms.add(json.replaceAll(": (\"[^\"]*\"|\\d+|true|false)", ""));
    }
    assertThat(forms).contains(whole(type));
  }

  /** A form with as many fields as it can have at a time. */
  private static String whole(CommandType type) {
    return switch (type) {
      case ENTER -> "{\"type\", \"user\", \"encrypted\", \"invite\"}";
      case SAY -> "{\"type\", \"message\", \"re\"}";
      case RENAME -> "{\"type\", \"user\"}";
      case REACT -> "{\"type\", \"n\", \"reaction\", \"off\"}";
      case HOLD -> "{\"type\", \"seconds\"}";
      case NEXT -> "{\"type\", \"keep\"}";
      case ABOUT -> "{\"type\", \"language\"}";
      case VOTE -> "{\"type\", \"place\", \"member\", \"reason\"}";
      case BALLOT -> "{\"type\", \"vote\", \"yes\"}";
      case TELL -> "{\"type\", \"sealed\", \"keep\"}";
      case TYPING, LEAVE, RETURN, INVITE -> "{\"type\"}";
    };
  }
}
