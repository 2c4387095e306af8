package prosa.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomIdTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Chat0",
        "Chat7",
        "Chat2147483647",
        "Chat7@b",
        "Chat0@node-1",
        "Chat12@0",
        "Chat1@abcdefghijklmnopqrstuvwxyz01234"
      })
  void aNameIsReadAsItIsWritten(String name) {
    assertThat(RoomId.named(name)).map(RoomId::name).contains(name);
    assertThat(RoomId.named(name)).map(RoomId::toString).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Chat",
        "chat7",
        "Chat07",
        "Chat-1",
        "Chat+1",
        "Chat1 ",
        " Chat1",
        "Chat1\n",
        "Chat\u0661",
        "Chat2147483648",
        "Chat99999999999",
        "Chat7@",
        "Chat7@B",
        "Chat7@-b",
        "Chat7@b@c",
        "Chat7@é",
        "Chat7@a.b",
        "Chat7@abcdefghijklmnopqrstuvwxyz012345",
        "Chat7@b\n",
        "@b",
        "7@b"
      })
  void whatNoRoomIsCalledIsNoRoom(String name) {
    assertThat(RoomId.named(name)).isEmpty();
  }

  @Test
  void aServerThatIsAloneHasNoNodeInItsNames() {
    assertThat(new RoomId(7)).isEqualTo(new RoomId(7, ""));
    assertThat(new RoomId(7).name()).isEqualTo("Chat7");
    assertThat(new RoomId(7, "b").name()).isEqualTo("Chat7@b");
    assertThat(new RoomId(7)).isNotEqualTo(new RoomId(7, "b"));
  }

  @Test
  void roomsAreOrderedByNodeThenByNumber() {
    assertThat(
            List.of(new RoomId(2, "b"), new RoomId(10), new RoomId(1, "b"), new RoomId(2)).stream()
                .sorted())
        .containsExactly(new RoomId(2), new RoomId(10), new RoomId(1, "b"), new RoomId(2, "b"));
  }

  @Test
  void aRoomWithoutASpeakableNameIsRefused() {
    assertThatThrownBy(() -> new RoomId(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RoomId(1, "B")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RoomId(1, "a@b")).isInstanceOf(IllegalArgumentException.class);
  }
}
