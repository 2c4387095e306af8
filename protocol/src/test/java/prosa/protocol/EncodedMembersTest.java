package prosa.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import prosa.protocol.ServerMessage.MemberEntry;
import prosa.protocol.ServerMessage.Presence;

class EncodedMembersTest {
  private static final MemberEntry ANA = new MemberEntry(2, "Ana", Presence.HERE, false);
  private static final MemberEntry RUI =
      new MemberEntry(3, "Rui \"é\"", Presence.AWAY, true, 12, Optional.of("e1.name"));
  private static final MemberEntry ZOE = new MemberEntry(7, "Zoé", Presence.HERE, false);

  private static byte[] seated(List<MemberEntry> members) {
    return ProtocolWriter.write(
        new ServerMessage.Seated(
            "Chat0",
            "Bia",
            1,
            "secret",
            3,
            10,
            members,
            new ServerMessage.Limits(16, 8, Optional.empty())));
  }

  @Test
  void eachIsToldTheSameBytesAsIfItsListWereWrittenForItAlone() {
    List<MemberEntry> all = List.of(ANA, RUI, ZOE);
    for (int size = 0; size <= all.size(); size++) {
      List<MemberEntry> some = all.subList(0, size);
      EncodedMembers encoded = new EncodedMembers(some);
      int nothing = seated(List.of()).length;
      for (int place = 1; place <= 8; place++) {
        int except = place;
        List<MemberEntry> others = new ArrayList<>(some);
        others.removeIf(one -> one.place() == except);
        assertThat(encoded.without(place)).isEqualTo(others);
        byte[] text = seated(encoded.without(place));
        assertThat(new String(text, UTF_8)).isEqualTo(new String(seated(others), UTF_8));
        assertThat(encoded.lengthWithout(place)).isEqualTo(text.length - nothing);
      }
    }
  }
}
